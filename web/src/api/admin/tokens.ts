import { queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "../client";
import type { ApiToken, MadeApiToken, NewApiToken } from "./types";

export const tokensQuery = queryOptions({
  queryKey: ["admin", "tokens"],
  queryFn: ({ signal }) => getJson<{ tokens: ApiToken[] }>("/admin/tokens", { signal }),
});

export function makeToken(token: NewApiToken): Promise<MadeApiToken> {
  return postJson("/admin/tokens", token);
}

export function revokeToken(id: string): Promise<void> {
  return change(`/admin/tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
}
