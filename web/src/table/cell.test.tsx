import { render } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Cell } from "./cell";
import { linkOf } from "./link";

const shown = (format: string | null, data_type: string, value: unknown) => {
  const column = { name: "c", display: "C", format, data_type };
  return render(<Cell column={column} value={value} timezone="Africa/Johannesburg" />).container;
};

test.each([
  ["duration", "float8", 7500, "2\u202fh 5\u202fmin"],
  ["duration", "int8", 45, "45\u202fs"],
  ["duration", "float8", 0.25, "0.25\u202fs"],
  ["duration", "int4", 0, "0\u202fs"],
  ["duration", "int4", 3600, "1\u202fh"],
  ["duration", "float8", 3599.7, "1\u202fh"],
  ["duration", "int4", 90_061, "1\u202fd 1\u202fh"],
  ["duration", "int4", -90, "−1\u202fmin 30\u202fs"],
  ["duration", "numeric", "86400.0000000000000001", "1\u202fd"],
  ["percent", "numeric", 12.5, "12.5%"],
  ["percent", "numeric", "0.12345678901234567890", "0.12345678901234567890%"],
  ["bytes", "int8", 1_234_567, "1.23 MB"],
  ["bytes", "numeric", "9007199254740993000", "9,007 PB"],
  ["number", "int8", 1_234_567, "1,234,567"],
  ["number", "numeric", "12345678901234567890.5", "12,345,678,901,234,567,890.5"],
  ["datetime", "timestamptz", "2026-11-21T04:00:00Z", "21 Nov 2026, 06:00:00"],
  ["datetime", "text", "not a time", "not a time"],
  ["duration", "text", "a while", "a while"],
  [null, "bool", false, "No"],
])("%s of %s: %s", (format, type, value, text) => expect(shown(format, type, value).textContent).toBe(text));

test("a rounded amount keeps the exact one", () => {
  expect(shown("duration", "float8", 7501.5).querySelector("data")?.value).toBe("7501.5");
});

test.each(["duration", "link", "percent", "bytes", "datetime", "number"])(
  "nothing is not zero, as %s",
  (format) => {
    const cell = shown(format, "float8", null);
    expect(cell.querySelector("[aria-hidden]")?.textContent).toBe("–");
    expect(cell.querySelector(".sr-only")?.textContent).toBe("no value");
  },
);

describe("a link", () => {
  const origin = "https://watch.example";

  test.each([
    ["https://example.org/a?b=c", true],
    ["http://example.org", true],
    ["https://watch.example/t/a", false],
    ["/t/tenant-alpha", false],
    ["mailto:someone@example.org", false],
  ])("%s may be followed", (text, external) => expect(linkOf(text, origin)?.external).toBe(external));

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "/\\evil.example/x",
    "/\t/evil.example",
    "https://bank.example@evil.example/",
    "https://",
    "example.org",
    "ftp://example.org",
    "",
  ])("%j stays text", (text) => expect(linkOf(text, origin)).toBeNull());

  test("to another site opens beside this one, and tells it nothing", () => {
    const link = shown("link", "text", "https://example.org/runs/1").querySelector("a");
    expect(link?.target).toBe("_blank");
    expect(link?.rel).toBe("noopener noreferrer");
    expect(shown("link", "text", "javascript:alert(1)").querySelector("a")).toBeNull();
  });
});
