import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../../app/search";
import {
  filterParams,
  notTaken,
  queryText,
  readTicketSearch,
  searchOfQuery,
  type TicketSearch,
} from "./search";

const roundTrip = (search: TicketSearch) => readTicketSearch(parseSearch(stringifySearch({ ...search })));

test.each<TicketSearch>([
  {},
  { search: "50% & more = ünïcode + ?" },
  { status: ["open", "waiting"], severity: ["critical"], category: ["Water, leaks & pipes"] },
  { ward_id: ["", "3"], team_id: [""] },
  { created_from: "2026-03-01T00:00:00+02:00", created_to: "2026-04-01T00:00:00Z" },
  { unassigned: "true", quality: "repeat_place", parent_id: "abc", sla: ["ok"], sla_response: ["breached"] },
  { sort_by: "sla_resolution_deadline", sort_order: "asc", page: 7, view: "v1" },
])("%o comes back from the address as it went", (search) => expect(roundTrip(search)).toEqual(search));

test("what cannot be read is left out", () => {
  const text =
    "?status=opened&status=open&severity=9&page=0&created_from=yesterday&sort_by=x&quality=good&user_id=";
  expect(readTicketSearch(parseSearch(text))).toEqual({ status: ["open"] });
  expect(readTicketSearch({ search: "  ", unassigned: "yes", page: "1" })).toEqual({});
});

test("an address of one value and one of several read alike", () => {
  expect(readTicketSearch({ status: "open" })).toEqual({ status: ["open"] });
  expect(readTicketSearch({ status: ["open", "open", "closed"] })).toEqual({ status: ["open", "closed"] });
});

test("the API is asked for no view and no page of the page's own", () => {
  expect(filterParams({ status: ["open"], page: 3, view: "v1" })).toEqual({ status: ["open"] });
});

test("a saved view's query is one text, however its filters were chosen", () => {
  const one = queryText({ status: ["waiting", "open"], severity: ["high"], page: 4, view: "v1" });
  expect(one).toBe("severity=high&status=open&status=waiting");
  expect(queryText({ severity: ["high"], status: ["open", "waiting"] })).toBe(one);
  expect(queryText(searchOfQuery(one))).toBe(one);
});

test("what was left out is said as it stands in the address", () => {
  expect(
    notTaken({
      status: ["open", "opened"],
      severity: "urgent",
      ward_id: ["", "3"],
      created_from: "last week",
      created_to: "2026-03-01T00:00:00Z",
      quality: ["reopened", "repeat_place"],
      search: "water",
      view: "v1",
      page: "0",
    }),
  ).toEqual(["status=opened", "severity=urgent", "created_from=last week", "quality=reopened"]);
  expect(notTaken({ status: "open", sort_by: "status", unassigned: "true" })).toEqual([]);
});
