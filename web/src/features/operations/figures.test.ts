import { describe, expect, test } from "vitest";
import { inWords, percentOf, sayCount, sayHours, sayPercent } from "./figures";
import { sayAgo } from "./updated";

describe("a share", () => {
  test.each([
    [null, "no value"],
    [0, "0.0%"],
    [0.03, "<0.1%"],
    [81.7346, "81.7%"],
    [99.97, ">99.9%"],
    [100, "100%"],
  ])("%s is %s", (percent, text) => expect(inWords(sayPercent(percent))).toBe(text));

  test("of nothing is none", () => expect(percentOf(0, 0)).toBeNull());
});

describe("a time to respond", () => {
  test.each([
    [null, "no value"],
    [0, "0 min"],
    [0.4, "24 min"],
    [0.995, "1.0 h"],
    [5.83, "5.8 h"],
    [47.9, "47.9 h"],
    [47.99, "2.0 d"],
    [100, "4.2 d"],
    [2500, "104 d"],
  ])("of %s hours is %s", (hours, text) => expect(inWords(sayHours(hours))).toBe(text));
});

test("a count is never shortened", () => expect(sayCount(1234567)).toBe("1,234,567"));

describe("how old figures are", () => {
  test.each([
    [-5_000, "just now"],
    [900, "just now"],
    [1_000, "1 second ago"],
    [59_999, "59 seconds ago"],
    [60_000, "1 minute ago"],
    [7_300_000, "2 hours ago"],
  ])("%s ms is %s", (ms, text) => expect(sayAgo(ms)).toBe(text));
});
