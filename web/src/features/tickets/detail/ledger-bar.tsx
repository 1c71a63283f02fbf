import type { SlaClock } from "../../../api/tickets/types";
import { minutesText } from "../span";
import { type LedgerPart, ledgerScale, minutesByKind } from "./ledger";

const looks: Record<LedgerPart["kind"], string> = {
  counted: "fill-(--accent)",
  paused: "fill-(--warning)",
  closed_hours: "fill-(--line-strong)",
  ahead: "fill-(--sunken)",
};

const names = { counted: "Counted", paused: "Paused", closed_hours: "Closed hours" } as const;

/** To scale in time; what it says is in words below it, and in the table. */
export function LedgerBar({ name, clock }: { name: string; clock: SlaClock }) {
  const { parts, deadline } = ledgerScale(clock);
  const sums = minutesByKind(clock.segments);
  const kinds = (Object.keys(names) as (keyof typeof names)[]).filter((kind) => sums[kind] >= 1);
  const label = kinds.map((kind) => `${names[kind]} ${minutesText(sums[kind])}`).join(", ");
  if (parts.length === 0) return null;
  return (
    <div>
      <svg
        role="img"
        aria-label={`${name}: ${label || "nothing counted yet"}`}
        className="h-4 w-full overflow-visible"
        viewBox="0 0 1000 16"
        preserveAspectRatio="none"
      >
        {parts.map(({ kind, start, width }) => (
          <rect
            key={start}
            x={start * 1000}
            y={kind === "counted" ? 2 : 4}
            width={Math.max(1, width * 1000)}
            height={kind === "counted" ? 12 : 8}
            className={looks[kind]}
          />
        ))}
        {deadline !== null && (
          <line
            x1={deadline * 1000}
            x2={deadline * 1000}
            y1={-1}
            y2={17}
            className="stroke-(--ink)"
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      {kinds.length > 0 && (
        <ul aria-hidden className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-2">
          {kinds.map((kind) => (
            <li key={kind} className="flex items-center gap-1.5">
              <svg className="size-2" viewBox="0 0 8 8" aria-hidden>
                <rect width="8" height="8" rx="1.5" className={looks[kind]} />
              </svg>
              {names[kind]} {minutesText(sums[kind])}
            </li>
          ))}
          {deadline !== null && (
            <li className="flex items-center gap-1.5">
              <span className="inline-block h-2.5 w-0.5 bg-current" />
              Deadline
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
