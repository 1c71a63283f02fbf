import {
  keepPreviousData,
  type QueryClient,
  type QueryFunctionContext,
  queryOptions,
} from "@tanstack/react-query";
import { askedRange, type TimeRange } from "../format/time-range";
import { getImage, type Params, renewJson } from "./client";
import { parseExact } from "./json";
import type { Meta, PanelData, TableData } from "./types";

export interface TableQuery {
  sortBy?: string;
  sortOrder?: "asc" | "desc";
  /** From 0. */
  page?: number;
  pageSize?: number;
  search?: string;
}

/** What a panel is asked about. */
export interface PanelAsk {
  tenant: string;
  panelId: string;
  range: TimeRange;
  timezone: string;
  table?: TableQuery;
  /** Every row in place of buckets. */
  everyRow?: boolean;
}

export interface PanelQuery extends PanelAsk {
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

/** The parameters of `/panels/{id}/data`, of its report and its export alike. */
export function askedParams({ range, timezone, table, everyRow }: PanelAsk): Params {
  const { start, end } = askedRange(range, Date.now(), timezone);
  return {
    start_date: new Date(start).toISOString(),
    end_date: new Date(end).toISOString(),
    max_points: maxPoints,
    disable_aggregation: everyRow || undefined,
    sort_by: table?.sortBy,
    sort_order: table?.sortBy === undefined ? undefined : table.sortOrder,
    page: table?.page,
    page_size: table?.pageSize,
    search: table?.search,
  };
}

/** Rows have no buckets to choose. */
export function rowsParams(asked: PanelAsk): Params {
  return { ...askedParams(asked), max_points: undefined, disable_aggregation: undefined };
}

/** Queries whose next answer must not come from the server's cache: somebody pressed the button. */
const pressed = new WeakSet<object>();
/** How often in a row an answer was one that the server is just renewing. */
const renewals = new WeakMap<object, number>();

const renewalMs = 2_000;
const mostRenewals = 2;

type Answer = { meta: Meta };

/** Asks again soon where the server shows an old answer while it gets a new one; twice, then as often as ever. */
function nextAsk(refreshMs: number | false) {
  return (query: object) => {
    const count = renewals.get(query) ?? 0;
    return count > 0 && count <= mostRenewals ? renewalMs : refreshMs;
  };
}

async function ask<Data extends Answer>(
  { client, queryKey, signal }: QueryFunctionContext,
  path: string,
  parse: (text: string) => unknown,
  asked: PanelAsk,
  params = askedParams(asked),
): Promise<Data> {
  const query = client.getQueryCache().find({ queryKey, exact: true });
  const before = query?.state.data as Data | undefined;
  const bypassCache = query !== undefined && pressed.has(query);
  const answer = await renewJson<Data>(path, {
    tenant: asked.tenant,
    signal,
    parse,
    params,
    // One that was old already is worth a whole new answer.
    before: before?.meta.cache === "stale" ? undefined : before,
    bypassCache,
  });
  if (query !== undefined) {
    pressed.delete(query);
    const renewing = answer.meta.cache === "stale" && !answer.meta.stale_because;
    renewals.set(query, renewing ? (renewals.get(query) ?? 0) + 1 : 0);
  }
  return answer;
}

export const panelsKey = (tenant: string) => ["tenant", tenant, "panel-data"] as const;

const pathOf = (panelId: string, part: "data" | "rows") => `/panels/${encodeURIComponent(panelId)}/${part}`;

// The range is kept as written (`-24h`), so each refetch moves the window on.
const askKey = ({ range, table, everyRow }: PanelAsk) => [
  range.from,
  range.to,
  table ?? null,
  everyRow === true,
];

// Objects stay as they came: the ETag hangs on them, and 304 hands the same one out again.
const asTheyCame = { structuralSharing: false, staleTime: 5_000, placeholderData: keepPreviousData } as const;

export const panelQuery = ({ refreshMs, ...asked }: PanelQuery) =>
  queryOptions({
    queryKey: [...panelsKey(asked.tenant), asked.panelId, ...askKey(asked)],
    queryFn: (context) => ask<PanelData>(context, pathOf(asked.panelId, "data"), parsePanelData, asked),
    meta: { asked },
    refetchInterval: nextAsk(refreshMs),
    ...asTheyCame,
  });

/** The rows behind a panel, as the table holds them. */
export const panelRowsQuery = ({ everyRow: _, ...asked }: PanelAsk) =>
  queryOptions({
    queryKey: [...panelsKey(asked.tenant), asked.panelId, "rows", ...askKey(asked)],
    queryFn: (context) =>
      ask<TableData>(context, pathOf(asked.panelId, "rows"), parseExact, asked, rowsParams(asked)),
    meta: { asked },
    ...asTheyCame,
  });

/** Fetches what is on screen anew, past the server's cache: one panel, or all of the tenant's. */
export function renewPanels(client: QueryClient, tenant: string, panelId?: string): Promise<void> {
  const queryKey = panelId === undefined ? panelsKey(tenant) : [...panelsKey(tenant), panelId];
  for (const query of client.getQueryCache().findAll({ queryKey, type: "active" })) pressed.add(query);
  return client.invalidateQueries({ queryKey });
}

/** `loadedAt` belongs to the panel's data: each new answer may stand for a new picture at the same address. */
export const panelImageQuery = (tenant: string, address: string, loadedAt: number) =>
  queryOptions({
    queryKey: ["tenant", tenant, "image", address, loadedAt],
    queryFn: ({ signal }) => getImage(address, { tenant, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
