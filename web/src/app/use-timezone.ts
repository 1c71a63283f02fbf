import { useQuery } from "@tanstack/react-query";
import { dashboardQuery, dashboardsQuery, defaultDashboard } from "../api/dashboards";

/** The tenant's zone stands on each of its dashboards; undefined until it is known. */
export function useTimezone(tenant: string): string | undefined {
  const list = useQuery(dashboardsQuery(tenant));
  const name = list.data && defaultDashboard(list.data.dashboards);
  const dashboard = useQuery({ ...dashboardQuery(tenant, name ?? ""), enabled: name !== undefined });
  if (dashboard.data) return dashboard.data.timezone || "UTC";
  const unknown = list.isError || dashboard.isError || (list.data !== undefined && name === undefined);
  return unknown ? "UTC" : undefined;
}
