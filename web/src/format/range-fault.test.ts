import { expect, test } from "vitest";
import { rangeFault } from "./range-fault";
import { readRange } from "./time-range";

const now = Date.parse("2026-03-09T12:00:00Z");

test.each([
  ["now", "-1d", "It ends (“-1d”) before it begins (“now”)."],
  ["2026-03-09T12:00:00Z", "2026-03-09T12:00:00Z", "It ends (“2026-03-09T12:00:00Z”) before it begins"],
  ["2030-01-01", undefined, "It ends (“now”) before it begins (“2030-01-01”)."],
  ["last week", "now", "Its beginning, “last week”, is no time."],
  ["2026-02-31", "now", "Its beginning, “2026-02-31”, is no time."],
  ["-7d", "tomorrow", "Its end, “tomorrow”, is no time."],
  [undefined, "-1d", "It ends at “-1d”, but begins nowhere."],
  ["", "now", "It ends at “now”, but begins nowhere."],
  [["-1d", "-2d"], "now", "It begins or ends more than once."],
  ["-1d", ["now", "-1h"], "It begins or ends more than once."],
])("from %s to %s is not taken, and it is said why", (from, to, said) => {
  expect(readRange(from, to)).toBeUndefined();
  expect(rangeFault(from, to, now)).toContain(said);
});

test("what can be read has no fault", () => {
  expect(rangeFault("-7d", "now", now)).toBeUndefined();
  expect(rangeFault("yesterday", "today", now)).toBeUndefined();
  expect(rangeFault("2026-03-01", undefined, now)).toBeUndefined();
  expect(readRange("2026-03-01", undefined)).toEqual({ from: "2026-03-01", to: "now" });
  expect(readRange("2026-03-01", "")).toEqual({ from: "2026-03-01", to: "now" });
});

test("what is long is not said in full", () => {
  expect(rangeFault("x".repeat(5_000), "now", now)).toHaveLength(71);
});
