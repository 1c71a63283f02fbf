import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "../client";
import type { NewTenant, Tenant, TenantChange } from "./types";

export const adminTenantsQuery = queryOptions({
  queryKey: ["admin", "tenants"],
  queryFn: ({ signal }) => getJson<{ tenants: Tenant[] }>("/admin/tenants", { signal }),
  staleTime: 10_000,
});

/** The administrator may be a member too, and then sees the tenant in the head of the page. */
export function renewTenants(client: QueryClient): Promise<unknown> {
  const keys = [["admin", "tenants"], ["admin", "users"], ["tenants"], ["me"]];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function addTenant(tenant: NewTenant): Promise<unknown> {
  return postJson("/admin/tenants", tenant);
}

export function changeTenant(id: string, body: TenantChange): Promise<unknown> {
  return change(`/admin/tenants/${encodeURIComponent(id)}`, { method: "PUT", body });
}

export function removeTenant(id: string): Promise<void> {
  return change(`/admin/tenants/${encodeURIComponent(id)}`, { method: "DELETE" });
}
