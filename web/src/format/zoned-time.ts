export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function wallFormatter(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** What a clock on the wall shows in the zone at an instant (ms since the epoch). */
export function wallTimeAt(instantMs: number, zone: string): WallTime {
  const wall: WallTime = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of wallFormatter(zone).formatToParts(instantMs)) {
    if (type in wall) wall[type as keyof WallTime] = Number(value);
  }
  return wall;
}

function asIfUtc(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

/**
 * The instant at which the wall shows this time. Days may overflow (`day: 0` is the last of the month before).
 * A time that a spring change skips becomes the one an hour later; of a doubled one, the earlier is taken.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const wanted = asIfUtc(wall);
  const offsetAt = (instantMs: number) => asIfUtc(wallTimeAt(instantMs, zone)) - instantMs;
  const dayMs = 86_400_000;
  const before = wanted - offsetAt(wanted - dayMs);
  const after = wanted - offsetAt(wanted + dayMs);
  if (asIfUtc(wallTimeAt(before, zone)) === wanted) return before;
  if (asIfUtc(wallTimeAt(after, zone)) === wanted) return after;
  return before;
}

/** Midnight in the zone, `daysLater` days after the day that holds the instant. */
export function startOfDay(instantMs: number, zone: string, daysLater = 0): number {
  const { year, month, day } = wallTimeAt(instantMs, zone);
  return instantOf({ year, month, day: day + daysLater, hour: 0, minute: 0, second: 0 }, zone);
}

/** Whether the clocks of two zones show different times, now or in half a year, when summer time is over or begun. */
export function clocksDiffer(zone: string, other: string, nowMs: number): boolean {
  const halfYearMs = 182 * 86_400_000;
  return [nowMs, nowMs + halfYearMs].some(
    (at) => asIfUtc(wallTimeAt(at, zone)) !== asIfUtc(wallTimeAt(at, other)),
  );
}

export function startOfMonth(instantMs: number, zone: string): number {
  const { year, month } = wallTimeAt(instantMs, zone);
  return instantOf({ year, month, day: 1, hour: 0, minute: 0, second: 0 }, zone);
}

/** The next full step of the wall's clock (whole hours, where the zone has them), or this very instant. */
export function ceilToStep(instantMs: number, stepMs: number, zone: string): number {
  const whole = Math.floor(instantMs / 1000) * 1000;
  const offset = asIfUtc(wallTimeAt(whole, zone)) - whole;
  return Math.ceil((instantMs + offset) / stepMs) * stepMs - offset;
}
