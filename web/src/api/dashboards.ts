import { queryOptions } from "@tanstack/react-query";
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

/** Everything that an edit of the tenant's dashboards may change. */
export const configKeys = (tenant: string) => [
  ["tenant", tenant, "dashboards"],
  ["tenant", tenant, "dashboard"],
  panelsKey(tenant),
  findingsKey(tenant),
];
