import { describe, expect, test } from "vitest";
import { rangeLabel } from "../../format/range-label";
import { rangeOf, readOperationsSearch, withRange, withWards } from "./operations-search";
import { allTime, periodEnds, periods } from "./period";

const zone = "Africa/Johannesburg";
const now = Date.parse("2026-11-21T10:37:42.500Z");

describe("the period's ends", () => {
  test("all time has none", () => expect(periodEnds(allTime, now, zone)).toEqual({}));

  test("what ends now has no end, so that the newest ticket is in it", () => {
    expect(periodEnds({ from: "today", to: "now" }, now, zone)).toEqual({ from: "2026-11-20T22:00:00Z" });
  });

  test("what begins so long ago begins at a full hour, and stays there for that hour", () => {
    const ends = { from: "2026-10-22T10:00:00Z" };
    expect(periodEnds({ from: "-30d", to: "now" }, now, zone)).toEqual(ends);
    expect(periodEnds({ from: "-30d", to: "now" }, now + 20 * 60_000, zone)).toEqual(ends);
    expect(periodEnds({ from: "-6h", to: "now" }, now, zone)).toEqual({ from: "2026-11-21T04:37:00Z" });
  });

  test("days and chosen moments are taken as they are", () => {
    expect(periodEnds({ from: "yesterday", to: "today" }, now, zone)).toEqual({
      from: "2026-11-19T22:00:00Z",
      to: "2026-11-20T22:00:00Z",
    });
    const chosen = { from: "2026-01-05T06:07:08Z", to: "2026-01-05T06:08:00Z" };
    expect(periodEnds(chosen, now, zone)).toEqual(chosen);
  });

  test("each choice can be read, and has the name it is offered by", () => {
    for (const { label, range } of periods) {
      expect(rangeLabel(range, now, zone, periods)).toBe(label);
      const { from } = periodEnds(range, now, zone);
      expect(from === undefined).toBe(range === allTime);
    }
  });
});

describe("the address", () => {
  test("says nothing where nothing is left out", () => {
    expect(readOperationsSearch({})).toEqual({});
    expect(rangeOf({})).toBe(allTime);
  });

  test("is read again as it was written", () => {
    const month = withRange({ ward_id: ["3"] }, { from: "-30d", to: "now" });
    expect(readOperationsSearch({ ...month })).toEqual({ from: "-30d", to: "now", ward_id: ["3"] });
    expect(readOperationsSearch({ ...withRange(month, allTime) })).toEqual({ ward_id: ["3"] });
    expect(readOperationsSearch({ ...withWards(month, []) })).toEqual({ from: "-30d", to: "now" });
  });

  test("what cannot be read is left out; one ward is a list of one", () => {
    expect(readOperationsSearch({ from: "banana", ward_id: "3" })).toEqual({ ward_id: ["3"] });
    expect(readOperationsSearch({ from: "now", to: "-1h", ward_id: ["3", "3", "", 5] })).toEqual({
      ward_id: ["3"],
    });
  });
});
