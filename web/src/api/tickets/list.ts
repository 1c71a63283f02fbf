import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { apiAddress, getJson } from "../client";
import { filterParams, type TicketSearch } from "./search";
import type { TicketPage } from "./types";

export const ticketsPerPage = 50;

const listKey = (tenant: string) => ["tenant", tenant, "tickets", "list"] as const;

export function getTickets(tenant: string, search: TicketSearch, signal?: AbortSignal): Promise<TicketPage> {
  const params = { ...filterParams(search), page: (search.page ?? 1) - 1, page_size: ticketsPerPage };
  return getJson("/tickets", { tenant, params, signal });
}

export const ticketsQuery = (tenant: string, search: TicketSearch) =>
  queryOptions({
    queryKey: [...listKey(tenant), filterParams(search), search.page ?? 1],
    queryFn: ({ signal }) => getTickets(tenant, search, signal),
    placeholderData: keepPreviousData,
    // Events say when it changed; a focus must not move rows under somebody's hand.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
  });

export function renewLists(client: QueryClient, tenant: string): Promise<void> {
  return client.invalidateQueries({ queryKey: listKey(tenant) });
}

export type ListFormat = "csv" | "xlsx" | "json";

/** Where the browser downloads the whole list: its filters and its order, all pages. */
export function listExportAddress(tenant: string, search: TicketSearch, format: ListFormat): string {
  return apiAddress("/tickets/export", { format, tenant, ...filterParams(search) });
}

/** Fails as the export would, and costs one row: a download can show nobody why it was refused. */
export async function checkListExport(tenant: string, search: TicketSearch): Promise<void> {
  await getJson("/tickets", { tenant, params: { ...filterParams(search), page: 0, page_size: 1 } });
}
