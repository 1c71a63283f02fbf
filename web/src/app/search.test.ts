import { expect, test } from "vitest";
import {
  type DashboardSearch,
  parseSearch,
  readDashboardSearch,
  readReportSearch,
  rowsKey,
  stringifySearch,
} from "./search";
import { firstPages, withoutPanel } from "./use-dashboard-search";

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
  {
    panel: "cpu_usage",
    points: "all",
    view: "rows",
    tables: { [rowsKey]: { sortBy: "a", sortOrder: "desc" } },
  },
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

test("an open panel is one pair of the address, and closing takes all of its own along", () => {
  const open: DashboardSearch = {
    from: "-1h",
    to: "now",
    panel: "cpu_usage",
    points: "grouped",
    view: "rows",
    tables: { error_log: { page: 1 }, [rowsKey]: { search: "x", page: 2 } },
  };
  expect(stringifySearch({ ...open })).toBe(
    "?from=-1h&to=now&panel=cpu_usage&points=grouped&view=rows&error_log.page=2&_rows.page=3&_rows.search=x",
  );
  expect(withoutPanel(open)).toEqual({ from: "-1h", to: "now", tables: { error_log: { page: 1 } } });
  expect(firstPages(open)).toEqual({
    error_log: { page: undefined },
    [rowsKey]: { search: "x", page: undefined },
  });
});

test("what belongs to an open panel means nothing without one", () => {
  expect(readDashboardSearch(parseSearch("?points=all&view=rows"))).toEqual({});
  expect(readDashboardSearch(parseSearch("?panel=../x&view=rows"))).toEqual({});
});

test("a report's address keeps tenant, range and filters", () => {
  const address = "?tenant=tenant-alpha&from=-24h&to=now&points=all&log.search=x&panel=cpu";
  expect(readReportSearch(parseSearch(address))).toEqual({
    tenant: "tenant-alpha",
    from: "-24h",
    to: "now",
    points: "all",
    tables: { log: { search: "x" } },
  });
});
