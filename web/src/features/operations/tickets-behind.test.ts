import { describe, expect, test } from "vitest";
import { type Figure, ticketsBehind } from "./tickets-behind";

const openOnes = ["open", "in_progress", "waiting", "escalated"];
const doneOnes = ["resolved", "closed"];
const withTarget = ["ok", "at_risk", "breached"];

const march = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
const scope = { ...march, wards: ["3", "5"] };
const inScope = { created_from: march.from, created_to: march.to, ward_id: ["3", "5"] };

describe("each figure's own filters", () => {
  test.each<[Figure, object]>([
    [{ of: "open" }, { status: openOnes }],
    [{ of: "resolved" }, { status: doneOnes }],
    [{ of: "with_target" }, { sla: withTarget }],
    [{ of: "responded" }, { responded: "true" }],
    [{ of: "breaches" }, { sla: ["breached"] }],
    [{ of: "unassigned" }, { unassigned: "true", status: openOnes }],
    [{ of: "at_risk" }, { sla: ["at_risk"], status: openOnes }],
    [
      { of: "category", category: "Pothole & kerb", state: "open" },
      { category: ["Pothole & kerb"], status: openOnes },
    ],
    [
      { of: "category", category: "Refuse", state: "resolved" },
      { category: ["Refuse"], status: doneOnes },
    ],
    [{ of: "clock", clock: "response", state: "with_target" }, { sla_response: withTarget }],
    [{ of: "clock", clock: "response", state: "breached" }, { sla_response: ["breached"] }],
    [{ of: "clock", clock: "resolution", state: "with_target" }, { sla: withTarget }],
    [{ of: "clock", clock: "resolution", state: "breached" }, { sla: ["breached"] }],
    [
      { of: "team", teamId: "t1", state: "open" },
      { team_id: ["t1"], status: openOnes },
    ],
    [{ of: "team", teamId: "t1", state: "all" }, { team_id: ["t1"] }],
    [{ of: "team", teamId: null, state: "all" }, { team_id: [""] }],
    [
      { of: "ward", wardId: "3", state: "open" },
      { ward_id: ["3"], status: openOnes },
    ],
    [
      { of: "ward", wardId: "3", state: "resolved" },
      { ward_id: ["3"], status: doneOnes },
    ],
    [
      { of: "ward", wardId: "3", state: "breached" },
      { ward_id: ["3"], sla: ["breached"] },
    ],
    [
      { of: "ward", wardId: null, state: "with_target" },
      { ward_id: [""], sla: withTarget },
    ],
    [{ of: "quality", quality: "repeat_place" }, { quality: "repeat_place" }],
  ])("%o", (figure, own) => {
    expect(ticketsBehind({}, figure)).toEqual(own);
    expect(ticketsBehind(scope, figure)).toEqual({ ...inScope, ...own });
  });
});

test("without a period and wards nothing is left out", () => {
  expect(ticketsBehind({ wards: [] }, { of: "team", teamId: "t1", state: "all" })).toEqual({
    team_id: ["t1"],
  });
});

test("an age lies within the period: the later start, the earlier end", () => {
  const age = { of: "age", state: "open", from: "2026-02-20T08:00:00Z", to: "2026-03-20T08:00:00Z" } as const;
  expect(ticketsBehind(march, age)).toEqual({
    created_from: march.from,
    created_to: age.to,
    status: openOnes,
  });
  expect(ticketsBehind({}, { ...age, from: null, state: "breached" })).toEqual({
    created_to: age.to,
    status: openOnes,
    sla: ["breached"],
  });
  expect(ticketsBehind({ from: march.from }, { ...age, to: null })).toEqual({
    created_from: march.from,
    status: openOnes,
  });
});

test("ends are compared as moments, not as text", () => {
  const age = { of: "age", state: "open", from: "2026-03-01T01:00:00+02:00", to: null } as const;
  expect(ticketsBehind({ from: march.from }, age).created_from).toBe(march.from);
});

test("a place of the trend: what was created, resolved or due in it, of the period's tickets", () => {
  const week = { from: "2026-02-23T00:00:00Z", to: "2026-03-02T00:00:00Z" };
  expect(ticketsBehind(scope, { of: "bucket", state: "created", ...week })).toEqual({
    ...inScope,
    created_to: week.to,
  });
  expect(ticketsBehind(scope, { of: "bucket", state: "resolved", ...week })).toEqual({
    ...inScope,
    resolved_from: week.from,
    resolved_to: week.to,
  });
  expect(ticketsBehind(scope, { of: "bucket", state: "late", ...week })).toEqual({
    ...inScope,
    sla: ["breached"],
    due_from: week.from,
    due_to: week.to,
  });
});
