import { expect, test } from "vitest";
import { formatBytes, formatExact, formatNumber, formatTick, groupDigits, withUnit } from "./number";

test("given decimals are kept, trailing zeros too", () => {
  expect(formatNumber(71.25, 1)).toBe("71.3");
  expect(formatNumber(5, 2)).toBe("5.00");
  expect(formatNumber(1234567, 0)).toBe("1,234,567");
});

test("without decimals the size decides", () => {
  expect(formatNumber(123456.789)).toBe("123,457");
  expect(formatNumber(12.3456)).toBe("12.35");
  expect(formatNumber(0.12345)).toBe("0.1235");
  expect(formatNumber(0.00001)).toBe("1.00e-5");
  expect(formatNumber(0)).toBe("0");
});

test("an axis shortens thousands and shows as many places as its step needs", () => {
  expect(formatTick(25000, 5000)).toBe("25k");
  expect(formatTick(2500, 500)).toBe("2,500");
  expect(formatTick(1_500_000, 500_000)).toBe("1.5M");
  expect(formatTick(0.3, 0.1)).toBe("0.3");
  expect(formatTick(0.25, 0.05)).toBe("0.25");
});

test("percent leans on the number, words keep a distance", () => {
  expect(withUnit("71", "%")).toBe("71%");
  expect(withUnit("12", "ms")).toBe("12\u202fms");
  expect(withUnit("12", null)).toBe("12");
});

test("no digit of a long number is lost", () => {
  expect(groupDigits("12345678901234567890.12345678901234567890")).toBe(
    "12,345,678,901,234,567,890.12345678901234567890",
  );
  expect(groupDigits("-1234")).toBe("-1,234");
  expect(groupDigits("1e400")).toBe("1e400");
  expect(formatExact(37.54131877470514)).toBe("37.54131877470514");
});

test("bytes", () => {
  expect(formatBytes(0)).toBe("0 B");
  expect(formatBytes(1500)).toBe("1.5 kB");
  expect(formatBytes(2_340_000_000)).toBe("2.34 GB");
});
