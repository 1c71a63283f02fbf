import { queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "./client";
import type { Session } from "./types";

export const ownSessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: ({ signal }) => getJson<{ sessions: Session[] }>("/auth/sessions", { signal }),
});

export function endOwnSession(id: string): Promise<void> {
  return change(`/auth/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** All of one's other sessions end with it. */
export function changePassword(current: string, next: string): Promise<void> {
  return postJson("/auth/password", { current_password: current, new_password: next });
}
