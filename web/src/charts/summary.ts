import { formatDateTime, formatDuration } from "../format/date-time";
import { formatNumber, withUnit } from "../format/number";
import type { PlotSource } from "./plot-data";

/** The chart in words, for those who do not see it. */
export function summarise(data: PlotSource, unit: string | undefined, zone: string): string {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const series of data.series) {
    for (const value of series.values) {
      if (value === null) continue;
      count += 1;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  const span = `${formatDateTime(Date.parse(data.range.start), zone)} to ${formatDateTime(Date.parse(data.range.end), zone)}`;
  if (count === 0) return `No points from ${span}.`;
  const lines = data.series.length === 1 ? "1 line" : `${data.series.length} lines`;
  const grain =
    data.bucket === null
      ? "every row"
      : `${data.bucket.aggregate} per ${formatDuration(data.bucket.seconds)}`;
  const say = (value: number) => withUnit(formatNumber(value), unit);
  return `${lines}, ${count} points (${grain}), ${span}. Lowest ${say(lowest)}, highest ${say(highest)}.`;
}
