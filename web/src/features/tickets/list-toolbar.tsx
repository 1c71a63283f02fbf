import { Plus } from "lucide-react";
import type { RefObject } from "react";
import type { TicketSearch } from "../../api/tickets/search";
import type { ServiceDesk } from "../../api/tickets/types";
import { formatNumber } from "../../format/number";
import { Button } from "../../ui/button";
import { FilterChips } from "./filters/filter-chips";
import { withFilter } from "./filters/filter-kinds";
import { FilterMenus } from "./filters/filter-menus";
import { FilterSheet } from "./filters/filter-sheet";
import { TicketSearchBox } from "./filters/ticket-search-box";
import { ListExportMenu } from "./list/export-menu";
import { ViewsMenu } from "./views/views-menu";
import { ZoneNote } from "./zone-note";

interface ListToolbarProps {
  tenant: string;
  desk: ServiceDesk;
  search: TicketSearch;
  total: number | undefined;
  narrow: boolean;
  field: RefObject<HTMLInputElement | null>;
  onAsk: (search: TicketSearch, replace: boolean) => void;
  onNew: () => void;
}

/** Whose tickets these are, where they are not everybody's. */
function scopeOf({ ward_id, team_id, wards, teams }: ServiceDesk): string {
  const named = (list: { id: string; name: string }[], id: string) =>
    list.find((one) => one.id === id)?.name ?? id;
  if (ward_id !== null) return `of ${named(wards, ward_id)}`;
  return team_id === null ? "" : `of ${named(teams, team_id)}`;
}

/** The heading of the list with its filters, and what may be done with it as a whole. */
export function ListToolbar(props: ListToolbarProps) {
  const { tenant, desk, search, total, narrow, field, onAsk, onNew } = props;
  const ask = (next: TicketSearch) => onAsk(next, false);
  const scope = scopeOf(desk);
  const whyNot = desk.may.assign ? undefined : desk.reasons.assign;
  return (
    <div className="flex flex-col gap-2.5 border-b border-line px-5 py-3 max-sm:px-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h1 className="flex flex-wrap items-baseline gap-x-2.5 text-lg leading-6 font-semibold tracking-[-0.015em]">
            Tickets
            <span aria-live="polite" className="text-sm font-normal tracking-normal text-ink-3 tabular-nums">
              {total === undefined
                ? "Loading…"
                : `${formatNumber(total, 0)} ${total === 1 ? "ticket" : "tickets"}${scope && ` ${scope}`}`}
            </span>
          </h1>
        </div>
        <div className="flex min-w-0 items-center gap-2">
          <ViewsMenu tenant={tenant} search={search} onAsk={ask} />
          {desk.may.export && <ListExportMenu tenant={tenant} search={search} total={total} />}
          {desk.may.edit && (
            <Button look="primary" aria-label="New ticket" onClick={onNew}>
              <Plus className="size-4" aria-hidden />
              <span className="max-lg:hidden" aria-hidden>
                New ticket
              </span>
            </Button>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-1.5 max-sm:gap-2">
        <TicketSearchBox
          value={search.search ?? ""}
          field={field}
          onSearch={(text) =>
            onAsk(withFilter(search, { search: text.trim() === "" ? undefined : text }), true)
          }
        />
        {narrow ? (
          <FilterSheet desk={desk} search={search} total={total} onAsk={ask} />
        ) : (
          <FilterMenus desk={desk} search={search} onAsk={ask} />
        )}
      </div>
      <FilterChips desk={desk} search={search} onAsk={ask} />
      <ZoneNote />
      {whyNot && <p className="text-xs text-ink-3">{whyNot}</p>}
    </div>
  );
}
