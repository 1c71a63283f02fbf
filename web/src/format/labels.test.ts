import { expect, test } from "vitest";
import { contrast, hueOf, legible, parseHex } from "./colour";
import { formatAge, formatDateTime, formatDuration, inputParts, zoneLabel } from "./date-time";
import { rangeLabel } from "./range-label";
import { roleName } from "./role";
import { toneOf } from "./tone";

const now = Date.parse("2026-11-21T04:30:00Z");
const zone = "Africa/Johannesburg";

test.each([
  [{ from: "-24h", to: "now" }, "Last 24 hours"],
  [{ from: "-36h", to: "now" }, "Last 36 hours"],
  [{ from: "-1d", to: "now" }, "Last day"],
  [{ from: "yesterday", to: "today" }, "Yesterday"],
  [{ from: "2026-11-18T07:00:00Z", to: "2026-11-18T12:30:00Z" }, "18 Nov, 09:00 – 14:30"],
  [{ from: "2015-03-07T22:00:00Z", to: "2015-03-08T22:00:00Z" }, "8 Mar 2015"],
  [{ from: "2025-12-31T22:00:00Z", to: "2026-01-01T22:00:00Z" }, "1 Jan"],
  [{ from: "2014-02-13T22:00:00Z", to: "2014-02-28T22:00:00Z" }, "14 Feb – 28 Feb 2014"],
])("range %o reads as %s", (range, label) => expect(rangeLabel(range, now, zone)).toBe(label));

test("times are the tenant's", () => {
  expect(formatDateTime(now, zone)).toBe("21 Nov 2026, 06:30:00");
  expect(inputParts(now, zone)).toEqual({ date: "2026-11-21", time: "06:30" });
  expect(zoneLabel(zone, now)).toBe("Johannesburg, UTC+2");
  expect(zoneLabel("UTC", now)).toBe("UTC");
});

test.each([
  [-5000, "just now"],
  [12_400, "12s ago"],
  [240_000, "4m ago"],
  [7_300_000, "2h ago"],
  [200_000_000, "2d ago"],
])("age %d ms is %s", (age, text) => expect(formatAge(age)).toBe(text));

test.each([
  [600, "10 min"],
  [3600, "1 h"],
  [172_800, "2 d"],
  [45, "45 s"],
])("%d s is %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test("a colour is moved until it is seen, and no further", () => {
  expect(legible("#123456", "#ffffff", 3)).toBe("#123456");
  const lifted = parseHex(legible("#1e3a8a", "#14171d", 4.5));
  expect(lifted && contrast(lifted, parseHex("#14171d") ?? [0, 0, 0])).toBeGreaterThanOrEqual(4.5);
  expect(parseHex("red; background: url(x)")).toBeNull();
  expect(hueOf("#808080")).toBeNull();
});

test("words outrank colours, and nothing unknown is fine", () => {
  expect(toneOf("Healthy", "#10B981")).toBe("ok");
  expect(toneOf("Down", "#10B981")).toBe("critical");
  expect(toneOf("Unhealthy", null)).toBe("critical");
  expect(toneOf("Gestört", "#F59E0B")).toBe("warning");
  expect(toneOf("Unknown", "#10B981")).toBe("unknown");
  expect(toneOf("Gestört", null)).toBe("unknown");
});

test("roles are words", () => {
  expect(roleName("ward_councillor")).toBe("Ward councillor");
  expect(roleName("saps_liaison")).toBe("SAPS liaison");
});
