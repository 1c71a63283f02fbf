import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { revokeToken, tokensQuery } from "../../../api/admin/tokens";
import type { ApiToken } from "../../../api/admin/types";
import { problemFrom } from "../../../api/problem";
import type { Tone } from "../../../format/tone";
import { RecordTable } from "../../../table/record-table";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { EmptyNotice } from "../../../ui/empty-notice";
import { Moment } from "../../../ui/moment";
import { StateBadge } from "../../../ui/state-mark";
import { announce } from "../../../ui/status-message";
import { useNow } from "../../../ui/use-now";
import { AdminSection, ListCard } from "../admin-section";
import { Answer } from "../answer";
import { StandingTags } from "../standing-tags";
import { NewTokenDialog } from "./new-token-dialog";
import { type TokenState, tokenState } from "./token-state";

const badges: Record<TokenState, { tone: Tone; label: string }> = {
  active: { tone: "ok", label: "Active" },
  "expires soon": { tone: "warning", label: "Expires soon" },
  expired: { tone: "stale", label: "Expired" },
  revoked: { tone: "unknown", label: "Revoked" },
};

function isOpen(token: ApiToken, nowMs: number): boolean {
  const state = tokenState(token, nowMs);
  return state === "active" || state === "expires soon";
}

export function TokensPage() {
  const client = useQueryClient();
  const now = useNow();
  const tokens = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useMutation({
    mutationFn: ({ id }: ApiToken) => revokeToken(id),
    onSuccess: async (_, { name }) => {
      setRevoking(null);
      announce(`${name} is revoked`);
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <AdminSection
      title="API tokens"
      description="For programs: each opens one tenant in one role, until it expires or is revoked."
      actions={
        <Button look="primary" onClick={() => setMaking(true)}>
          <KeyRound className="size-4" aria-hidden />
          New token
        </Button>
      }
    >
      <ListCard label="API tokens">
        <Answer query={tokens}>
          {({ tokens: list }) =>
            list.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice title="No tokens yet" hint="Make one for each program that reads from here." />
              </div>
            ) : (
              <RecordTable
                caption="API tokens"
                rows={list}
                keyOf={({ id }) => id}
                columns={[
                  {
                    name: "name",
                    head: "Token",
                    least: "small",
                    cell: ({ name, created_by }) => (
                      <span className="flex flex-col">
                        <span className="font-medium wrap-anywhere">{name}</span>
                        <span className="text-xs text-ink-3 break-all">made by {created_by}</span>
                      </span>
                    ),
                  },
                  {
                    name: "state",
                    head: "State",
                    cell: (token) => <StateBadge {...badges[tokenState(token, now)]} />,
                  },
                  { name: "tenant", head: "Tenant", cell: ({ tenant_id }) => tenant_id },
                  { name: "role", head: "Role", cell: (token) => <StandingTags {...token} /> },
                  { name: "expires", head: "Expires", cell: (one) => <Moment at={one.expires_at} /> },
                  { name: "used", head: "Last used", cell: (one) => <Moment age at={one.last_used_at} /> },
                  {
                    name: "revoke",
                    head: "Revoke",
                    actions: true,
                    cell: (token) =>
                      isOpen(token, now) && (
                        <Button
                          aria-label={`Revoke ${token.name}`}
                          onClick={() => {
                            revoke.reset();
                            setRevoking(token);
                          }}
                        >
                          Revoke
                        </Button>
                      ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </ListCard>
      {making && <NewTokenDialog onClose={() => setMaking(false)} />}
      {revoking && (
        <ConfirmDialog
          danger
          title={`Revoke ${revoking.name}?`}
          act="Revoke token"
          pending={revoke.isPending}
          problem={revoke.isError ? problemFrom(revoke.error) : null}
          onConfirm={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(null)}
        >
          Programs that use it are refused at once. This cannot be undone; a new token can be made at any
          time.
        </ConfirmDialog>
      )}
    </AdminSection>
  );
}
