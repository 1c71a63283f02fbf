import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { change, getJson } from "../client";
import type { SessionList } from "./types";

export const sessionsPerPage = 50;

/** All sessions that live, or those of one person. */
export const adminSessionsQuery = (userId: string | undefined, page: number) =>
  queryOptions({
    queryKey: ["admin", "sessions", userId ?? "", page],
    queryFn: ({ signal }) =>
      getJson<SessionList>("/admin/sessions", {
        signal,
        params: { user_id: userId, page, page_size: sessionsPerPage },
      }),
    placeholderData: keepPreviousData,
  });

export function endSession(id: string): Promise<void> {
  return change(`/admin/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
}
