import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../api/problem";
import { revokeShare, type Share, type ShareKind, type ShareState, sharesQuery } from "../../api/shares";
import { roleName } from "../../format/role";
import type { Tone } from "../../format/tone";
import { RecordTable } from "../../table/record-table";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { EmptyNotice } from "../../ui/empty-notice";
import { Moment } from "../../ui/moment";
import { ProblemNotice } from "../../ui/problem-notice";
import { Skeleton } from "../../ui/skeleton";
import { StateBadge } from "../../ui/state-mark";
import { announce } from "../../ui/status-message";

interface ShareListProps {
  tenant: string;
  kind: ShareKind;
  target: string;
}

const badges: Record<ShareState, { tone: Tone; label: string }> = {
  live: { tone: "ok", label: "Works" },
  expired: { tone: "stale", label: "Expired" },
  revoked: { tone: "unknown", label: "Revoked" },
  maker_lost_access: { tone: "warning", label: "Its maker may not share it any more" },
  target_gone: { tone: "warning", label: "What it shows is gone" },
};

/** Once it has ended for good there is nothing left to end. */
const mayEnd = ({ state }: Share) => state !== "expired" && state !== "revoked";

function limits({ role, ward_id, longest_range_hours: hours }: Share): string {
  const range = hours === null ? null : hours % 24 === 0 ? `at most ${hours / 24} d` : `at most ${hours} h`;
  return [roleName(role), ward_id && `ward ${ward_id}`, range].filter(Boolean).join(" · ");
}

/** The tenant's links, those of what is open first. */
export function ShareList({ tenant, kind, target }: ShareListProps) {
  const client = useQueryClient();
  const shares = useQuery(sharesQuery(tenant));
  const [revoking, setRevoking] = useState<Share | null>(null);
  const revoke = useMutation({
    mutationFn: ({ id }: Share) => revokeShare(tenant, id),
    onSuccess: async (_, { name }) => {
      setRevoking(null);
      announce(`${name} is revoked`);
      await client.invalidateQueries({ queryKey: sharesQuery(tenant).queryKey });
    },
  });
  if (shares.isPending) return <Skeleton className="m-5 h-32" />;
  if (shares.isError)
    return (
      <ProblemNotice
        problem={problemFrom(shares.error)}
        onRetry={() => shares.refetch()}
        retrying={shares.isFetching}
      />
    );
  const here = (share: Share) => share.kind === kind && share.target === target;
  const list = [...shares.data.shares].sort((a, b) => Number(here(b)) - Number(here(a)));
  if (list.length === 0)
    return (
      <div className="grid min-h-40">
        <EmptyNotice
          title="Nothing is shared yet"
          hint="Links that you make stand here, with their last use."
        />
      </div>
    );
  return (
    <div className="py-2">
      <RecordTable
        caption="Links there are"
        rows={list}
        keyOf={({ id }) => id}
        columns={[
          {
            name: "name",
            head: "Link",
            least: "medium",
            cell: (share) => (
              <span className="flex flex-col">
                <span className="font-medium wrap-anywhere">{share.name}</span>
                <span className="text-xs text-ink-3 wrap-anywhere">
                  {here(share) ? "This one" : `${share.kind} ${share.target}`} · {limits(share)}
                </span>
              </span>
            ),
          },
          { name: "state", head: "State", cell: (share) => <StateBadge {...badges[share.state]} /> },
          { name: "used", head: "Last used", cell: (one) => <Moment age at={one.last_used_at} /> },
          { name: "expires", head: "Expires", cell: (one) => <Moment at={one.expires_at} /> },
          {
            name: "revoke",
            head: "Revoke",
            actions: true,
            cell: (share) =>
              mayEnd(share) && (
                <Button
                  aria-label={`Revoke ${share.name}`}
                  onClick={() => {
                    revoke.reset();
                    setRevoking(share);
                  }}
                >
                  Revoke
                </Button>
              ),
          },
        ]}
      />
      {revoking && (
        <ConfirmDialog
          danger
          title={`Revoke ${revoking.name}?`}
          act="Revoke link"
          pending={revoke.isPending}
          problem={revoke.isError ? problemFrom(revoke.error) : null}
          onConfirm={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(null)}
        >
          Whoever has it sees nothing more from now on, on open screens too. This cannot be undone.
        </ConfirmDialog>
      )}
    </div>
  );
}
