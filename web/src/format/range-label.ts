import { formatClock, formatDay, formatShort } from "./date-time";
import { resolvePoint, type TimeRange } from "./time-range";
import { startOfDay, wallTimeAt } from "./zoned-time";

export interface Preset {
  label: string;
  range: TimeRange;
}

export const presets: readonly Preset[] = [
  { label: "Last 15 minutes", range: { from: "-15m", to: "now" } },
  { label: "Last hour", range: { from: "-1h", to: "now" } },
  { label: "Last 6 hours", range: { from: "-6h", to: "now" } },
  { label: "Last 24 hours", range: { from: "-24h", to: "now" } },
  { label: "Last 3 days", range: { from: "-3d", to: "now" } },
  { label: "Last 7 days", range: { from: "-7d", to: "now" } },
  { label: "Last 30 days", range: { from: "-30d", to: "now" } },
  { label: "Last 90 days", range: { from: "-90d", to: "now" } },
  { label: "Today", range: { from: "today", to: "now" } },
  { label: "Yesterday", range: { from: "yesterday", to: "today" } },
  { label: "This month", range: { from: "month", to: "now" } },
];

const unitNames: Record<string, string> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };

/** How people say a range: a preset's name, `Last 36 hours`, or `7 Mar, 09:00 – 14:30`. */
export function rangeLabel(
  range: TimeRange,
  nowMs: number,
  zone: string,
  named: readonly Preset[] = presets,
): string {
  const preset = named.find(({ range: own }) => own.from === range.from && own.to === range.to);
  if (preset !== undefined) return preset.label;
  const relative = /^(?:now)?-(\d+)([smhdw])$/.exec(range.from);
  if (relative !== null && range.to === "now") {
    const count = Number(relative[1]);
    const name = unitNames[relative[2] ?? ""];
    return count === 1 ? `Last ${name}` : `Last ${count} ${name}s`;
  }
  const start = resolvePoint(range.from, nowMs, zone);
  const end = range.to === "now" ? null : resolvePoint(range.to, nowMs, zone);
  if (start === null) return "Choose a range";
  if (end === null) return `${withYear(start, nowMs, zone, formatShort)} – now`;
  const midnight = startOfDay(start, zone) === start && startOfDay(end, zone) === end;
  if (midnight) {
    const lastDay = end - 1;
    if (startOfDay(start, zone, 1) === end) return withYear(start, nowMs, zone, formatDay);
    return `${formatDay(start, zone)} – ${withYear(lastDay, nowMs, zone, formatDay)}`;
  }
  const sameDay = startOfDay(start, zone) === startOfDay(end, zone);
  const seconds = end - start < 600_000;
  if (sameDay) {
    return `${withYear(start, nowMs, zone, formatDay)}, ${formatClock(start, zone, seconds)} – ${formatClock(end, zone, seconds)}`;
  }
  return `${formatShort(start, zone)} – ${withYear(end, nowMs, zone, formatShort)}`;
}

function withYear(
  instantMs: number,
  nowMs: number,
  zone: string,
  format: (ms: number, zone: string) => string,
): string {
  const { year } = wallTimeAt(instantMs, zone);
  if (year === wallTimeAt(nowMs, zone).year) return format(instantMs, zone);
  const [day, clock] = format(instantMs, zone).split(", ");
  return clock === undefined ? `${day} ${year}` : `${day} ${year}, ${clock}`;
}
