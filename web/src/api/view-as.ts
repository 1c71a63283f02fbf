import { change, postJson } from "./client";

/** From now on this session sees the tenant exactly as the member does, and changes nothing. */
export function beginViewAs(userId: string, tenantId: string): Promise<void> {
  return postJson("/admin/view-as", { user_id: userId, tenant_id: tenantId });
}

export function endViewAs(): Promise<void> {
  return change("/admin/view-as", { method: "DELETE" });
}
