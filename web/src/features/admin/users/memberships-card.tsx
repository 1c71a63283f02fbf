import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { User, UserMembership } from "../../../api/admin/types";
import { removeMembership, renewUsers } from "../../../api/admin/users";
import { problemFrom } from "../../../api/problem";
import { beginViewAs } from "../../../api/view-as";
import { RecordTable } from "../../../table/record-table";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { EmptyNotice } from "../../../ui/empty-notice";
import { FormProblem } from "../../../ui/form-problem";
import { announce } from "../../../ui/status-message";
import { StandingTags } from "../standing-tags";
import { MembershipActions } from "./membership-actions";
import { MembershipDialog } from "./membership-dialog";

const AccessDialog = lazy(() => import("./access-dialog"));

interface MembershipsCardProps {
  user: User;
  onViewAs: (membership: UserMembership) => void;
}

type Open = { what: "put" | "remove" | "access"; membership?: UserMembership };

/** What somebody belongs to. */
export function MembershipsCard({ user, onViewAs }: MembershipsCardProps) {
  const client = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const remove = useMutation({
    mutationFn: ({ tenant }: UserMembership) => removeMembership(user.id, tenant),
    onSuccess: async (_, { tenant_name }) => {
      close();
      announce(`No member of ${tenant_name} any more`);
      await renewUsers(client);
    },
  });
  const viewAs = useMutation({
    mutationFn: ({ tenant }: UserMembership) => beginViewAs(user.id, tenant),
    onSuccess: (_, membership) => onViewAs(membership),
  });
  const name = user.full_name || user.email;
  const chosen = open?.membership;
  return (
    <Card
      flush
      title="Memberships"
      description="A change works at once, on every page that is open."
      actions={
        <Button onClick={() => setOpen({ what: "put" })}>
          <Plus className="size-4" aria-hidden />
          Add membership
        </Button>
      }
    >
      {viewAs.isError && (
        <div className="p-4">
          <FormProblem problem={problemFrom(viewAs.error)} />
        </div>
      )}
      {user.memberships.length === 0 ? (
        <div className="grid min-h-32">
          <EmptyNotice title="No member of any tenant" hint="Without one there is nothing to see." />
        </div>
      ) : (
        <RecordTable
          caption={`Memberships of ${name}`}
          rows={user.memberships}
          keyOf={({ tenant }) => tenant}
          columns={[
            {
              name: "tenant",
              head: "Tenant",
              least: "medium",
              cell: ({ tenant, tenant_name }) => (
                <span className="flex flex-col">
                  <span className="font-medium">{tenant_name}</span>
                  <code className="font-mono text-xs text-ink-3">{tenant}</code>
                </span>
              ),
            },
            {
              name: "standing",
              head: "Role",
              cell: (membership) => <StandingTags {...membership} />,
            },
            {
              name: "do",
              head: "Actions",
              actions: true,
              cell: (membership) => (
                <MembershipActions
                  membership={membership}
                  disabledUser={user.disabled}
                  onChange={() => setOpen({ what: "put", membership })}
                  onAccess={() => setOpen({ what: "access", membership })}
                  onViewAs={() => viewAs.mutate(membership)}
                  onRemove={() => {
                    remove.reset();
                    setOpen({ what: "remove", membership });
                  }}
                />
              ),
            },
          ]}
        />
      )}
      {open?.what === "put" && <MembershipDialog user={user} membership={chosen} onClose={close} />}
      {open?.what === "access" && chosen && (
        <Suspense fallback={null}>
          <AccessDialog user={user} membership={chosen} onClose={close} />
        </Suspense>
      )}
      {open?.what === "remove" && chosen && (
        <ConfirmDialog
          danger
          title={`Remove ${name} from ${chosen.tenant_name}?`}
          act="Remove membership"
          pending={remove.isPending}
          problem={remove.isError ? problemFrom(remove.error) : null}
          onConfirm={() => remove.mutate(chosen)}
          onClose={close}
        >
          They stop seeing it at once, on open pages too. Links that they shared from there end with it.
        </ConfirmDialog>
      )}
    </Card>
  );
}
