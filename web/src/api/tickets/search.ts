import type { Params } from "../client";
import type { Quality, Severity, SlaFilter, TicketStatus } from "./types";

export const statuses = [
  "open",
  "in_progress",
  "waiting",
  "escalated",
  "resolved",
  "closed",
] as const satisfies readonly TicketStatus[];
export const severities = ["low", "medium", "high", "critical"] as const satisfies readonly Severity[];
export const slaFilters = ["ok", "at_risk", "breached"] as const satisfies readonly SlaFilter[];
export const qualities = [
  "closed_quickly",
  "closed_without_note",
  "reopened",
  "repeat_place",
] as const satisfies readonly Quality[];
export const sortColumns = [
  "created_at",
  "status",
  "severity",
  "category",
  "sla_resolution_deadline",
] as const;

export type SortColumn = (typeof sortColumns)[number];

/** What the address says of the list of tickets: the API's own names, with pages counted from 1. */
export interface TicketSearch {
  search?: string;
  status?: TicketStatus[];
  category?: string[];
  severity?: Severity[];
  /** Each list of these three may hold the empty text: those without any. */
  ward_id?: string[];
  team_id?: string[];
  user_id?: string[];
  sla?: SlaFilter[];
  sla_response?: SlaFilter[];
  /** ISO instants, half open: `[from, to)`. */
  created_from?: string;
  created_to?: string;
  resolved_from?: string;
  resolved_to?: string;
  unassigned?: "true";
  /** Somebody responded. */
  responded?: "true";
  /** The deadline of the resolution, half open like the others. */
  due_from?: string;
  due_to?: string;
  quality?: Quality;
  parent_id?: string;
  sort_by?: SortColumn;
  sort_order?: "asc" | "desc";
  page?: number;
  /** The saved view that was opened; the filters may have changed since. */
  view?: string;
}

type Raw = Record<string, unknown>;

const texts = (value: unknown) =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");

const lastText = (value: unknown) => {
  const text = texts(value).at(-1);
  return text === undefined || text.trim() === "" ? undefined : text;
};

function list<Word extends string>(value: unknown, words?: readonly Word[]): Word[] | undefined {
  const read = texts(value).filter((one) => words === undefined || words.some((word) => word === one));
  return read.length === 0 ? undefined : ([...new Set(read)] as Word[]);
}

function word<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  const text = lastText(value);
  return words.find((one) => one === text);
}

function instant(value: unknown): string | undefined {
  const text = lastText(value);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}

const filled = (values: string[] | undefined) => {
  const kept = values?.filter((one) => one !== "");
  return kept === undefined || kept.length === 0 ? undefined : kept;
};

/** Each that an address may ask for, with undefined for what cannot be read. */
function readEach(raw: Raw): Record<keyof TicketSearch, unknown> & TicketSearch {
  const page = Number(lastText(raw.page));
  return {
    search: lastText(raw.search),
    status: list(raw.status, statuses),
    category: filled(list(raw.category)),
    severity: list(raw.severity, severities),
    ward_id: list(raw.ward_id),
    team_id: list(raw.team_id),
    user_id: filled(list(raw.user_id)),
    sla: list(raw.sla, slaFilters),
    sla_response: list(raw.sla_response, slaFilters),
    created_from: instant(raw.created_from),
    created_to: instant(raw.created_to),
    resolved_from: instant(raw.resolved_from),
    resolved_to: instant(raw.resolved_to),
    unassigned: word(raw.unassigned, ["true"]),
    responded: word(raw.responded, ["true"]),
    due_from: instant(raw.due_from),
    due_to: instant(raw.due_to),
    quality: word(raw.quality, qualities),
    parent_id: lastText(raw.parent_id),
    sort_by: word(raw.sort_by, sortColumns),
    sort_order: word(raw.sort_order, ["asc", "desc"]),
    page: Number.isSafeInteger(page) && page > 1 && page < 1e7 ? page : undefined,
    view: lastText(raw.view),
  };
}

/** What cannot be read is left out: an old or mistyped link opens with fewer filters instead of an error. */
export function readTicketSearch(raw: Raw): TicketSearch {
  const read = readEach(raw);
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** `status=opened`: what the address asks for and `readTicketSearch` left out, as it stands there. */
export function notTaken(raw: Raw): string[] {
  // A page that is not there shows by itself.
  const { page: _, view: _view, ...taken } = readEach(raw);
  return Object.entries(taken).flatMap(([name, value]) => {
    const kept: readonly string[] = [value ?? []].flat();
    // Of what may stand once, the last holds.
    const asked = [...new Set(texts(raw[name]).filter((one) => one.trim() !== ""))];
    return asked.filter((one) => !kept.includes(one)).map((one) => `${name}=${one}`);
  });
}

/** As the API takes it, without what is the page's own. */
export function filterParams({ page: _, view: _view, ...filters }: TicketSearch): Params {
  return { ...filters };
}

/** The filters and the order as one text, always in the same order of names: a saved view's query. */
export function queryText(search: TicketSearch): string {
  const query = new URLSearchParams();
  const pairs = Object.entries(filterParams(search)).filter(([, value]) => value !== undefined);
  for (const [name, value] of pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
    for (const text of Array.isArray(value) ? [...value].sort() : [value]) query.append(name, String(text));
  return query.toString();
}

/** The opposite of `queryText`. */
export function searchOfQuery(query: string): TicketSearch {
  const raw: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) raw[name] = [...(raw[name] ?? []), value];
  return readTicketSearch(raw);
}
