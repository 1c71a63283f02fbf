import { expect, test } from "vitest";
import { makePassword } from "./make-password";

test("a password is long, readable and never the same", () => {
  const made = Array.from({ length: 200 }, makePassword);
  for (const password of made)
    expect(password).toMatch(/^([a-km-zA-HJ-NP-Z2-9]{5}-){3}[a-km-zA-HJ-NP-Z2-9]{5}$/);
  expect(new Set(made).size).toBe(200);
  // 4,000 letters: each of the 56 comes, and none much more often than the others.
  const counts = new Map<string, number>();
  for (const letter of made.join("").replaceAll("-", "")) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(56);
  expect(Math.max(...counts.values())).toBeLessThan(140);
});
