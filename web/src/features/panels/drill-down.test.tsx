import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import DrillDown from "./drill-down";
import type { DrillState } from "./drill-state";
import { Asking, freshMeta, propsFor, somePanel } from "./panel-fixture";

const asked = vi.fn<(address: string) => Response>();
const onState = vi.fn();
const onClose = vi.fn();

const range = { start: "2026-11-21T00:00:00Z", end: "2026-11-21T01:00:00Z" };
const series = { type: "timeseries", range, bucket: null, series: [], meta: freshMeta };
const table = {
  type: "table",
  columns: [{ name: "server_name", display: "Server", format: null, data_type: "text" }],
  rows: [["web-1"]],
  total: 300,
  page: 0,
  page_size: 50,
  page_count: 6,
  meta: freshMeta,
};

beforeEach(() => {
  asked.mockImplementation((address) => {
    if (address.includes("/rows")) return new Response(JSON.stringify(table));
    return new Response(JSON.stringify(series));
  });
  vi.stubGlobal("fetch", async (address: string) => asked(address));
});
afterEach(() => {
  vi.unstubAllGlobals();
  for (const mock of [asked, onState, onClose]) mock.mockReset();
});

const atFirst: DrillState = { everyRow: true, view: "shown", rows: {} };

function show(state: Partial<DrillState> = {}, showTable = true) {
  const drill_down = { enabled: true, show_table: showTable, disable_aggregation: true };
  render(
    <DrillDown
      {...propsFor(somePanel("timeseries", { drill_down }))}
      state={{ ...atFirst, ...state }}
      onState={onState}
      onClose={onClose}
      rangePicker={<button type="button">range</button>}
      mayExport
      reportHref="/reports/p1?tenant=tenant-alpha&from=-1h&to=now"
    />,
    { wrapper: Asking },
  );
}

const params = (call: number) => new URL(asked.mock.calls[call]?.[0] ?? "", "http://x").searchParams;

test("every row is asked for, and can be put into buckets", async () => {
  show();
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  expect(params(0).get("disable_aggregation")).toBe("true");
  const grain = screen.getByRole("switch", { name: "Every row", hidden: true });
  expect(grain.getAttribute("aria-checked")).toBe("true");
  fireEvent.click(grain);
  expect(onState).toHaveBeenCalledWith({ ...atFirst, everyRow: false });
});

test("in buckets nothing is said of aggregation", async () => {
  show({ everyRow: false });
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  expect(params(0).has("disable_aggregation")).toBe(false);
});

test("the rows are sorted, searched and paged by the server", async () => {
  show({ view: "rows", rows: { sortBy: "server_name", sortOrder: "desc", page: 2, search: "web" } });
  expect(await screen.findByText("web-1")).toBeTruthy();
  const address = new URL(asked.mock.calls[0]?.[0] ?? "", "http://x");
  expect(address.pathname).toBe("/api/v1/panels/p1/rows");
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    sort_by: "server_name",
    sort_order: "desc",
    page: "2",
    page_size: "50",
    search: "web",
  });
  // The chart behind the rows is not asked for meanwhile.
  expect(asked).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole("button", { name: "Server", hidden: true }));
  expect(onState.mock.lastCall?.[0].rows).toMatchObject({ sortBy: "server_name", sortOrder: "asc" });
});

test("without a table there are no tabs, whatever the address says", async () => {
  show({ view: "rows" }, false);
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  expect(asked.mock.calls[0]?.[0]).toContain("/data?");
  expect(screen.queryByRole("tab", { hidden: true })).toBeNull();
});

test("it closes by its cross and by Escape, and the browser does not close it by itself", () => {
  show();
  fireEvent.click(screen.getByRole("button", { name: "Close", hidden: true }));
  expect(onClose).toHaveBeenCalledTimes(1);
  const cancel = new Event("cancel", { cancelable: true });
  fireEvent(screen.getByRole("dialog", { hidden: true }), cancel);
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(cancel.defaultPrevented).toBe(true);
});
