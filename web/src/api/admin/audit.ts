import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "../client";
import type { AuditPage } from "./types";

export interface AuditAsk {
  search?: string;
  action?: string;
  actor?: string;
  tenant_id?: string;
  /** ISO, half open: `[from, to)`. */
  from?: string;
  to?: string;
  /** From 0. */
  page: number;
}

export const recordsPerPage = 50;

export const auditQuery = (asked: AuditAsk) =>
  queryOptions({
    queryKey: ["admin", "audit", asked],
    queryFn: ({ signal }) =>
      getJson<AuditPage>("/admin/audit", { signal, params: { ...asked, page_size: recordsPerPage } }),
    placeholderData: keepPreviousData,
  });

export const auditActionsQuery = queryOptions({
  queryKey: ["admin", "audit-actions"],
  queryFn: ({ signal }) => getJson<{ actions: string[] }>("/admin/audit/actions", { signal }),
  staleTime: 60_000,
});
