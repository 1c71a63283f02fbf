import { Ellipsis, Eye, Pencil, ScanEye, Trash2 } from "lucide-react";
import type { UserMembership } from "../../../api/admin/types";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";

interface MembershipActionsProps {
  membership: UserMembership;
  disabledUser: boolean;
  onChange: () => void;
  onAccess: () => void;
  onViewAs: () => void;
  onRemove: () => void;
}

export function MembershipActions(props: MembershipActionsProps) {
  const { membership, disabledUser, onChange, onAccess, onViewAs, onRemove } = props;
  // Sensitive tickets are for the liaison's eyes: an administrator sees none of them, by no way.
  const hidden = membership.role === "saps_liaison";
  const reason = hidden
    ? "What a liaison sees is for a liaison alone"
    : disabledUser
      ? "A disabled user sees nothing"
      : null;
  return (
    <Menu
      label={`Membership of ${membership.tenant_name}`}
      align="end"
      trigger={(trigger) => (
        <IconButton
          {...trigger}
          label={`Actions for the membership of ${membership.tenant_name}`}
          className="size-9"
        >
          <Ellipsis className="size-4" aria-hidden />
        </IconButton>
      )}
    >
      <MenuItem onSelect={onChange}>
        <Pencil className="size-4 text-ink-3" aria-hidden />
        Change role, ward or team
      </MenuItem>
      <MenuItem onSelect={onAccess}>
        <ScanEye className="size-4 text-ink-3" aria-hidden />
        What may they see?
      </MenuItem>
      <MenuItem onSelect={onViewAs} disabled={reason !== null}>
        <Eye className="size-4 text-ink-3" aria-hidden />
        <span>
          View as this member
          {reason && <span className="block text-xs text-ink-3">{reason}</span>}
        </span>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={onRemove}>
        <Trash2 className="size-4 text-critical" aria-hidden />
        Remove
      </MenuItem>
    </Menu>
  );
}
