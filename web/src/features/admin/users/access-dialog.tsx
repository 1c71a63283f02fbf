import { useQuery } from "@tanstack/react-query";
import { accessQuery } from "../../../api/admin/access";
import type { User, UserMembership } from "../../../api/admin/types";
import { Modal } from "../../../ui/modal";
import { Scroller } from "../../../ui/scroller";
import { Answer } from "../answer";
import { AccessList } from "./access-list";

interface AccessDialogProps {
  user: User;
  membership: UserMembership;
  onClose: () => void;
}

/** What a member may do and see, and why: the same that `watchroom access explain` prints. */
export default function AccessDialog({ user, membership, onClose }: AccessDialogProps) {
  const access = useQuery(accessQuery(user.id, membership.tenant));
  return (
    <Modal
      size="medium"
      title={`What ${user.full_name || user.email} may see`}
      description={membership.tenant_name}
      onClose={onClose}
    >
      <Scroller label="What they may see">
        <Answer query={access}>{(found) => <AccessList access={found} />}</Answer>
      </Scroller>
    </Modal>
  );
}
