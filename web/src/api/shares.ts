import { queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "./client";

export type ShareKind = "dashboard" | "report";

export type ShareState = "live" | "expired" | "revoked" | "maker_lost_access" | "target_gone";

export interface Share {
  id: string;
  name: string;
  kind: ShareKind;
  /** A dashboard's name, or a panel's id. */
  target: string;
  role: string;
  ward_id: string | null;
  /** The longest range that it shows, and how far back. */
  longest_range_hours: number | null;
  state: ShareState;
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface NewShare {
  name: string;
  kind: ShareKind;
  target: string;
  role: string;
  ward_id?: string;
  longest_range_hours?: number;
  expires_in_days: number;
}

/** The link is told this once. */
export type MadeShare = Share & { token: string; url: string };

/** What the holder of a link is told about it. */
export interface OpenedShare {
  id: string;
  name: string;
  kind: ShareKind;
  target: string;
  tenant: string;
  tenant_name: string;
  ward_id: string | null;
  longest_range_hours: number | null;
  /** The tenant's IANA time zone. */
  timezone: string;
  expires_at: string;
}

export const sharesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "shares"],
    queryFn: ({ signal }) => getJson<{ shares: Share[] }>("/shares", { tenant, signal }),
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
