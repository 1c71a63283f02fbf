import { formatClock, formatDay, formatMonth } from "../format/date-time";
import { startOfDay } from "../format/zoned-time";

const dayMs = 86_400_000;

/** Clock times, with the date in their place where a day begins; days and months where the axis is wide. */
export function timeTicks(splitsMs: readonly number[], stepMs: number, zone: string): string[] {
  if (stepMs >= 28 * dayMs) return splitsMs.map((split) => formatMonth(split, zone));
  if (stepMs >= dayMs) return splitsMs.map((split) => formatDay(split, zone));
  return splitsMs.map((split) =>
    startOfDay(split, zone) === split ? formatDay(split, zone) : formatClock(split, zone, stepMs < 60_000),
  );
}
