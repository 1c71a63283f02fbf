import { isoPoint, resolvePoint, type TimeRange } from "../../format/time-range";

/** As it stands in the address where nothing is left out. */
export const allTime: TimeRange = { from: "all", to: "now" };

export function isAllTime({ from }: TimeRange): boolean {
  return from === allTime.from;
}

export const periods: readonly { label: string; range: TimeRange }[] = [
  { label: "All time", range: allTime },
  { label: "Today", range: { from: "today", to: "now" } },
  { label: "Yesterday", range: { from: "yesterday", to: "today" } },
  { label: "Last 7 days", range: { from: "-7d", to: "now" } },
  { label: "Last 30 days", range: { from: "-30d", to: "now" } },
  { label: "Last 90 days", range: { from: "-90d", to: "now" } },
  { label: "Last 365 days", range: { from: "-365d", to: "now" } },
  { label: "This month", range: { from: "month", to: "now" } },
];

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * The period's ends as the API takes them. One that ends now has no end, so that nothing new is missed; one that
 * begins so long ago begins at a full hour (of a day or less: minute), so that a figure and the list it leads to,
 * asked a little later, are of the same tickets.
 */
export function periodEnds(range: TimeRange, nowMs: number, zone: string): { from?: string; to?: string } {
  if (isAllTime(range)) return {};
  const start = resolvePoint(range.from, nowMs, zone);
  const end = resolvePoint(range.to, nowMs, zone);
  if (start === null || end === null || start >= end) return {};
  const step = end - start > dayMs ? 60 * minuteMs : minuteMs;
  const ended = (text: string, at: number) =>
    isoPoint(text.startsWith("-") ? Math.floor(at / step) * step : at);
  return {
    from: ended(range.from, start),
    ...(range.to === "now" ? {} : { to: ended(range.to, end) }),
  };
}
