import { ChevronDown, MapPin } from "lucide-react";
import type { ServiceDesk } from "../../api/tickets/types";
import { Button } from "../../ui/button";
import { CheckField } from "../../ui/field";
import { Popover } from "../../ui/popover";

interface WardFilterProps {
  wards: ServiceDesk["wards"];
  /** Chosen; none means all. */
  chosen: readonly string[];
  onChoose: (wards: string[]) => void;
}

const shownLook =
  "inline-flex h-9 min-w-0 items-center gap-2 rounded-lg border border-line bg-surface px-3 shadow-card pointer-coarse:h-11 max-sm:flex-1";

function summary(wards: ServiceDesk["wards"], chosen: readonly string[]): string {
  if (chosen.length === 0) return "All wards";
  const [only] = chosen;
  if (chosen.length > 1) return `${chosen.length} wards`;
  return wards.find(({ id }) => id === only)?.name ?? `Ward ${only}`;
}

export function WardFilter({ wards, chosen, onChoose }: WardFilterProps) {
  const label = summary(wards, chosen);
  const known = new Set(wards.map(({ id }) => id));
  // One that is no more still filters: it must be seen to be taken away.
  const all = [...wards, ...chosen.filter((id) => !known.has(id)).map((id) => ({ id, name: `Ward ${id}` }))];
  return (
    <Popover
      label="Wards"
      role="dialog"
      align="end"
      trigger={(props) => (
        <button
          {...props}
          type="button"
          aria-label={`Wards: ${label}`}
          className={`${shownLook} transition-colors hover:bg-hover`}
        >
          <MapPin className="size-4 shrink-0 text-ink-3" aria-hidden />
          <span className="truncate">{label}</span>
          <ChevronDown className="ml-auto size-3.5 shrink-0 text-ink-3" aria-hidden />
        </button>
      )}
    >
      {(close) => (
        <div className="flex flex-col sm:w-64">
          <fieldset className="flex max-h-[min(24rem,60dvh)] flex-col gap-2.5 overflow-y-auto p-4">
            <legend className="sr-only">Wards whose tickets are counted</legend>
            {all.map(({ id, name }) => (
              <CheckField
                key={id}
                label={name}
                checked={chosen.includes(id)}
                onValue={(on) => onChoose(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
              />
            ))}
          </fieldset>
          <div className="flex justify-between gap-2 border-t border-line p-2">
            <Button look="quiet" disabled={chosen.length === 0} onClick={() => onChoose([])}>
              All wards
            </Button>
            <Button onClick={close}>Done</Button>
          </div>
        </div>
      )}
    </Popover>
  );
}

/** A councillor's own ward, which is no choice. */
export function FixedWard({ name }: { name: string }) {
  return (
    <p className={shownLook} title="You see the tickets of your own ward">
      <MapPin className="size-4 shrink-0 text-accent" aria-hidden />
      <span className="truncate font-medium">{name}</span>
      <span className="text-xs text-ink-3">your ward</span>
    </p>
  );
}
