import { expect, test } from "vitest";
import {
  mostSelected,
  nothingSelected,
  pageState,
  refreshed,
  toggle,
  togglePage,
  toggleRange,
} from "./selection";

const page = ["a", "b", "c", "d", "e"].map((id) => ({ id, version: 1, tracking_number: id }));
const at = (index: number) => page[index] ?? { id: "", version: 0, tracking_number: "" };
const ids = (selection: typeof nothingSelected) => [...selection.picked.keys()].sort().join("");

test("with Shift everything between is chosen, in either direction", () => {
  const first = toggle(nothingSelected, at(1));
  expect(ids(toggleRange(first, at(3), page))).toBe("bcd");
  expect(ids(toggleRange(toggle(nothingSelected, at(3)), at(0), page))).toBe("abcd");
});

test("with Shift after one was taken away, everything between is taken away", () => {
  const all = togglePage(nothingSelected, page);
  expect(ids(toggleRange(toggle(all, at(1)), at(3), page))).toBe("ae");
});

test("a range whose beginning is on another page is one ticket", () => {
  const elsewhere = toggle(nothingSelected, { id: "z", version: 1, tracking_number: "z" });
  expect(ids(toggleRange(elsewhere, at(2), page))).toBe("cz");
});

test("the whole page is chosen, and then none of it; others stay", () => {
  const other = toggle(nothingSelected, { id: "z", version: 1, tracking_number: "z" });
  expect(pageState(other, page)).toBe("none");
  const some = toggle(other, at(0));
  expect(pageState(some, page)).toBe("some");
  const all = togglePage(some, page);
  expect(pageState(all, page)).toBe("all");
  expect(ids(togglePage(all, page))).toBe("z");
});

test("no more are chosen than one call changes", () => {
  const many = Array.from({ length: mostSelected + 20 }, (_, at) => ({
    id: String(at),
    version: 1,
    tracking_number: String(at),
  }));
  expect(togglePage(nothingSelected, many).picked.size).toBe(mostSelected);
});

test("what is on screen now is what is changed; what is gone is chosen no more", () => {
  const chosen = togglePage(nothingSelected, page);
  const newer = page.map((one) => (one.id === "b" ? { ...one, version: 2 } : one));
  const after = refreshed(chosen, newer, new Set(["c"]));
  expect(ids(after)).toBe("abde");
  expect(after.picked.get("b")?.version).toBe(2);
  expect(refreshed(chosen, page, new Set())).toBe(chosen);
});
