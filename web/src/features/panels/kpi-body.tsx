import { ArrowDown, ArrowRight, ArrowUp } from "lucide-react";
import type { KpiData } from "../../api/types";
import { surface } from "../../charts/palette";
import type { Threshold } from "../../charts/plot-options";
import { legible } from "../../format/colour";
import { formatAge, formatDateTime } from "../../format/date-time";
import { formatNumber, withUnit } from "../../format/number";
import { toneOf } from "../../format/tone";
import { EmptyNotice } from "../../ui/empty-notice";
import { StateBadge } from "../../ui/state-mark";
import { useTheme } from "../../ui/theme";
import { useNow } from "../../ui/use-now";

interface KpiBodyProps {
  data: KpiData;
  /** A value older than this says nothing about now; null where the range is not about now. */
  staleAfterMs: number | null;
  thresholds: readonly Threshold[];
  timezone: string;
}

function Change({ data, value }: { data: KpiData; value: number }) {
  if (data.previous === null || data.previous === undefined) return null;
  const change = value - data.previous;
  const text = withUnit(formatNumber(Math.abs(change), data.decimals), data.unit);
  const flat = Number(formatNumber(Math.abs(change), data.decimals).replaceAll(",", "")) === 0;
  const Icon = flat ? ArrowRight : change > 0 ? ArrowUp : ArrowDown;
  // No colour: whether more is better, only the engineer knows.
  return (
    <span
      className="inline-flex items-center gap-0.5 text-xs text-ink-3 tabular-nums"
      title={`Before: ${data.previous}`}
    >
      <Icon className="size-3.5" aria-hidden />
      {flat ? "unchanged" : text}
      <span className="sr-only">{flat ? "" : change > 0 ? " more than before" : " less than before"}</span>
    </span>
  );
}

/**
 * What the scale under a value shows. Where the thresholds crowd at its far end (uptime: 97, 99) it begins shortly
 * before them, since nobody could tell them apart otherwise.
 */
export function scaleEnds(
  value: number,
  thresholds: readonly Threshold[],
  unit: string | null,
): [number, number] {
  const [first, second] = thresholds;
  const last = thresholds.at(-1);
  if (first === undefined || second === undefined || last === undefined) return [0, 1];
  const start = Math.min(first.value, 0);
  const beyond = last.value + (last.value - first.value) / (thresholds.length - 1);
  const end = unit === "%" && last.value < 100 ? Math.max(100, value) : Math.max(beyond, value);
  const crowded = second.value - start > 0.85 * (end - start);
  return [crowded ? Math.min(value, second.value - 1.5 * (end - second.value)) : start, end];
}

/** Where the value stands among its thresholds. */
function Scale({
  value,
  thresholds,
  unit,
}: {
  value: number;
  thresholds: readonly Threshold[];
  unit: string | null;
}) {
  const theme = useTheme();
  if (thresholds.length < 2) return null;
  const [low, high] = scaleEnds(value, thresholds, unit);
  const share = (at: number) => `${(Math.min(1, Math.max(0, (at - low) / (high - low))) * 100).toFixed(2)}%`;
  return (
    <div aria-hidden className="relative mt-auto h-1.5">
      <div className="absolute inset-0 flex gap-0.5 overflow-hidden rounded-full">
        {thresholds.map((one, index) => (
          <span
            key={one.value}
            className="h-full opacity-75"
            style={{
              background: legible(one.color, surface[theme], 2.2),
              width: `calc(${share(thresholds[index + 1]?.value ?? high)} - ${share(index === 0 ? low : one.value)})`,
            }}
          />
        ))}
      </div>
      <span
        className="absolute -top-1 h-3.5 w-1 -translate-x-1/2 rounded-full bg-ink ring-2 ring-surface transition-[left]"
        style={{ left: share(value) }}
      />
    </div>
  );
}

export function KpiBody({ data, staleAfterMs, thresholds, timezone }: KpiBodyProps) {
  const now = useNow();
  const { value } = data;
  if (value === null || value === undefined) {
    return <EmptyNotice title="No value" hint="The query found no row in this range." />;
  }
  const asOf = data.as_of ? Date.parse(data.as_of) : null;
  const stale = asOf !== null && staleAfterMs !== null && now - asOf > staleAfterMs;
  return (
    <div className="flex min-h-22 flex-1 flex-col gap-1.5 pb-1">
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <data
          value={value}
          className="text-[2rem] leading-9 font-semibold tracking-[-0.03em] tabular-nums max-sm:text-[1.75rem]"
        >
          {withUnit(formatNumber(value, data.decimals), data.unit)}
        </data>
        <Change data={data} value={value} />
      </p>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
        {data.status && (
          <StateBadge
            tone={stale ? "stale" : toneOf(data.status.label, data.status.color)}
            label={stale ? `Stale, was ${data.status.label}` : data.status.label}
          />
        )}
        {asOf !== null && (
          <time dateTime={data.as_of ?? ""} title={formatDateTime(asOf, timezone)} className="tabular-nums">
            {formatAge(now - asOf)}
          </time>
        )}
      </p>
      <Scale value={value} thresholds={thresholds} unit={data.unit} />
    </div>
  );
}
