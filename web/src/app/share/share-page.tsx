import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { renewConfig } from "../../api/dashboards";
import { isServerAway } from "../../api/problem";
import { type OpenedShare, openedShareQuery } from "../../api/shares";
import { DashboardSkeleton } from "../../features/dashboards/dashboard-skeleton";
import { useLive } from "../use-live";
import { ShareProblemPage } from "./share-problem-page";
import { SharedDashboard, SharedReport } from "./shared";

// A timer cannot wait longer than some 24 days.
const longestWaitMs = 2 ** 31 - 1;

/** Follows what happens in the share's tenant, and hears at once when the share has ended. */
function useFollow(share: OpenedShare | undefined): void {
  const client = useQueryClient();
  const live = useLive();
  const { id, tenant, expires_at } = share ?? {};
  useEffect(() => {
    if (id === undefined || tenant === undefined || expires_at === undefined) return;
    const ask = () => void client.invalidateQueries({ queryKey: openedShareQuery(id).queryKey });
    const left = Math.max(0, Date.parse(expires_at) - Date.now());
    const timer = left < longestWaitMs ? setTimeout(ask, left + 1000) : undefined;
    return () => clearTimeout(timer);
  }, [client, id, tenant, expires_at]);
  useEffect(() => {
    if (live === undefined || id === undefined || tenant === undefined) return;
    return live.followTenant({
      client,
      tenant,
      who: id,
      onConfig: () => void renewConfig(client, tenant),
      onBreak: () => void client.invalidateQueries({ queryKey: openedShareQuery(id).queryKey }),
    });
  }, [live, client, id, tenant]);
}

/** `/share/<id>`: what was shared, read-only, for whoever has the link's cookie. */
export function SharePage({ id }: { id: string }) {
  const opened = useQuery(openedShareQuery(id));
  const share = opened.data?.share;
  const refused = opened.isError && !isServerAway(opened.error);
  useFollow(refused ? undefined : share);
  if (refused || (opened.isError && share === undefined))
    return <ShareProblemPage error={opened.error} share={share} onRetry={() => opened.refetch()} />;
  if (share === undefined) return <DashboardSkeleton />;
  return share.kind === "dashboard" ? <SharedDashboard share={share} /> : <SharedReport share={share} />;
}
