import { formatDateTime } from "../format/date-time";
import { formatNumber, withUnit } from "../format/number";
import type { Hover } from "./plot-canvas";

interface TooltipProps {
  hover: Hover;
  labels: readonly string[];
  colours: readonly string[];
  unit: string | undefined;
  decimals: number | undefined;
  timezone: string;
}

const mostRows = 8;
const width = 216;

/** The highest values at this moment; the line nearest to the pointer is always among them. */
function shownRows({ rows, nearest }: Hover): Hover["rows"] {
  const ranked = [...rows].sort((a, b) => b.value - a.value);
  const top = ranked.slice(0, mostRows);
  const wanted = ranked.find((row) => row.index === nearest);
  if (wanted === undefined || top.includes(wanted)) return top;
  return [...top.slice(0, -1), wanted];
}

/** As many decimals as the value that needs most, so that the points stand below each other. */
function commonDecimals(rows: Hover["rows"]): number {
  return Math.max(...rows.map(({ value }) => formatNumber(value).split(".")[1]?.length ?? 0));
}

export function Tooltip({ hover, labels, colours, unit, decimals, timezone }: TooltipProps) {
  const rows = shownRows(hover);
  const toTheLeft = hover.left + width + 28 > hover.boxWidth;
  const left = toTheLeft ? Math.max(0, hover.left - width - 14) : hover.left + 14;
  const places = decimals ?? commonDecimals(rows);
  const more = hover.rows.length - rows.length;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-2 z-20 w-54 rounded-lg border border-line bg-surface p-2.5 text-xs shadow-pop"
      style={{ left }}
    >
      <p className="mb-1.5 text-ink-3 tabular-nums">{formatDateTime(hover.timeMs, timezone)}</p>
      {rows.map(({ index, value }) => (
        <p
          key={index}
          className={`flex items-center gap-2 py-px ${hover.nearest === index ? "font-semibold text-ink" : "text-ink-2"}`}
        >
          <span className="h-2 w-2 shrink-0 rounded-full" style={{ background: colours[index] }} />
          <span className="min-w-0 flex-1 truncate">{labels[index]}</span>
          <span className="tabular-nums text-ink">{withUnit(formatNumber(value, places), unit)}</span>
        </p>
      ))}
      {more > 0 && <p className="mt-1 text-ink-3">and {more} more</p>}
    </div>
  );
}
