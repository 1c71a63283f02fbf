import { ceilToStep, instantOf, startOfDay, startOfMonth } from "./zoned-time";

/**
 * A range as it stands in the address: each end is `now`, an offset like `-36h`, the start of `today`,
 * `yesterday` or this `month`, or an absolute ISO instant. Half-open: the end does not belong to it.
 */
export interface TimeRange {
  from: string;
  to: string;
}

export interface AbsoluteRange {
  /** ms since the epoch */
  start: number;
  /** ms since the epoch, not included */
  end: number;
}

export const defaultRange: TimeRange = { from: "-24h", to: "now" };

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const offset = /^(?:now)?-(\d{1,5})([smhdw])$/;
const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const wallDate = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/;

function wallInstant(text: string, zone: string): number | null {
  const match = wallDate.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const wall = {
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  };
  const utc = new Date(Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute));
  // 2015-02-31 would roll over into March without a word
  const real =
    utc.getUTCMonth() === wall.month - 1 &&
    utc.getUTCDate() === wall.day &&
    wall.hour < 24 &&
    wall.minute < 60;
  return real ? instantOf(wall, zone) : null;
}

/** The instant an end of a range stands for (ms since the epoch), or null where the text is none. */
export function resolvePoint(text: string, nowMs: number, zone: string): number | null {
  if (text === "now") return nowMs;
  if (text === "today") return startOfDay(nowMs, zone);
  if (text === "yesterday") return startOfDay(nowMs, zone, -1);
  if (text === "month") return startOfMonth(nowMs, zone);
  const relative = offset.exec(text);
  if (relative !== null) return nowMs - Number(relative[1]) * (unitMs[relative[2] ?? ""] ?? 0);
  if (isoInstant.test(text)) {
    const instant = Date.parse(text);
    return Number.isNaN(instant) ? null : instant;
  }
  return wallInstant(text, zone);
}

/** A range that cannot be read, or ends before it starts, falls back to the default one. */
export function resolveRange(range: TimeRange, nowMs: number, zone: string): AbsoluteRange {
  const start = resolvePoint(range.from, nowMs, zone);
  const end = resolvePoint(range.to, nowMs, zone);
  if (start !== null && end !== null && start < end) return { start, end };
  return { start: nowMs - 24 * 3_600_000, end: nowMs };
}

/** Whether a range lies within the last so much; without a limit, every range does. */
export function fitsInto(
  range: TimeRange,
  longestMs: number | undefined,
  nowMs: number,
  zone: string,
): boolean {
  if (longestMs === undefined) return true;
  const { start, end } = resolveRange(range, nowMs, zone);
  // What the server forgives for clocks that differ.
  const slackMs = 60_000;
  return end - start <= longestMs + slackMs && start >= nowMs - longestMs - slackMs;
}

const hourMs = 3_600_000;

/** How far apart the ends lie that many viewers of one width are led to, by the longest width each step is for. */
const steps: readonly (readonly [longestMs: number, stepMs: number])[] = [
  [hourMs, 5_000],
  [8 * hourMs, 15_000],
  [24 * hourMs, 60_000],
  [96 * hourMs, 600_000],
];

const moves = (point: string) => point === "now" || offset.test(point);

/**
 * The range to ask for. An end that moves with the clock goes up to the next step, so that everyone who looks at the
 * same width asks the same thing and the server answers it once; what happened until now is always within.
 */
export function askedRange(range: TimeRange, nowMs: number, zone: string): AbsoluteRange {
  const { start, end } = resolveRange(range, nowMs, zone);
  const readable = resolvePoint(range.from, nowMs, zone) === start;
  if (readable && !moves(range.to)) return { start, end };
  const width = end - start;
  const step = steps.find(([longest]) => width <= longest)?.[1] ?? hourMs;
  const asked = ceilToStep(end, step, zone);
  return { start: readable && !moves(range.from) ? start : asked - width, end: asked };
}

/** The range in an address, where it can be read; an end that is not said is now. */
export function readRange(from: unknown, to: unknown = "now"): TimeRange | undefined {
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  const range: TimeRange = { from, to: to || "now" };
  const nowMs = Date.now();
  const start = resolvePoint(range.from, nowMs, "UTC");
  const end = resolvePoint(range.to, nowMs, "UTC");
  return start !== null && end !== null && start < end ? range : undefined;
}

/** Does the range move with the clock? One that does not needs no refresh. */
export function isLive(range: TimeRange): boolean {
  return range.to === "now";
}

/** ISO without a fraction of zero, as it stands in the address. */
export function isoPoint(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(".000Z", "Z");
}

export function absoluteRange({ start, end }: AbsoluteRange): TimeRange {
  return { from: isoPoint(start), to: isoPoint(end) };
}

/**
 * What somebody typed: `-36h`, `36h`, `yesterday`, `2015-03-08 09:00`, or two of them parted by `to`, `..` or an arrow.
 * A lone date means that whole day; a lone date with a time means from then until now. null: not understood.
 */
export function parseTyped(typed: string, nowMs: number, zone: string): TimeRange | null {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^last\s+/, "");
  if (text === "yesterday") return { from: "yesterday", to: "today" };
  if (text === "today") return { from: "today", to: "now" };
  if (text === "this month" || text === "month") return { from: "month", to: "now" };
  const parts = text.split(/\s+to\s+|\s*\.\.\s*|\s*→\s*|\s+[-–]\s+/);
  const [first = "", second] = parts;
  if (parts.length > 2) return null;
  const from = readPoint(first, nowMs, zone);
  if (from === null) return null;
  if (second === undefined) {
    const wholeDay = /^\d{4}-\d{2}-\d{2}$/.test(first);
    const to = wholeDay ? isoPoint(startOfDay(Date.parse(from), zone, 1)) : "now";
    return inOrder({ from, to }, nowMs, zone);
  }
  const to = readPoint(second, nowMs, zone);
  return to === null ? null : inOrder({ from, to }, nowMs, zone);
}

function readPoint(text: string, nowMs: number, zone: string): string | null {
  const duration =
    /^(?:now)?-?\s*(\d{1,5})\s*(s|m|h|d|w|secs?|seconds?|mins?|minutes?|hours?|days?|weeks?)$/.exec(text);
  if (duration !== null) return `-${duration[1]}${(duration[2] ?? "")[0]}`;
  const instant = resolvePoint(isoInstant.test(text.toUpperCase()) ? text.toUpperCase() : text, nowMs, zone);
  if (instant === null) return null;
  return /^\d/.test(text) ? isoPoint(instant) : text;
}

function inOrder(range: TimeRange, nowMs: number, zone: string): TimeRange | null {
  const start = resolvePoint(range.from, nowMs, zone);
  const end = resolvePoint(range.to, nowMs, zone);
  return start !== null && end !== null && start < end ? range : null;
}
