import type { ApiToken } from "../../../api/admin/types";

export type TokenState = "active" | "expires soon" | "expired" | "revoked";

const soonMs = 14 * 86_400_000;

/** Whether a program can still use it; soon is two weeks, so that there is time to make another. */
export function tokenState(
  { revoked_at, expires_at }: Pick<ApiToken, "revoked_at" | "expires_at">,
  nowMs: number,
): TokenState {
  if (revoked_at !== null) return "revoked";
  const left = Date.parse(expires_at) - nowMs;
  if (left <= 0) return "expired";
  return left < soonMs ? "expires soon" : "active";
}
