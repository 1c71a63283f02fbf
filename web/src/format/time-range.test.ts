import { describe, expect, test } from "vitest";
import { fitsInto, parseTyped, readRange, resolvePoint, resolveRange } from "./time-range";

const now = Date.parse("2026-11-21T04:30:00Z");
const zone = "Africa/Johannesburg";
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

describe("a point of time", () => {
  test.each([
    ["now", "2026-11-21T04:30:00.000Z"],
    ["-15m", "2026-11-21T04:15:00.000Z"],
    ["now-36h", "2026-11-19T16:30:00.000Z"],
    ["-2w", "2026-11-07T04:30:00.000Z"],
    ["today", "2026-11-20T22:00:00.000Z"],
    ["yesterday", "2026-11-19T22:00:00.000Z"],
    ["month", "2026-10-31T22:00:00.000Z"],
    ["2015-03-08T09:00:00Z", "2015-03-08T09:00:00.000Z"],
    ["2015-03-08T09:00+02:00", "2015-03-08T07:00:00.000Z"],
    ["2015-03-08 09:00", "2015-03-08T07:00:00.000Z"],
  ])("%s", (text, expected) => expect(iso(resolvePoint(text, now, zone))).toBe(expected));

  test.each(["", "banana", "-36x", "36h", "2015-02-31 00:00", "2015-13-01", "2015-03-08 25:00", "-9999999h"])(
    "%s is none",
    (text) => expect(resolvePoint(text, now, zone)).toBeNull(),
  );
});

test("a range that cannot be read is the last day", () => {
  const day = { start: now - 86_400_000, end: now };
  expect(resolveRange({ from: "banana", to: "now" }, now, zone)).toEqual(day);
  expect(resolveRange({ from: "now", to: "-1h" }, now, zone)).toEqual(day);
  expect(readRange("now", "-1h")).toBeUndefined();
  expect(readRange("-2h", "-1h")).toEqual({ from: "-2h", to: "-1h" });
});

describe("a typed range", () => {
  test.each([
    ["-36h", { from: "-36h", to: "now" }],
    ["36h", { from: "-36h", to: "now" }],
    ["last 3 days", { from: "-3d", to: "now" }],
    ["Yesterday", { from: "yesterday", to: "today" }],
    ["this month", { from: "month", to: "now" }],
    ["2015-03-08", { from: "2015-03-07T22:00:00Z", to: "2015-03-08T22:00:00Z" }],
    ["2015-03-08 09:00", { from: "2015-03-08T07:00:00Z", to: "now" }],
    ["2015-03-08 09:00 to 2015-03-09", { from: "2015-03-08T07:00:00Z", to: "2015-03-08T22:00:00Z" }],
    ["-6h .. -1h", { from: "-6h", to: "-1h" }],
    ["2015-03-08T09:00:00Z → now", { from: "2015-03-08T09:00:00Z", to: "now" }],
  ])("%s", (typed, expected) => expect(parseTyped(typed, now, zone)).toEqual(expected));

  test.each([
    "",
    "banana",
    "now to -1h",
    "2015-03-09 to 2015-03-08",
    "-1h to -2h to -3h",
    "2999-01-01 09:00",
  ])("%s is refused", (typed) => expect(parseTyped(typed, now, zone)).toBeNull());
});

test.each([
  ["-24h", "now", true],
  ["-6h", "-1h", true],
  ["today", "now", true],
  ["-25h", "now", false],
  ["yesterday", "today", false],
  ["2020-01-01T00:00:00Z", "2020-01-01T01:00:00Z", false],
])("from %s to %s lies within the last day: %s", (from, to, fits) => {
  expect(fitsInto({ from, to }, 86_400_000, now, zone)).toBe(fits);
  expect(fitsInto({ from, to }, undefined, now, zone)).toBe(true);
});
