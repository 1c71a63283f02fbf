import { expect, test } from "vitest";
import { dayInstant, readAuditSearch } from "./audit-search";

test("an address is read as far as it can be", () => {
  expect(
    readAuditSearch({
      action: "sign_in",
      from: "2026-03-08",
      to: "soon",
      page: "3",
      person: " ",
      other: "x",
    }),
  ).toEqual({ action: "sign_in", from: "2026-03-08", page: 3 });
  for (const page of ["0", "1", "-2", "1.5", "x"]) expect(readAuditSearch({ page })).toEqual({});
});

test("a day begins at midnight of the zone, and the last one belongs to it", () => {
  const zone = "Africa/Johannesburg";
  expect(dayInstant("2026-03-08", zone)).toBe("2026-03-07T22:00:00.000Z");
  expect(dayInstant("2026-03-31", zone, 1)).toBe("2026-03-31T22:00:00.000Z");
  // The day of a clock change has 23 hours.
  expect(dayInstant("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
  expect(dayInstant("2026-03-29", "Europe/Berlin", 1)).toBe("2026-03-29T22:00:00.000Z");
  for (const none of [undefined, "2026-02-31", "today"]) expect(dayInstant(none, zone)).toBeUndefined();
});
