import { type Database, zone } from "./database";
import type { ShownPoint } from "./on-screen";

// The design's table of buckets, in SQL that shares nothing with the server's.
const bucketOf = {
  "1 minute": "date_trunc('minute', recorded_at)",
  "10 minutes": "date_bin('10 minutes', recorded_at, '2000-01-01 00:00+02')",
  "1 hour": `date_trunc('hour', recorded_at, '${zone}')`,
} as const;
export type Bucket = keyof typeof bucketOf;

const natural = new Intl.Collator("en", { numeric: true });

function inOrder(points: { at: Date; series: string; value: number | null }[]): ShownPoint[] {
  return points
    .sort((a, b) => a.at.getTime() - b.at.getTime() || natural.compare(a.series, b.series))
    .map(({ at, series, value }) => ({ time: at.toISOString(), series, value }));
}

/** What "CPU Usage Over Time" has to show: each bucket of each server, empty ones included; without a bucket, each row. */
export async function cpuPoints(
  alpha: Database,
  start: Date,
  end: Date,
  bucket: Bucket | null,
): Promise<ShownPoint[]> {
  const inRange = "metric_type = 'cpu' and recorded_at >= $1 and recorded_at < $2";
  if (bucket === null) {
    const sql = `select recorded_at as at, server_name as series, cpu_percent as value from metrics where ${inRange}`;
    return inOrder(await alpha.rows(sql, [start, end]));
  }
  const cut = bucketOf[bucket];
  const sql = `
    with known as (
      select ${cut} as at, server_name as series, avg(cpu_percent) as value
      from metrics where ${inRange} group by 1, 2
    ),
    edges as (select ${cut} as first from (select $1::timestamptz as recorded_at) as start)
    select at, series, value
    from generate_series((select first from edges), $2::timestamptz - interval '1 ms', '${bucket}') as at
    cross join (select distinct series from known) as lines
    left join known using (at, series)`;
  return inOrder(await alpha.rows(sql, [start, end]));
}

/** The newest rows behind "CPU Usage Over Time", as the page writes them. */
export async function cpuRows(alpha: Database, start: Date, end: Date, count: number): Promise<string[][]> {
  const sql = `
    select recorded_at as at, server_name as series, cpu_percent as value from metrics
    where metric_type = 'cpu' and recorded_at >= $1 and recorded_at < $2
    order by recorded_at desc limit $3`;
  const rows = await alpha.rows<{ at: Date; series: string; value: number }>(sql, [start, end, count]);
  return rows.map(({ at, series, value }) => [at.toISOString(), series, String(value)]);
}

const inRangeErrors = `
  select "timestamp", service, error_message, severity from error_logs
  where severity in ('ERROR', 'CRITICAL') and "timestamp" >= $1 and "timestamp" < $2
  order by "timestamp" desc limit 50`;

/** "Recent Errors" as the page writes them; `tail` searches, sorts and pages. */
export async function errorRows(
  alpha: Database,
  start: Date,
  end: Date,
  tail = 'order by "timestamp" desc limit 25',
): Promise<string[][]> {
  const sql = `
    select to_char("timestamp" at time zone '${zone}', 'FMDD Mon YYYY, HH24:MI:SS') as time, service,
      error_message, severity
    from (${inRangeErrors}) as picked ${tail}`;
  const rows = await alpha.rows<Record<string, string>>(sql, [start, end]);
  return rows.map(({ time = "", service = "", error_message = "", severity = "" }) => [
    time,
    service,
    error_message,
    severity,
  ]);
}

/** Twelve digits: the sixteenth of an average depends on the order in which it was added up. */
export function toTwelveDigits(points: readonly ShownPoint[]): string[] {
  return points.map(
    ({ time, series, value }) => `${time} ${series} ${value === null ? "no value" : value.toPrecision(12)}`,
  );
}
