import { describe, expect, test } from "vitest";
import type { Trend } from "../../api/operations";
import { bucketEnd, bucketName, nearestRow, trendRows, trendSeries } from "./trend-data";

const berlin = "Europe/Berlin";
const at = (text: string) => Date.parse(text);

describe("a bucket ends where the next begins, by the clock on the wall", () => {
  test.each([
    ["2026-03-28T23:00:00Z", "day", "2026-03-29T22:00:00Z"],
    ["2026-10-24T22:00:00Z", "day", "2026-10-25T23:00:00Z"],
    ["2026-03-22T23:00:00Z", "week", "2026-03-29T22:00:00Z"],
    ["2026-02-28T23:00:00Z", "month", "2026-03-31T22:00:00Z"],
    ["2025-11-30T23:00:00Z", "month", "2025-12-31T23:00:00Z"],
  ] as const)("%s, a %s", (start, bucket, end) =>
    expect(new Date(bucketEnd(at(start), bucket, berlin)).toISOString()).toBe(end.replace("Z", ".000Z")),
  );
});

test("a bucket is called as people call it, in the tenant's zone", () => {
  const start = at("2026-03-31T22:00:00Z");
  expect(bucketName(start, "day", berlin)).toBe("1 Apr");
  expect(bucketName(start, "week", berlin)).toBe("Week of 1 Apr");
  expect(bucketName(start, "month", berlin)).toBe("Apr 2026");
});

const trend: Trend = {
  bucket: "day",
  points: [
    { start: "2026-11-19T22:00:00Z", created: 7, resolved: 0, compliance_percent: null },
    { start: "2026-11-20T22:00:00Z", created: 3, resolved: 5, compliance_percent: 80 },
  ],
};
const rows = trendRows(trend, "Africa/Johannesburg");

test("rows hold the figures and where they begin and end", () => {
  expect(rows.map(({ name, from, to }) => [name, from, to])).toEqual([
    ["20 Nov", "2026-11-19T22:00:00Z", "2026-11-20T22:00:00Z"],
    ["21 Nov", "2026-11-20T22:00:00Z", "2026-11-21T22:00:00Z"],
  ]);
});

test("a chart shows what was sent: nothing is not zero", () => {
  const series = trendSeries(rows, "day", { Compliance: ({ compliance }) => compliance }, "avg");
  expect(series.series).toEqual([{ label: "Compliance", values: [null, 80] }]);
  expect(series.timestamps).toEqual([at("2026-11-19T22:00:00Z"), at("2026-11-20T22:00:00Z")]);
  expect(series.range).toEqual({ start: "2026-11-19T22:00:00Z", end: "2026-11-20T22:00:00Z" });
});

test("one place alone still has a width to stand in", () => {
  const { range } = trendSeries(rows.slice(0, 1), "day", {}, "count");
  expect(at(range.end)).toBeGreaterThan(at(range.start));
});

test("a touch means the nearest place", () => {
  expect(nearestRow(rows, at("2026-11-20T11:00:00Z"))?.name).toBe("21 Nov");
  expect(nearestRow(rows, 0)?.name).toBe("20 Nov");
  expect(nearestRow([], 0)).toBeUndefined();
});
