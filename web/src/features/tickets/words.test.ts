import { expect, test } from "vitest";
import type { SlaClock } from "../../api/tickets/types";
import { ledgerScale, minutesByKind } from "./detail/ledger";
import { moments, nameFrom } from "./detail/moments";
import { editOf, fieldsOf, placeErrors, readNumber, typedOf } from "./forms/typed-ticket";
import { dueText, minutesText, spanText } from "./span";
import { someDesk, someTicket } from "./ticket-fixture";
import { currentView } from "./views/current-view";

const hour = 3_600_000;
const noon = Date.parse("2026-03-01T12:00:00Z");

test.each([
  [30_000, "under a minute"],
  [59 * 60_000, "59m"],
  [3 * hour + 5 * 60_000, "3h 5m"],
  [52 * hour, "2d 4h"],
  [-11 * 24 * hour, "11d"],
])("%d ms is %s", (ms, text) => expect(spanText(ms)).toBe(text));

test("a deadline says how much time there is, or was", () => {
  const due = (hours: number, done: string | null = null, paused = false) =>
    dueText({ deadline: new Date(noon + hours * hour).toISOString(), done, paused }, noon);
  expect(due(3)).toBe("in 3h");
  expect(due(-3)).toBe("3h overdue");
  expect(due(3, null, true)).toBe("clock stands still");
  expect(due(-3, "2026-03-01T08:00:00Z")).toBe("1h to spare");
  expect(due(-5, "2026-03-01T08:00:00Z")).toBe("1h late");
  expect(dueText({ deadline: null, done: null, paused: false }, noon)).toBe("");
  expect(minutesText(0)).toBe("0m");
});

const clock: SlaClock = {
  target_minutes: 480,
  started_at: "2026-03-01T08:00:00Z",
  deadline: "2026-03-01T18:00:00Z",
  at_risk_at: null,
  stopped_at: null,
  state: "on_track",
  counted_minutes: 120,
  segments: [
    { from: "2026-03-01T08:00:00Z", to: "2026-03-01T10:00:00Z", kind: "counted", reason: null },
    { from: "2026-03-01T10:00:00Z", to: "2026-03-01T10:00:00Z", kind: "closed_hours", reason: null },
    { from: "2026-03-01T10:00:00Z", to: "2026-03-01T13:00:00Z", kind: "paused", reason: "a part" },
  ],
};

test("the ledger is to scale, up to the deadline that is ahead or the end that is past it", () => {
  const { parts, deadline } = ledgerScale(clock);
  expect(deadline).toBe(1);
  expect(parts.map(({ kind, start, width }) => [kind, start, width])).toEqual([
    ["counted", 0, 0.2],
    ["paused", 0.2, 0.3],
    ["ahead", 0.5, 0.5],
  ]);
  expect(ledgerScale({ ...clock, deadline: "2026-03-01T10:30:00Z" }).deadline).toBe(0.5);
  expect(ledgerScale({ ...clock, deadline: null }).deadline).toBeNull();
  expect(ledgerScale({ ...clock, deadline: null, segments: [] })).toEqual({ parts: [], deadline: null });
  expect(minutesByKind(clock.segments)).toEqual({ counted: 120, paused: 180, closed_hours: 0 });
});

test("what one person changed at one moment is one moment", () => {
  const change = (id: string, at: string, name: string | null) => ({
    id,
    at,
    actor: name === null ? null : { id: name, name },
    field: "status",
    old: null,
    new: "open",
    reason: null,
  });
  const told = moments([
    change("1", "b", "N"),
    change("2", "b", "N"),
    change("3", "b", null),
    change("4", "a", "N"),
  ]);
  expect(told.map(({ actor, changes }) => `${actor} ${changes.length}`)).toEqual([
    "N 2",
    "The system 1",
    "N 1",
  ]);
  expect(nameFrom(someDesk, "assigned_team_id", "water")).toBe("Water");
  expect(nameFrom(someDesk, "assigned_team_id", null)).toBe("none");
  expect(nameFrom(someDesk, "status", "in_progress")).toBe("In progress");
});

test("an edit is only what was changed; an emptied field is emptied", () => {
  const ticket = someTicket({ latitude: -25.5, longitude: 28 });
  const typed = typedOf(ticket);
  expect(editOf(typed, ticket)).toEqual({});
  expect(editOf({ ...typed, address: " ", severity: "high", latitude: "-25,6" }, ticket)).toEqual({
    address: null,
    severity: "high",
    latitude: -25.6,
  });
  expect(fieldsOf(typed)).toMatchObject({ latitude: -25.5, longitude: 28, ward_id: "3" });
});

test("a place is two numbers in degrees, or none", () => {
  const typed = typedOf(someTicket());
  expect(placeErrors(typed)).toEqual({});
  expect(placeErrors({ ...typed, latitude: "91", longitude: "28" })).toHaveProperty("latitude");
  expect(placeErrors({ ...typed, latitude: "-25", longitude: "" })).toHaveProperty("longitude");
  expect(placeErrors({ ...typed, latitude: "abc", longitude: "1" })).toHaveProperty("latitude");
  expect(readNumber("1e5")).toBeNaN();
});

test("the view that was opened stays the current one, and is called changed", () => {
  const view = {
    id: "v1",
    name: "Late",
    shared: false,
    mine: true,
    owner_name: "M",
    query: "sla=breached&status=open",
    created_at: "",
  };
  expect(currentView([view], { view: "v1", status: ["open"], sla: ["breached"] })).toEqual({
    view,
    changed: false,
  });
  expect(currentView([view], { view: "v1", status: ["open"] })).toEqual({ view, changed: true });
  expect(currentView([view], { status: ["open"], sla: ["breached"], page: 2 })).toEqual({
    view,
    changed: false,
  });
  expect(currentView([view], { status: ["open"] }).view).toBeUndefined();
  expect(currentView([{ ...view, query: "" }], {}).view).toBeUndefined();
});
