import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { resolveRange, type TimeRange } from "../format/time-range";
import { getImage, getJson } from "./client";
import { parseExact } from "./json";
import type { PanelData } from "./types";

export interface TableQuery {
  sortBy?: string;
  sortOrder?: "asc" | "desc";
  /** From 0. */
  page?: number;
  pageSize?: number;
  search?: string;
}

export interface PanelQuery {
  tenant: string;
  panelId: string;
  range: TimeRange;
  timezone: string;
  table?: TableQuery;
  /** false: fetched once and on demand only. */
  refreshMs: number | false;
}

/** More points a series than this cannot be told apart on a screen; past 100 days the server widens its buckets. */
const maxPoints = 2000;

/** Tables show every digit; charts and KPIs calculate, and need numbers. */
function parsePanelData(text: string): unknown {
  const data = JSON.parse(text) as PanelData;
  return data.type === "table" ? parseExact(text) : data;
}

export const panelsKey = (tenant: string) => ["tenant", tenant, "panel-data"] as const;

export const panelQuery = ({ tenant, panelId, range, timezone, table, refreshMs }: PanelQuery) =>
  queryOptions({
    // The range is kept as written (`-24h`), so each refetch moves the window on.
    queryKey: [...panelsKey(tenant), panelId, range.from, range.to, table ?? null],
    queryFn: ({ signal }) => {
      const { start, end } = resolveRange(range, Date.now(), timezone);
      return getJson<PanelData>(`/panels/${encodeURIComponent(panelId)}/data`, {
        tenant,
        signal,
        parse: parsePanelData,
        params: {
          start_date: new Date(start).toISOString(),
          end_date: new Date(end).toISOString(),
          max_points: maxPoints,
          sort_by: table?.sortBy,
          sort_order: table?.sortBy === undefined ? undefined : table.sortOrder,
          page: table?.page,
          page_size: table?.pageSize,
          search: table?.search,
        },
      });
    },
    refetchInterval: refreshMs,
    staleTime: 5_000,
    placeholderData: keepPreviousData,
  });

/** `loadedAt` belongs to the panel's data: each new answer may stand for a new picture at the same address. */
export const panelImageQuery = (tenant: string, address: string, loadedAt: number) =>
  queryOptions({
    queryKey: ["tenant", tenant, "image", address, loadedAt],
    queryFn: ({ signal }) => getImage(address, { tenant, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
