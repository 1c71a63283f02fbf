import { expect, test } from "vitest";
import { ApiError } from "../../../api/problem";
import { someTicket } from "../ticket-fixture";
import { inPlace, withoutRow, withRow } from "./held-rows";

const notFound = new ApiError({
  code: "not_found",
  title: "",
  status: 404,
  detail: "",
  hint: "",
  request_id: "",
});

test("held rows keep their places, are as they are now, and are gone only where they may not be seen", async () => {
  const shown = ["a", "b", "c", "d"].map((id) => someTicket({ id }));
  const fresh = [someTicket({ id: "new" }), someTicket({ id: "c", version: 2, status: "resolved" })];
  const { rows, gone } = await inPlace(shown, fresh, async (id) => {
    if (id === "b") throw notFound;
    // A server that is away takes no row off the screen.
    if (id === "d") throw new Error("unreachable");
    return someTicket({ id, version: 5 });
  });
  expect(rows.map(({ id, version }) => `${id}${version}`)).toEqual(["a5", "c2", "d1"]);
  expect([...gone]).toEqual(["b"]);
});

const page = {
  tickets: [someTicket({ id: "a", version: 3 }), someTicket({ id: "b" })],
  total: 2,
  page: 0,
  page_size: 50,
  page_count: 1,
  as_of: "2026-03-01T08:00:00Z",
};

test("an older answer does not undo a newer one", () => {
  expect(withRow(page, someTicket({ id: "a", version: 2 }))).toBe(page);
  expect(withRow(page, someTicket({ id: "x" }))).toBe(page);
  expect(withRow(page, someTicket({ id: "a", version: 4 })).tickets[0]?.version).toBe(4);
});

test("a row that is gone is counted no more", () => {
  expect(withoutRow(page, "a")).toMatchObject({ total: 1, tickets: [{ id: "b" }] });
  expect(withoutRow(page, "x")).toBe(page);
});
