import { expect, test } from "vitest";
import { clocksDiffer, instantOf, startOfDay, startOfMonth, wallTimeAt } from "./zoned-time";

const iso = (instant: number) => new Date(instant).toISOString();
const wall = (year: number, month: number, day: number, hour = 0, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second: 0,
});

test("the wall and the instant are opposites", () => {
  const instant = Date.parse("2026-07-01T22:30:00Z");
  for (const zone of [
    "UTC",
    "Africa/Johannesburg",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
  ]) {
    expect(instantOf(wallTimeAt(instant, zone), zone)).toBe(instant);
  }
});

test("midnight belongs to the zone", () => {
  const instant = Date.parse("2026-07-01T22:30:00Z");
  expect(iso(startOfDay(instant, "UTC"))).toBe("2026-07-01T00:00:00.000Z");
  expect(iso(startOfDay(instant, "Africa/Johannesburg"))).toBe("2026-07-01T22:00:00.000Z");
  expect(iso(startOfDay(instant, "Africa/Johannesburg", -1))).toBe("2026-06-30T22:00:00.000Z");
  expect(iso(startOfMonth(instant, "Africa/Johannesburg"))).toBe("2026-06-30T22:00:00.000Z");
});

test("days of a clock change have 23 and 25 hours", () => {
  const zone = "Europe/Berlin";
  const hours = (noon: string) =>
    (startOfDay(Date.parse(noon), zone, 1) - startOfDay(Date.parse(noon), zone)) / 3_600_000;
  expect(hours("2026-03-29T12:00:00Z")).toBe(23);
  expect(hours("2026-10-25T12:00:00Z")).toBe(25);
});

test("a skipped time moves on, of a doubled one the earlier is taken", () => {
  expect(iso(instantOf(wall(2026, 3, 29, 2, 30), "Europe/Berlin"))).toBe("2026-03-29T01:30:00.000Z");
  expect(iso(instantOf(wall(2026, 10, 25, 2, 30), "Europe/Berlin"))).toBe("2026-10-25T00:30:00.000Z");
});

test("zones differ where their clocks do, in one half of the year at least", () => {
  const march = Date.parse("2026-03-01T12:00:00Z");
  expect(clocksDiffer("Africa/Johannesburg", "Africa/Maputo", march)).toBe(false);
  expect(clocksDiffer("Africa/Johannesburg", "America/New_York", march)).toBe(true);
  // The same in winter, an hour apart in summer.
  expect(clocksDiffer("Africa/Lagos", "Europe/Berlin", march)).toBe(true);
  expect(clocksDiffer("Africa/Johannesburg", "Europe/Athens", Date.parse("2026-07-01T12:00:00Z"))).toBe(true);
});
