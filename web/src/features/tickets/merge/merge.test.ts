import { expect, test } from "vitest";
import type { TicketAct } from "../../../api/tickets/one";
import { someTicket } from "../ticket-fixture";
import { changedFields, isContested, keptAct, looseWords, mergeRows } from "./merge";

const before = someTicket({ severity: "medium", address: "12 Main Road" });
const edit: TicketAct = { act: "edit", severity: "low", address: "14 Main Road", category: "Water leak" };

test("what is already so by now is no question any more", () => {
  const now = someTicket({ version: 2, severity: "high", category: "Water leak" });
  expect(mergeRows(edit, before, now).map(({ field }) => field)).toEqual(["severity", "address"]);
});

test("a field is contested where both changed it", () => {
  const now = someTicket({ version: 2, severity: "high" });
  const contested = mergeRows(edit, before, now).filter(isContested);
  expect(contested).toEqual([{ field: "severity", mine: "low", before: "medium", theirs: "high" }]);
});

test("only what is kept is saved again", () => {
  expect(keptAct(edit, { severity: "theirs", address: "mine", category: "mine" })).toEqual({
    act: "edit",
    address: "14 Main Road",
    category: "Water leak",
  });
  expect(keptAct(edit, { severity: "theirs", address: "theirs", category: "theirs" })).toBeNull();
});

test("an empty value is a wish like any other", () => {
  const act: TicketAct = { act: "edit", address: null };
  expect(mergeRows(act, before, someTicket({ address: "9 Long Street" }))).toEqual([
    { field: "address", mine: null, before: "12 Main Road", theirs: "9 Long Street" },
  ]);
  expect(keptAct(act, { address: "mine" })).toEqual(act);
});

test("team and person are one wish", () => {
  const act: TicketAct = { act: "assign", team_id: "roads", user_id: null };
  const now = someTicket({ assigned_team: { id: "water", name: "Water" } });
  const [row] = mergeRows(act, before, now);
  expect(row).toMatchObject({ field: "assignment", theirs: { team_id: "water", user_id: null } });
  expect(keptAct(act, { assignment: "theirs" })).toBeNull();
});

test("words typed along with a status become a note where theirs is taken", () => {
  const act: TicketAct = { act: "status", status: "waiting", waiting_reason: "a part", note: "Called them" };
  expect(looseWords(act, keptAct(act, { status: "mine" }))).toBe("");
  expect(looseWords(act, keptAct(act, { status: "theirs" }))).toBe("Called them\na part");
});

test("what others changed is named, whoever wanted what", () => {
  const now = someTicket({ version: 2, status: "escalated", assigned_user: { id: "p1", name: "Naledi" } });
  expect(changedFields(before, now)).toEqual([
    { field: "status", before: "open", now: "escalated" },
    { field: "assigned_user", before: null, now: { id: "p1", name: "Naledi" } },
  ]);
});
