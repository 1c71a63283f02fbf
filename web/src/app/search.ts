import type { TableQuery } from "../api/panels";
import { type RefreshChoice, refreshChoices } from "../features/dashboards/refresh-rate";
import { readRange } from "../format/time-range";

export interface DashboardSearch {
  from?: string;
  to?: string;
  refresh?: RefreshChoice;
  /** By panel id; `error_log.page=3` in the address. The rows behind the open panel stand under `rowsKey`. */
  tables?: Record<string, TableQuery>;
  /** The panel that is open in full. */
  panel?: string;
  /** Of the open panel: every row in place of buckets, or the other way round; unset, as the panel's file says. */
  points?: "all" | "grouped";
  /** Of the open panel: the rows behind it. */
  view?: "rows";
}

/** No panel can be called so. */
export const rowsKey = "_rows";

export interface ReportSearch extends Pick<DashboardSearch, "from" | "to" | "tables" | "points"> {
  tenant?: string;
}

type RawSearch = Record<string, unknown>;

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const panelId = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const panelKey = /^([a-z0-9][a-z0-9_-]{0,62}|_rows)\.(sort|page|search)$/;

/**
 * Plain `name=value` pairs: no JSON, no quotes, and digits stay text, so that none is lost. What belongs to a table
 * is gathered here already: the router hands on whatever this returns, and would write the pairs beside `tables`.
 */
export function parseSearch(searchText: string): RawSearch {
  const raw: RawSearch = {};
  const tables: Record<string, TableQuery> = {};
  for (const [name, value] of new URLSearchParams(searchText)) {
    const [, panel, part] = panelKey.exec(name) ?? [];
    if (panel === undefined || part === undefined) raw[name] = added(raw[name], value);
    else tables[panel] = { ...tables[panel], ...readTablePart(part, value) };
  }
  const read = Object.entries(tables).filter(([, table]) => Object.keys(table).length > 0);
  return read.length === 0 ? raw : { ...raw, tables: Object.fromEntries(read) };
}

/** What stands more than once is a list. */
function added(before: unknown, value: string): unknown {
  return before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
}

/** The opposite; colons and commas may stand as they are, for a readable address. */
export function stringifySearch(search: RawSearch): string {
  const pairs = Object.entries(search).flatMap(([name, value]) => {
    if (name === "tables") return isTables(value) ? tablePairs(value) : [];
    if (Array.isArray(value)) return value.map((one) => [name, String(one)] as const);
    return value === undefined || value === null || value === "" ? [] : [[name, String(value)] as const];
  });
  const encode = (part: string) =>
    encodeURIComponent(part).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/");
  const query = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  return query === "" ? "" : `?${query}`;
}

function tablePairs(tables: Record<string, TableQuery>): (readonly [string, string])[] {
  return Object.entries(tables).flatMap(([panel, { sortBy, sortOrder, page, search }]) => {
    const pairs: (readonly [string, string])[] = [];
    if (sortBy !== undefined) pairs.push([`${panel}.sort`, sortOrder === "desc" ? `-${sortBy}` : sortBy]);
    if (page !== undefined && page > 0) pairs.push([`${panel}.page`, String(page + 1)]);
    if (search !== undefined && search !== "") pairs.push([`${panel}.search`, search]);
    return pairs;
  });
}

function readTablePart(part: string, value: string): TableQuery {
  if (part === "search" && value !== "") return { search: value };
  if (part === "page" && /^[1-9]\d{0,8}$/.test(value)) return { page: Number(value) - 1 };
  if (part === "sort" && /^-?./.test(value))
    return { sortBy: value.replace(/^-/, ""), sortOrder: value.startsWith("-") ? "desc" : "asc" };
  return {};
}

function isTables(value: unknown): value is Record<string, TableQuery> {
  return typeof value === "object" && value !== null;
}

/** What cannot be read is left out: an old or mistyped link opens with defaults instead of an error. */
export function readDashboardSearch(raw: RawSearch): DashboardSearch {
  const refresh = refreshChoices.find((choice) => choice === raw.refresh);
  const panel = text(raw.panel);
  const opened = panel !== undefined && panelId.test(panel);
  return {
    ...readRange(raw.from, raw.to),
    ...(refresh === undefined || refresh === "auto" ? {} : { refresh }),
    ...(opened ? { panel, ...readPoints(raw), ...(raw.view === "rows" ? { view: "rows" } : {}) } : {}),
    ...(isTables(raw.tables) ? { tables: raw.tables } : {}),
  };
}

/** `/reports/cpu_usage?tenant=tenant-alpha&from=-24h&to=now`. */
export function readReportSearch(raw: RawSearch): ReportSearch {
  const tenant = text(raw.tenant);
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...readRange(raw.from, raw.to),
    ...readPoints(raw),
    ...(isTables(raw.tables) ? { tables: raw.tables } : {}),
  };
}

function readPoints({ points }: RawSearch): Pick<DashboardSearch, "points"> {
  return points === "all" || points === "grouped" ? { points } : {};
}
