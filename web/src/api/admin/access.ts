import { queryOptions } from "@tanstack/react-query";
import { getJson } from "../client";

/** How far somebody gets with a thing. */
export interface AccessTo {
  /** Its name in addresses. */
  name: string;
  title: string;
  visible: boolean;
  /** Why, in words. */
  reason: string | null;
}

export interface Access {
  role: string;
  ward_id: string | null;
  team_id: string | null;
  actions: { action: string; allowed: boolean; limit: string | null }[];
  dashboards: (AccessTo & { panels: AccessTo[] })[];
}

/** What a member may do and see in a tenant, and why. */
export const accessQuery = (userId: string, tenantId: string) =>
  queryOptions({
    queryKey: ["admin", "access", userId, tenantId],
    queryFn: ({ signal }) =>
      getJson<Access>("/admin/access", { signal, params: { user_id: userId, tenant_id: tenantId } }),
  });
