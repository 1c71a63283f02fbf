import { expect, test } from "vitest";
import { askedRange } from "./time-range";

const now = Date.parse("2026-11-21T04:31:07.250Z");
const zone = "Africa/Johannesburg";
const ask = (from: string, to = "now", at = now, where = zone) => {
  const { start, end } = askedRange({ from, to }, at, where);
  return [new Date(start).toISOString(), new Date(end).toISOString()];
};

test.each([
  ["-15m", "now", "2026-11-21T04:16:10.000Z", "2026-11-21T04:31:10.000Z"],
  ["-1h", "now", "2026-11-21T03:31:10.000Z", "2026-11-21T04:31:10.000Z"],
  ["-8h", "now", "2026-11-20T20:31:15.000Z", "2026-11-21T04:31:15.000Z"],
  ["-24h", "now", "2026-11-20T04:32:00.000Z", "2026-11-21T04:32:00.000Z"],
  ["-3d", "now", "2026-11-18T04:40:00.000Z", "2026-11-21T04:40:00.000Z"],
  ["-30d", "now", "2026-10-22T05:00:00.000Z", "2026-11-21T05:00:00.000Z"],
  // Both ends move together
  ["-6h", "-1h", "2026-11-20T22:31:15.000Z", "2026-11-21T03:31:15.000Z"],
  // What stands still stays where it is
  ["today", "now", "2026-11-20T22:00:00.000Z", "2026-11-21T04:31:15.000Z"],
  ["yesterday", "today", "2026-11-19T22:00:00.000Z", "2026-11-20T22:00:00.000Z"],
  ["2026-11-21T03:00:01Z", "now", "2026-11-21T03:00:01.000Z", "2026-11-21T04:31:15.000Z"],
  ["2015-03-08T09:00:01Z", "2015-03-08T10:00:02Z", "2015-03-08T09:00:01.000Z", "2015-03-08T10:00:02.000Z"],
  // Not understood: the last day
  ["banana", "now", "2026-11-20T04:32:00.000Z", "2026-11-21T04:32:00.000Z"],
])("%s to %s", (from, to, start, end) => expect(ask(from, to)).toEqual([start, end]));

test("everybody within one step asks the same, and now is always within", () => {
  for (const from of ["-15m", "-6h", "-24h", "-3d", "-90d"]) {
    const first = ask(from, "now", Date.parse("2026-11-21T04:00:00.001Z"));
    const last = ask(from, "now", Date.parse("2026-11-21T04:00:05.000Z"));
    expect(first).toEqual(last);
    for (let at = now; at < now + 90_000; at += 777) {
      expect(askedRange({ from, to: "now" }, at, zone).end).toBeGreaterThanOrEqual(at);
    }
  }
});

test("whole hours are those of the tenant's clock", () => {
  expect(ask("-30d", "now", now, "Asia/Kolkata")[1]).toBe("2026-11-21T05:30:00.000Z");
  expect(ask("-30d", "now", now, "Asia/Kathmandu")[1]).toBe("2026-11-21T05:15:00.000Z");
});

test("an instant on a step is its own end", () => {
  expect(ask("-24h", "now", Date.parse("2026-11-21T04:31:00Z"))[1]).toBe("2026-11-21T04:31:00.000Z");
});
