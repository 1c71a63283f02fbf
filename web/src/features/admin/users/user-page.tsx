import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import type { User, UserMembership } from "../../../api/admin/types";
import { changeUser, deleteUser, renewUsers, userQuery } from "../../../api/admin/users";
import { problemFrom } from "../../../api/problem";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { Moment } from "../../../ui/moment";
import { announce } from "../../../ui/status-message";
import { AdminSection } from "../admin-section";
import { Answer } from "../answer";
import { EditUserDialog } from "./edit-user-dialog";
import { MembershipsCard } from "./memberships-card";
import { UserSessionsCard } from "./user-sessions-card";
import { UserState } from "./user-state";

interface UserPageProps {
  id: string;
  /** After the user is deleted. */
  onGone: () => void;
  /** From now on this browser sees the tenant as the member does. */
  onViewAs: (membership: UserMembership) => void;
}

type Open = "edit" | "state" | "delete" | null;

function OneUser({ user, onGone, onViewAs }: Omit<UserPageProps, "id"> & { user: User }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const name = user.full_name || user.email;
  const toggle = useMutation({
    mutationFn: () => changeUser(user.id, { disabled: !user.disabled }),
    onSuccess: async ({ disabled }) => {
      close();
      announce(disabled ? `${name} is disabled` : `${name} is enabled`);
      await renewUsers(client);
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteUser(user.id),
    onSuccess: async () => {
      announce(`${name} is deleted`);
      onGone();
      client.removeQueries({ queryKey: userQuery(user.id).queryKey });
      await renewUsers(client);
    },
  });
  const begin = (next: Open) => {
    toggle.reset();
    remove.reset();
    setOpen(next);
  };
  return (
    <AdminSection
      title={name}
      description={
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <span className="break-all">{user.email}</span>
          <UserState user={user} />
          <span>
            Since <Moment at={user.created_at} />
          </span>
          <span>
            Last sign-in: <Moment age at={user.last_sign_in_at} never="never" />
          </span>
        </div>
      }
      actions={
        <>
          <Button onClick={() => begin("edit")}>Edit</Button>
          <Button onClick={() => begin("state")}>{user.disabled ? "Enable" : "Disable"}</Button>
          <Button onClick={() => begin("delete")}>Delete</Button>
        </>
      }
    >
      <MembershipsCard user={user} onViewAs={onViewAs} />
      <UserSessionsCard user={user} />
      {open === "edit" && <EditUserDialog user={user} onClose={close} />}
      {open === "state" && (
        <ConfirmDialog
          title={user.disabled ? `Enable ${name}?` : `Disable ${name}?`}
          act={user.disabled ? "Enable" : "Disable"}
          danger={!user.disabled}
          pending={toggle.isPending}
          problem={toggle.isError ? problemFrom(toggle.error) : null}
          onConfirm={() => toggle.mutate()}
          onClose={close}
        >
          {user.disabled
            ? "They can sign in again, with the memberships they had."
            : "They are signed out everywhere at once and cannot sign in. Their memberships stay for later."}
        </ConfirmDialog>
      )}
      {open === "delete" && (
        <ConfirmDialog
          danger
          title={`Delete ${name}?`}
          act="Delete user"
          typed={{ label: "The user’s e-mail address", word: user.email }}
          pending={remove.isPending}
          problem={remove.isError ? problemFrom(remove.error) : null}
          onConfirm={() => remove.mutate()}
          onClose={close}
        >
          Their memberships, sessions and shared links end at once. What they did stays in the audit log. This
          cannot be undone; to keep somebody out for a while, disable them.
        </ConfirmDialog>
      )}
    </AdminSection>
  );
}

export function UserPage({ id, ...rest }: UserPageProps) {
  const user = useQuery(userQuery(id));
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p>
        <Link
          to="/admin/users"
          className="inline-flex items-center gap-1 text-ink-2 hover:text-ink pointer-coarse:min-h-11"
        >
          <ChevronLeft className="size-4" aria-hidden />
          All users
        </Link>
      </p>
      <Answer query={user}>{(found) => <OneUser user={found} {...rest} />}</Answer>
    </div>
  );
}
