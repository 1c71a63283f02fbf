import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatabaseZap, Plus } from "lucide-react";
import { useState } from "react";
import { adminTenantsQuery, removeTenant, renewTenants } from "../../../api/admin/tenants";
import type { Tenant } from "../../../api/admin/types";
import { problemFrom } from "../../../api/problem";
import { RecordTable } from "../../../table/record-table";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { EmptyNotice } from "../../../ui/empty-notice";
import { StateBadge } from "../../../ui/state-mark";
import { announce } from "../../../ui/status-message";
import { AdminSection, ListCard } from "../admin-section";
import { Answer } from "../answer";
import { TenantActions } from "./tenant-actions";
import { TenantDialog } from "./tenant-dialog";

type Open = { what: "add" | "rename" | "address" | "remove"; tenant?: Tenant };

function Findings({ findings: { errors, warnings } }: { findings: Tenant["findings"] }) {
  if (errors + warnings === 0) return <StateBadge tone="ok" label="None" />;
  const say = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {errors > 0 && <StateBadge tone="critical" label={say(errors, "error")} />}
      {warnings > 0 && <StateBadge tone="warning" label={say(warnings, "warning")} />}
    </span>
  );
}

function Reached({ database: { reachable, detail } }: { database: Tenant["database"] }) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      <StateBadge tone={reachable ? "ok" : "critical"} label={reachable ? "Reachable" : "Not reachable"} />
      {detail && <span className="max-w-72 text-xs text-ink-3">{detail}</span>}
    </span>
  );
}

export function TenantsPage() {
  const client = useQueryClient();
  const tenants = useQuery(adminTenantsQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const remove = useMutation({
    mutationFn: ({ id }: Tenant) => removeTenant(id),
    onSuccess: async (_, { name }) => {
      close();
      announce(`${name} is removed`);
      await renewTenants(client);
    },
  });
  const chosen = open?.tenant;
  return (
    <AdminSection
      title="Tenants"
      description="Each has a database and dashboards of its own."
      actions={
        <>
          <Button disabled={tenants.isFetching} onClick={() => tenants.refetch()}>
            <DatabaseZap className="size-4 text-ink-3" aria-hidden />
            Check databases
          </Button>
          <Button look="primary" onClick={() => setOpen({ what: "add" })}>
            <Plus className="size-4" aria-hidden />
            Add tenant
          </Button>
        </>
      }
    >
      <ListCard label="Tenants">
        <Answer query={tenants}>
          {({ tenants: list }) =>
            list.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice title="No tenants yet" hint="Add the first one with its database’s address." />
              </div>
            ) : (
              <RecordTable
                caption="Tenants"
                rows={list}
                keyOf={({ id }) => id}
                columns={[
                  {
                    name: "tenant",
                    head: "Tenant",
                    least: "medium",
                    cell: ({ id, name }) => (
                      <span className="flex flex-col">
                        <span className="font-medium wrap-anywhere">{name}</span>
                        <code className="font-mono text-xs text-ink-3">{id}</code>
                      </span>
                    ),
                  },
                  { name: "database", head: "Database", cell: (tenant) => <Reached {...tenant} /> },
                  { name: "dashboards", head: "Dashboards", cell: ({ dashboards }) => dashboards },
                  { name: "findings", head: "Findings", cell: (tenant) => <Findings {...tenant} /> },
                  { name: "members", head: "Members", cell: ({ members }) => members },
                  {
                    name: "do",
                    head: "Actions",
                    actions: true,
                    cell: (tenant) => (
                      <TenantActions
                        name={tenant.name}
                        onRename={() => setOpen({ what: "rename", tenant })}
                        onAddress={() => setOpen({ what: "address", tenant })}
                        onRemove={() => {
                          remove.reset();
                          setOpen({ what: "remove", tenant });
                        }}
                      />
                    ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </ListCard>
      {(open?.what === "add" || open?.what === "rename" || open?.what === "address") && (
        <TenantDialog what={open.what} tenant={chosen} onClose={close} />
      )}
      {open?.what === "remove" && chosen && (
        <ConfirmDialog
          danger
          title={`Remove ${chosen.name}?`}
          act="Remove tenant"
          typed={{ label: "The tenant’s id", word: chosen.id }}
          pending={remove.isPending}
          problem={remove.isError ? problemFrom(remove.error) : null}
          onConfirm={() => remove.mutate(chosen)}
          onClose={close}
        >
          Its {chosen.members === 1 ? "one membership" : `${chosen.members} memberships`}, tokens and shared
          links end at once, and Watchroom forgets its address. Its database and its files stay as they are.
        </ConfirmDialog>
      )}
    </AdminSection>
  );
}
