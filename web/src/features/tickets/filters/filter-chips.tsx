import { X } from "lucide-react";
import { useZone } from "../zone";
import { activeFilters } from "./active-filters";
import { withoutFilters } from "./filter-kinds";
import type { FilterProps } from "./filter-menus";

/** What holds now; each can be taken away. */
export function FilterChips({ desk, search, onAsk }: FilterProps) {
  const active = activeFilters(search, desk, useZone());
  if (active.length === 0) return null;
  return (
    <ul
      aria-label="Filters"
      className="relative flex items-center gap-1.5 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 sm:flex-wrap"
    >
      {active.map(({ key, label, value, without }) => (
        <li key={key} className="shrink-0">
          <button
            type="button"
            aria-label={`${label} ${value}, remove`}
            onClick={() => onAsk(without)}
            className="inline-flex h-7 max-w-80 items-center gap-1 rounded-full bg-sunken pr-1.5 pl-2.5 text-xs hover:bg-hover pointer-coarse:h-11 pointer-coarse:px-3.5"
          >
            <span className="text-ink-3">{label}</span>
            <span className="truncate font-medium">{value}</span>
            <X className="size-3.5 shrink-0 text-ink-3" aria-hidden />
          </button>
        </li>
      ))}
      <li className="shrink-0">
        <button
          type="button"
          onClick={() => onAsk(withoutFilters(search))}
          className="h-7 rounded-full px-2 text-xs font-medium text-accent hover:underline pointer-coarse:h-11"
        >
          Clear all
        </button>
      </li>
    </ul>
  );
}
