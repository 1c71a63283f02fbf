import { queryOptions } from "@tanstack/react-query";
import { getJson, postJson } from "./client";
import type { TenantList } from "./types";

export const tenantsQuery = queryOptions({
  queryKey: ["tenants"],
  queryFn: ({ signal }) => getJson<TenantList>("/tenants", { signal }),
  staleTime: 5 * 60_000,
});

/** Tells the server which tenant to open next time; the page itself names its tenant in every call. */
export function selectTenant(tenant: string): Promise<void> {
  return postJson(`/tenants/${encodeURIComponent(tenant)}/select`);
}
