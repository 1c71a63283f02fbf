import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adminTenantsQuery } from "../../../api/admin/tenants";
import type { User, UserMembership } from "../../../api/admin/types";
import { putMembership, renewUsers } from "../../../api/admin/users";
import { placeProblem } from "../../../api/field-problem";
import { Button } from "../../../ui/button";
import { EmptyNotice } from "../../../ui/empty-notice";
import { SelectField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { announce } from "../../../ui/status-message";
import { Answer } from "../answer";
import { RoleFields, type Standing, standingBody } from "../role-fields";
import { roles } from "../roles";

interface MembershipDialogProps {
  user: User;
  /** The one to change; absent: a new one. */
  membership?: UserMembership;
  onClose: () => void;
}

interface Choice {
  id: string;
  name: string;
}

function MembershipForm({
  user,
  membership,
  tenants,
  onClose,
}: MembershipDialogProps & { tenants: readonly Choice[] }) {
  const client = useQueryClient();
  const [tenant, setTenant] = useState(membership?.tenant ?? tenants[0]?.id ?? "");
  const [standing, setStanding] = useState<Standing>({
    role: membership?.role ?? "viewer",
    ward: membership?.ward_id ?? "",
    team: membership?.team_id ?? "",
  });
  const save = useMutation({
    mutationFn: () => putMembership(user.id, { tenant_id: tenant, ...standingBody(standing) }),
    onSuccess: async () => {
      onClose();
      announce(membership ? "The membership is changed" : "The membership is added");
      await renewUsers(client);
    },
  });
  const { at, form } = placeProblem(save.error, { ward: ["ward_id"], team: ["team_id"], role: ["role"] });
  return (
    <form
      className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {!membership && (
        <SelectField
          label="Tenant"
          value={tenant}
          choices={tenants.map(({ id, name }) => ({ value: id, label: name }))}
          onValue={setTenant}
        />
      )}
      <RoleFields choices={roles} value={standing} onValue={setStanding} errors={at} />
      {form && <FormProblem problem={form} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button submit look="primary" disabled={save.isPending}>
          {save.isPending ? "Saving…" : membership ? "Save" : "Add membership"}
        </Button>
      </div>
    </form>
  );
}

export function MembershipDialog({ user, membership, onClose }: MembershipDialogProps) {
  const tenants = useQuery({ ...adminTenantsQuery, enabled: membership === undefined });
  const name = user.full_name || user.email;
  const title = membership ? `${name} in ${membership.tenant_name}` : `Add ${name} to a tenant`;
  return (
    <Modal size="small" title={title} onClose={onClose}>
      {membership ? (
        <MembershipForm user={user} membership={membership} tenants={[]} onClose={onClose} />
      ) : (
        <Answer query={tenants}>
          {({ tenants: all }) => {
            const free = all.filter(({ id }) => !user.memberships.some(({ tenant }) => tenant === id));
            return free.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice
                  title={`${name} belongs to every tenant`}
                  hint="Change the memberships there are."
                />
              </div>
            ) : (
              <MembershipForm user={user} tenants={free} onClose={onClose} />
            );
          }}
        </Answer>
      )}
    </Modal>
  );
}
