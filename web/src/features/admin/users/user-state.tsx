import type { User } from "../../../api/admin/types";
import { StateBadge } from "../../../ui/state-mark";
import { Tag } from "../../../ui/tag";

/** Whether somebody may sign in, and what else is special. */
export function UserState({ user }: { user: User }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {user.disabled ? (
        <StateBadge tone="critical" label="Disabled" />
      ) : (
        <StateBadge tone="ok" label="Active" />
      )}
      {user.is_admin && <Tag look="accent">Administrator</Tag>}
      {user.sign_in === "oidc" && <Tag>By provider</Tag>}
    </span>
  );
}
