import type { Me } from "../api/types";

const storageKey = "watchroom.tenant";

export function rememberTenant(tenant: string): void {
  localStorage.setItem(storageKey, tenant);
}

/** Where `/` leads: this browser's last tenant, else the session's, else the first; none without a membership. */
export function tenantToOpen(me: Me): string | undefined {
  const own = me.memberships.map((membership) => membership.tenant);
  const wanted = [localStorage.getItem(storageKey), me.active_tenant];
  return (
    wanted.find((tenant): tenant is string => typeof tenant === "string" && own.includes(tenant)) ?? own[0]
  );
}
