import type { Trend, TrendBucket } from "../../api/operations";
import type { PlotSource } from "../../charts/plot-data";
import { formatDay, formatMonth } from "../../format/date-time";
import { isoPoint } from "../../format/time-range";
import { instantOf, wallTimeAt } from "../../format/zoned-time";

const dayMs = 86_400_000;
const seconds: Record<TrendBucket, number> = { day: 86_400, week: 604_800, month: 2_592_000 };

/** Where a bucket ends and the next one begins (ms since the epoch), by the clock on the tenant's wall. */
export function bucketEnd(startMs: number, bucket: TrendBucket, zone: string): number {
  const wall = wallTimeAt(startMs, zone);
  if (bucket === "month") {
    const [year, month] = wall.month === 12 ? [wall.year + 1, 1] : [wall.year, wall.month + 1];
    return instantOf({ ...wall, year, month, day: 1 }, zone);
  }
  return instantOf({ ...wall, day: wall.day + (bucket === "day" ? 1 : 7) }, zone);
}

/** `12 Nov`, `Week of 12 Nov`, `Nov 2026`. */
export function bucketName(startMs: number, bucket: TrendBucket, zone: string): string {
  if (bucket === "month") return formatMonth(startMs, zone);
  const day = formatDay(startMs, zone);
  return bucket === "day" ? day : `Week of ${day}`;
}

export interface TrendRow {
  /** ms since the epoch; of the bucket, not of what of it lies in the period. */
  start: number;
  from: string;
  to: string;
  name: string;
  created: number;
  resolved: number;
  compliance: number | null;
}

export function trendRows({ bucket, points }: Trend, zone: string): TrendRow[] {
  return points.map(({ start, created, resolved, compliance_percent }) => {
    const startMs = Date.parse(start);
    return {
      start: startMs,
      from: isoPoint(startMs),
      to: isoPoint(bucketEnd(startMs, bucket, zone)),
      name: bucketName(startMs, bucket, zone),
      created,
      resolved,
      compliance: compliance_percent,
    };
  });
}

/** A part of the trend as the house's charts of time read it. */
export function trendSeries(
  rows: readonly TrendRow[],
  bucket: TrendBucket,
  series: Readonly<Record<string, (row: TrendRow) => number | null>>,
  aggregate: "count" | "avg",
): PlotSource {
  const first = rows[0]?.start ?? 0;
  const last = rows.at(-1)?.start ?? first;
  // One point alone stands in the middle of a day.
  const pad = first === last ? dayMs / 2 : 0;
  return {
    range: { start: isoPoint(first - pad), end: isoPoint(last + pad) },
    bucket: { seconds: seconds[bucket], aggregate },
    timestamps: rows.map(({ start }) => start),
    series: Object.entries(series).map(([label, value]) => ({ label, values: rows.map(value) })),
  };
}

/** The row whose bucket is nearest to a moment. */
export function nearestRow(rows: readonly TrendRow[], atMs: number): TrendRow | undefined {
  let best: TrendRow | undefined;
  for (const row of rows)
    if (best === undefined || Math.abs(row.start - atMs) < Math.abs(best.start - atMs)) best = row;
  return best;
}
