import type { TicketSearch } from "../../../api/tickets/search";
import { Button } from "../../../ui/button";
import { DateField } from "../../../ui/field";
import { useZone } from "../zone";
import { ZoneNote } from "../zone-note";
import { dayOf, dayStart, presets } from "./days";
import { withFilter } from "./filter-kinds";

interface PartProps {
  search: TicketSearch;
  onAsk: (search: TicketSearch) => void;
}

/** From which day to which; both belong. */
export function CreatedChoice({ search, onAsk }: PartProps) {
  const zone = useZone();
  const from = dayOf(search.created_from, zone);
  const to = dayOf(search.created_to, zone, true);
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="flex flex-wrap gap-1.5">
        {presets.map(({ label, between }) => (
          <Button
            key={label}
            className="h-8"
            onClick={() => {
              const wanted = between(Date.now(), zone);
              onAsk(withFilter(search, { created_from: wanted.from, created_to: wanted.to }));
            }}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-2">
        <DateField
          label="From"
          value={from}
          max={to || undefined}
          onValue={(day) => onAsk(withFilter(search, { created_from: dayStart(day, zone) }))}
        />
        <DateField
          label="To"
          value={to}
          min={from || undefined}
          onValue={(day) => onAsk(withFilter(search, { created_to: dayStart(day, zone, 1) }))}
        />
      </div>
      <ZoneNote />
    </div>
  );
}
