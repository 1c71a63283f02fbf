import { type QueryClient, type QueryKey, queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";
import { findingsKey } from "./findings";
import { panelsKey } from "./panels";
import type { DashboardList, DashboardView } from "./types";

export const dashboardsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "dashboards"],
    queryFn: ({ signal }) => getJson<DashboardList>("/dashboards", { tenant, signal }),
    staleTime: 60_000,
  });

export const dashboardQuery = (tenant: string, dashboard: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "dashboard", dashboard],
    queryFn: ({ signal }) =>
      getJson<DashboardView>(`/dashboards/${encodeURIComponent(dashboard)}`, { tenant, signal }),
    staleTime: 60_000,
  });

/** The one to open where the address names none. */
export function defaultDashboard(dashboards: DashboardList["dashboards"]): string | undefined {
  return (dashboards.find((one) => one.is_default) ?? dashboards[0])?.name;
}

/**
 * Asks for everything anew that an edit of the tenant's dashboards may change. What is on them comes first: a panel that
 * is gone is not asked for, and titles and places do not wait for the data of all panels. Nor do they wait for data that
 * is under way: it belongs to the dashboards of before, and may hold every connection that the browser opens to a host.
 */
export async function renewConfig(client: QueryClient, tenant: string): Promise<void> {
  const anew = (...keys: QueryKey[]) =>
    Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  await client.cancelQueries({ queryKey: panelsKey(tenant) });
  await anew(["tenant", tenant, "dashboards"], ["tenant", tenant, "dashboard"]);
  await anew(panelsKey(tenant), findingsKey(tenant));
}
