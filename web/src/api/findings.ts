import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";
import type { ConfigFindings, Me } from "./types";

/** The server tells nobody else; whoever is none is never to ask. */
export function mayReadFindings(me: Me, tenant: string): boolean {
  // Behind a member's eyes an administrator's own rights rest.
  const administers = me.is_admin && !me.viewing_as;
  return administers || me.memberships.some((one) => one.tenant === tenant && one.role === "admin");
}

export const findingsKey = (tenant: string) => ["tenant", tenant, "config-findings"] as const;

/** What is wrong with the newest edit of the tenant's dashboards. A refused edit sends no event, so it is asked for. */
export const findingsQuery = (tenant: string) =>
  queryOptions({
    queryKey: findingsKey(tenant),
    queryFn: ({ signal }) => getJson<ConfigFindings>("/config/findings", { tenant, signal }),
    staleTime: 5_000,
    refetchInterval: 15_000,
    retry: false,
  });
