import { expect, test } from "vitest";
import type { TicketSearch } from "../../../api/tickets/search";
import { someDesk } from "../ticket-fixture";
import { activeFilters } from "./active-filters";
import { betweenText, dayOf, dayStart } from "./days";
import { kindsFor, toggled, withFilter, withoutFilters } from "./filter-kinds";

const zone = "Africa/Johannesburg";

test("another filter begins with the first page, and keeps the order and the view", () => {
  const search: TicketSearch = { status: ["open"], page: 4, sort_by: "severity", view: "v1" };
  expect(toggled(search, "status", "waiting")).toEqual({
    status: ["open", "waiting"],
    sort_by: "severity",
    view: "v1",
  });
  expect(toggled(search, "status", "open")).toEqual({ sort_by: "severity", view: "v1" });
  expect(withFilter({ search: "x" }, { search: "" })).toEqual({});
  expect(withoutFilters({ ...search, quality: "reopened", sort_order: "asc" })).toEqual({
    sort_by: "severity",
    sort_order: "asc",
  });
});

test("each filter that holds can be taken away alone", () => {
  const search: TicketSearch = {
    search: "pipe",
    status: ["open"],
    ward_id: ["", "3"],
    team_id: ["gone"],
    unassigned: "true",
    created_from: "2026-03-01T22:00:00.000Z",
    responded: "true",
    due_from: "2026-03-01T22:00:00.000Z",
  };
  const active = activeFilters(search, someDesk, zone);
  expect(active.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Search: “pipe”",
    "Status: Open",
    "Ward: Without a ward",
    "Ward: Ward 3",
    // A team that is no more is still what is asked for.
    "Team: gone",
    "Assigned to: Nobody",
    "Created: since 2 Mar 2026",
    "Responded to: Yes",
    "Due: since 2 Mar 2026",
  ]);
  expect(active[2]?.without.ward_id).toEqual(["3"]);
  expect(active.at(-3)?.without).not.toHaveProperty("created_from");
  expect(active.at(-1)?.without).not.toHaveProperty("due_from");
});

test("a councillor and a field worker are not asked for what is theirs anyway", () => {
  const names = (own: Partial<typeof someDesk>) => kindsFor({ ...someDesk, ...own }).map(({ name }) => name);
  expect(names({})).toContain("ward_id");
  expect(names({ ward_id: "3", people: [] })).not.toContain("ward_id");
  expect(names({ ward_id: "3", people: [] })).not.toContain("user_id");
  expect(names({ team_id: "roads" })).not.toContain("team_id");
});

test("days begin at the zone's midnight, and the last one belongs", () => {
  expect(dayStart("2026-03-01", zone)).toBe("2026-02-28T22:00:00.000Z");
  expect(dayStart("2026-03-01", zone, 1)).toBe("2026-03-01T22:00:00.000Z");
  expect(dayStart("2026-02-30", zone)).toBeUndefined();
  expect(dayStart("", zone)).toBeUndefined();
  expect(dayOf("2026-03-01T22:00:00.000Z", zone, true)).toBe("2026-03-01");
  const march = { from: dayStart("2026-03-01", zone), to: dayStart("2026-03-31", zone, 1) };
  expect(betweenText(march, zone)).toBe("1 Mar 2026 – 31 Mar 2026");
  expect(betweenText({ to: "2026-03-01T08:30:00Z" }, zone)).toBe("until 1 Mar 2026, 10:30:00");
});

test("a day on which the clocks change is as long as it is", () => {
  const from = dayStart("2026-03-08", "America/New_York");
  const to = dayStart("2026-03-08", "America/New_York", 1);
  expect((Date.parse(to ?? "") - Date.parse(from ?? "")) / 3_600_000).toBe(23);
});
