import type { TicketSearch } from "../../../api/tickets/search";
import type { ServiceDesk } from "../../../api/tickets/types";
import { qualityNames } from "../words";
import { betweenText } from "./days";
import { filterKinds, toggled, withFilter } from "./filter-kinds";

export interface ActiveFilter {
  key: string;
  label: string;
  value: string;
  /** The list without it. */
  without: TicketSearch;
}

/** Each of the filters that hold, one by one. */
export function activeFilters(search: TicketSearch, desk: ServiceDesk, zone: string): ActiveFilter[] {
  const active: ActiveFilter[] = [];
  if (search.search !== undefined)
    active.push({
      key: "search",
      label: "Search",
      value: `“${search.search}”`,
      without: withFilter(search, { search: undefined }),
    });
  for (const { name, label, choices } of filterKinds) {
    const known = choices(desk);
    for (const value of search[name] ?? [])
      active.push({
        key: `${name}=${value}`,
        label,
        value: known.find((choice) => choice.value === value)?.label ?? value,
        without: toggled(search, name, value),
      });
  }
  if (search.unassigned)
    active.push({
      key: "unassigned",
      label: "Assigned to",
      value: "Nobody",
      without: withFilter(search, { unassigned: undefined }),
    });
  if (search.quality)
    active.push({
      key: "quality",
      label: "Quality",
      value: qualityNames[search.quality],
      without: withFilter(search, { quality: undefined }),
    });
  if (search.created_from ?? search.created_to)
    active.push({
      key: "created",
      label: "Created",
      value: betweenText({ from: search.created_from, to: search.created_to }, zone),
      without: withFilter(search, { created_from: undefined, created_to: undefined }),
    });
  if (search.resolved_from ?? search.resolved_to)
    active.push({
      key: "resolved",
      label: "Resolved",
      value: betweenText({ from: search.resolved_from, to: search.resolved_to }, zone),
      without: withFilter(search, { resolved_from: undefined, resolved_to: undefined }),
    });
  if (search.responded)
    active.push({
      key: "responded",
      label: "Responded to",
      value: "Yes",
      without: withFilter(search, { responded: undefined }),
    });
  if (search.due_from ?? search.due_to)
    active.push({
      key: "due",
      label: "Due",
      value: betweenText({ from: search.due_from, to: search.due_to }, zone),
      without: withFilter(search, { due_from: undefined, due_to: undefined }),
    });
  if (search.parent_id)
    active.push({
      key: "parent",
      label: "Duplicates",
      value: "of one ticket",
      without: withFilter(search, { parent_id: undefined }),
    });
  return active;
}
