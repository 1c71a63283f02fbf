import { queryOptions } from "@tanstack/react-query";
import { getJson } from "../client";

export interface AccessToPanel {
  id: string;
  title: string;
  seen: boolean;
  /** `all`, or `ward 3`; null for none. */
  rows: string | null;
  opens_rows: boolean;
  exports: boolean;
  why: string;
}

interface AccessToDashboard {
  name: string;
  title: string;
  seen: boolean;
  why: string;
  panels: AccessToPanel[];
}

export interface Access {
  member: boolean;
  role: string | null;
  ward_id: string | null;
  team_id: string | null;
  /** All of it in a sentence or two. */
  summary: string;
  actions: { action: string; allowed: boolean; rows: string | null; why: string }[];
  dashboards: AccessToDashboard[];
}

/** What a member may do and see in a tenant, and why. */
export const accessQuery = (userId: string, tenantId: string) =>
  queryOptions({
    queryKey: ["admin", "access", userId, tenantId],
    queryFn: ({ signal }) =>
      getJson<Access>("/admin/access", { signal, params: { user_id: userId, tenant_id: tenantId } }),
  });
