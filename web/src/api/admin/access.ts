import { queryOptions } from "@tanstack/react-query";
import { getJson } from "../client";
import type { components } from "../schema";

export type Access = components["schemas"]["Explanation"];
export type AccessToPanel = components["schemas"]["ExplainedPanel"];

/** What a member may do and see in a tenant, and why. */
export const accessQuery = (userId: string, tenantId: string) =>
  queryOptions({
    queryKey: ["admin", "access", userId, tenantId],
    queryFn: ({ signal }) =>
      getJson<Access>("/admin/access", { signal, params: { user_id: userId, tenant_id: tenantId } }),
  });
