import { queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ShareKind = Schemas["ShareKind"];
export type ShareState = Schemas["ShareState"];
export type Share = Schemas["ShareView"];
export type NewShare = Schemas["ShareRequest"];
/** The link is told this once. */
export type MadeShare = Schemas["NewShareView"];
/** What the holder of a link is told about it. */
export type OpenedShare = Schemas["SharedView"];

export const sharesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "shares"],
    queryFn: ({ signal }) => getJson<Schemas["ShareList"]>("/shares", { tenant, signal }),
  });

export function makeShare(tenant: string, share: NewShare): Promise<MadeShare> {
  return change("/shares", { method: "POST", tenant, body: share });
}

export function revokeShare(tenant: string, id: string): Promise<void> {
  return change(`/shares/${encodeURIComponent(id)}`, { method: "DELETE", tenant });
}

/** Shows the link's token, once; the server gives a cookie for it that no script can read. */
export function openShare(token: string): Promise<{ share: OpenedShare }> {
  return postJson("/auth/share", { token });
}

/** What the share of this page is, if its cookie still opens it. */
export const openedShareQuery = (id: string) =>
  queryOptions({
    queryKey: ["share", id],
    queryFn: ({ signal }) => getJson<{ share: OpenedShare }>("/auth/share", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
