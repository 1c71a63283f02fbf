import { qualities, severities, slaFilters, statuses, type TicketSearch } from "../../../api/tickets/search";
import type { Named, ServiceDesk } from "../../../api/tickets/types";
import { qualityNames, severityNames, slaFilterNames, statusNames } from "../words";

/** The filters that take several words, any of which may hold. */
export type ListFilter =
  | "status"
  | "category"
  | "severity"
  | "ward_id"
  | "team_id"
  | "user_id"
  | "sla"
  | "sla_response";

export interface Choice {
  value: string;
  label: string;
  detail?: string;
}

export interface FilterKind {
  name: ListFilter;
  label: string;
  choices: (desk: ServiceDesk) => Choice[];
}

const named = (things: readonly Named[]) => things.map(({ id, name }) => ({ value: id, label: name }));

const worded = <Word extends string>(words: readonly Word[], names: Record<Word, string>) =>
  words.map((value) => ({ value, label: names[value] }));

export const filterKinds: readonly FilterKind[] = [
  { name: "status", label: "Status", choices: () => worded(statuses, statusNames) },
  { name: "severity", label: "Severity", choices: () => worded([...severities].reverse(), severityNames) },
  {
    name: "category",
    label: "Category",
    choices: ({ categories }) => categories.map((value) => ({ value, label: value })),
  },
  {
    name: "ward_id",
    label: "Ward",
    choices: ({ wards }) => [...named(wards), { value: "", label: "Without a ward" }],
  },
  {
    name: "team_id",
    label: "Team",
    choices: ({ teams }) => [...named(teams), { value: "", label: "Without a team" }],
  },
  { name: "user_id", label: "Person", choices: ({ people }) => named(people) },
  { name: "sla", label: "SLA", choices: () => worded(slaFilters, slaFilterNames) },
  { name: "sla_response", label: "Response", choices: () => worded(slaFilters, slaFilterNames) },
];

/** Those that can tell tickets of this desk apart. */
export function kindsFor(desk: ServiceDesk): FilterKind[] {
  return filterKinds.filter(({ name }) => {
    if (name === "ward_id") return desk.ward_id === null && desk.wards.length > 0;
    if (name === "team_id") return desk.team_id === null && desk.teams.length > 0;
    if (name === "user_id") return desk.people.length > 0;
    return name !== "category" || desk.categories.length > 0;
  });
}

export const qualityChoices = qualities.map((value) => ({ value, label: qualityNames[value] }));

/** Another list begins with its first page. */
export function withFilter(search: TicketSearch, part: Partial<TicketSearch>): TicketSearch {
  const next = { ...search, ...part, page: undefined };
  return Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined && value !== "" && !isEmpty(value)),
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

export function toggled(search: TicketSearch, name: ListFilter, value: string): TicketSearch {
  const before: readonly string[] = search[name] ?? [];
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return withFilter(search, { [name]: after });
}

/** The list with nothing but its order. */
export function withoutFilters({ sort_by, sort_order }: TicketSearch): TicketSearch {
  return withFilter({}, { sort_by, sort_order });
}
