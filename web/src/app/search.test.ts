import { expect, test } from "vitest";
import { type DashboardSearch, parseSearch, readDashboardSearch, stringifySearch } from "./search";

const roundTrip = (search: DashboardSearch) =>
  readDashboardSearch(parseSearch(stringifySearch({ ...search })));

test("the address is readable", () => {
  const search: DashboardSearch = {
    from: "2015-03-08T09:00:00Z",
    to: "now",
    refresh: "10s",
    tables: { error_log: { sortBy: "timestamp", sortOrder: "desc", page: 2, search: "time out" } },
  };
  expect(stringifySearch({ ...search })).toBe(
    "?from=2015-03-08T09:00:00Z&to=now&refresh=10s&error_log.sort=-timestamp&error_log.page=3&error_log.search=time%20out",
  );
  expect(roundTrip(search)).toEqual(search);
});

test.each<DashboardSearch>([
  {},
  { from: "-24h", to: "now" },
  { from: "yesterday", to: "today", refresh: "off" },
  { tables: { a: { search: "50% & more = ünïcode + ?" }, "b-c": { sortBy: "x", sortOrder: "asc" } } },
  { tables: { a: { search: "12345678901234567890" } } },
])("%o comes back as it went", (search) => expect(roundTrip(search)).toEqual(search));

test("what cannot be read is left out", () => {
  expect(
    readDashboardSearch(parseSearch("?from=banana&refresh=3s&log.page=-1&log.page=x&LOG.sort=a&junk=1")),
  ).toEqual({});
  expect(readDashboardSearch(parseSearch("?from=now&to=-1h"))).toEqual({});
});

test("an empty search writes nothing", () => {
  expect(stringifySearch({})).toBe("");
  expect(stringifySearch({ from: undefined, tables: {} })).toBe("");
});

test("a table's pairs are gathered, so that no second copy of them is written", () => {
  const raw = parseSearch("?junk=1&log.page=2&log.sort=-a&log.page=x");
  expect(raw).toEqual({ junk: "1", tables: { log: { page: 1, sortBy: "a", sortOrder: "desc" } } });
  expect(stringifySearch(raw)).toBe("?junk=1&log.sort=-a&log.page=2");
});
