import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import type { TicketSearch } from "../../../api/tickets/search";
import type { Quality, ServiceDesk } from "../../../api/tickets/types";
import { Popover } from "../../../ui/popover";
import { ChoiceList } from "./choice-list";
import { CreatedChoice } from "./created-choice";
import { kindsFor, qualityChoices, toggled, withFilter } from "./filter-kinds";

export interface FilterProps {
  desk: ServiceDesk;
  search: TicketSearch;
  onAsk: (search: TicketSearch) => void;
}

interface FilterPart {
  name: string;
  label: string;
  /** How many of its choices hold. */
  count: number;
  body: ReactNode;
}

function QualityChoice({ search, onAsk }: Omit<FilterProps, "desk">) {
  return (
    <ChoiceList
      label="Closure quality"
      choices={qualityChoices}
      chosen={search.quality ? [search.quality] : []}
      onToggle={(value) =>
        onAsk(withFilter(search, { quality: value === search.quality ? undefined : (value as Quality) }))
      }
    />
  );
}

const nobody = "nobody";

/** The same filters, as menus in a row and as the parts of a phone's sheet. */
export function filterParts({ desk, search, onAsk }: FilterProps): FilterPart[] {
  const lists = kindsFor(desk).map((kind) => {
    const isTeam = kind.name === "team_id";
    const chosen: readonly string[] = search[kind.name] ?? [];
    const unassigned = isTeam && search.unassigned !== undefined;
    const extra = { value: nobody, label: "Nobody at all", detail: "No team and no person" };
    return {
      name: kind.name,
      label: kind.label,
      count: chosen.length + (unassigned ? 1 : 0),
      body: (
        <ChoiceList
          label={kind.label}
          choices={isTeam ? [extra, ...kind.choices(desk)] : kind.choices(desk)}
          chosen={unassigned ? [...chosen, nobody] : chosen}
          onToggle={(value) =>
            onAsk(
              isTeam && value === nobody
                ? withFilter(search, { unassigned: unassigned ? undefined : "true" })
                : toggled(search, kind.name, value),
            )
          }
        />
      ),
    };
  });
  return [
    ...lists,
    {
      name: "created",
      label: "Created",
      count: (search.created_from ?? search.created_to) ? 1 : 0,
      body: <CreatedChoice search={search} onAsk={onAsk} />,
    },
    {
      name: "quality",
      label: "Quality",
      count: search.quality ? 1 : 0,
      body: <QualityChoice search={search} onAsk={onAsk} />,
    },
  ];
}

export function FilterMenus(props: FilterProps) {
  return (
    <>
      {filterParts(props).map(({ name, label, count, body }) => (
        <Popover
          key={name}
          label={`Filter by ${label.toLowerCase()}`}
          role="dialog"
          align="start"
          trigger={(trigger) => (
            <button
              {...trigger}
              type="button"
              aria-label={count > 0 ? `${label}, ${count} chosen` : label}
              className={`inline-flex h-8 items-center gap-1 rounded-lg border px-2.5 text-sm whitespace-nowrap transition-colors hover:bg-hover pointer-coarse:h-11 ${count > 0 ? "border-accent bg-accent-soft text-accent" : "border-line bg-surface text-ink-2"}`}
            >
              {label}
              {count > 0 && <span className="font-medium tabular-nums">{count}</span>}
              <ChevronDown className="size-3.5 opacity-70" aria-hidden />
            </button>
          )}
        >
          {() => <div className={name === "created" ? "sm:w-80" : "sm:w-64"}>{body}</div>}
        </Popover>
      ))}
    </>
  );
}
