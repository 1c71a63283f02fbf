import { expect, test } from "vitest";
import type { TimeseriesData } from "../api/types";
import { hasPoints, toPlotData, toRows } from "./plot-data";
import { summarise } from "./summary";
import { timeTicks } from "./time-axis";

const minute = 60_000;
const start = Date.parse("2026-11-21T00:00:00Z");
const at = (...minutes: number[]) => minutes.map((count) => start + count * minute);

function bucketed(timestamps: number[], series: Record<string, (number | null)[]>): TimeseriesData {
  return {
    type: "timeseries",
    range: { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() },
    bucket: { seconds: 60, aggregate: "avg" },
    timestamps,
    series: Object.entries(series).map(([label, values]) => ({ label, values })),
    meta: {
      generated_at: new Date(start).toISOString(),
      data_as_of: null,
      cache: "miss",
      query_ms: 1,
      rows: timestamps.length,
      truncated: false,
      nulled: 0,
      stale_because: null,
    },
  };
}

test("an empty bucket breaks the line", () => {
  const plot = toPlotData(bucketed(at(0, 1, 2, 3, 4), { a: [1, 2, null, 4, 5] }));
  expect(plot.series[0]?.values.filter((value) => value !== undefined)).toEqual([1, 2, null, 4, 5]);
});

test("buckets the server left out break the line as well", () => {
  const plot = toPlotData(bucketed(at(0, 1, 2, 10, 11, 12), { a: [1, 2, 3, 4, 5, 6] }));
  const values = plot.series[0]?.values ?? [];
  const before = plot.timestamps.indexOf(start + 2 * minute);
  const after = plot.timestamps.indexOf(start + 10 * minute);
  expect(values.slice(before, after + 1)).toEqual([3, null, 4]);
});

test("where rows are counted, an empty bucket is a zero", () => {
  const data = bucketed(at(0, 1, 2), { a: [3, null, 1] });
  data.bucket = { seconds: 60, aggregate: "count" };
  expect(toPlotData(data).series[0]?.values).toEqual([3, 0, 1]);
  expect(toRows(data).map(({ value }) => value)).toEqual([3, null, 1]);
});

test("a collector slower than the bucket leaves no gaps", () => {
  const times = at(...Array.from({ length: 31 }, (_, index) => index));
  const values = times.map((_, index) => (index % 5 === 0 ? index : null));
  const plot = toPlotData(bucketed(times, { a: values }));
  expect(plot.series[0]?.values).not.toContain(null);
  expect(plot.series[0]?.values.filter((value) => value !== undefined)).toEqual([0, 5, 10, 15, 20, 25, 30]);
});

test("raw series of different times share one axis without breaking each other", () => {
  const data = bucketed([], {});
  data.bucket = null;
  data.timestamps = undefined;
  data.series = [
    { label: "web-10", timestamps: at(0, 2, 4), values: [1, 2, 3] },
    { label: "web-2", timestamps: at(1, 3, 5), values: [7, 8, 9] },
  ];
  const plot = toPlotData(data);
  expect(plot.timestamps).toEqual(at(0, 1, 2, 3, 4, 5));
  expect(plot.series.map((series) => series.label)).toEqual(["web-2", "web-10"]);
  expect(plot.series[1]?.values).toEqual([1, undefined, 2, undefined, 3, undefined]);
});

test("the table shows what was sent, in order of time", () => {
  const rows = toRows(bucketed(at(0, 1), { "web-10": [1, null], "web-2": [3, 4.123456789012345] }));
  expect(rows.map(({ series, value }) => [series, value])).toEqual([
    ["web-2", 3],
    ["web-10", 1],
    ["web-2", 4.123456789012345],
    ["web-10", null],
  ]);
});

test("the summary says range, grain and extremes", () => {
  const data = bucketed(at(0, 1), { a: [12.5, 80] });
  expect(summarise(data, "%", "UTC")).toBe(
    "1 line, 2 points (avg per 1 min), 21 Nov 2026, 00:00:00 to 21 Nov 2026, 01:00:00. Lowest 12.5%, highest 80%.",
  );
  expect(hasPoints(data)).toBe(true);
  expect(hasPoints(bucketed(at(0), { a: [null] }))).toBe(false);
});

test("the date stands where a day of the tenant begins", () => {
  const splits = ["2026-11-20T21:00:00Z", "2026-11-20T22:00:00Z", "2026-11-20T23:00:00Z"].map((text) =>
    Date.parse(text),
  );
  expect(timeTicks(splits, 3_600_000, "Africa/Johannesburg")).toEqual(["23:00", "21 Nov", "01:00"]);
});
