import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DashboardPanel, Meta, PanelData } from "../../api/types";
import { Panel } from "./panel";

const meta: Meta = {
  generated_at: "2026-11-21T04:00:00Z",
  data_as_of: null,
  cache: "miss",
  query_ms: 12,
  rows: 1,
  truncated: false,
  nulled: 0,
  stale_because: null,
};

const onTable = vi.fn();
const respond = vi.fn<(address: string) => Promise<Response>>();

beforeEach(() => vi.stubGlobal("fetch", (address: string) => respond(address)));
afterEach(() => {
  vi.unstubAllGlobals();
  respond.mockReset();
  onTable.mockReset();
});

const json = (body: PanelData) => new Response(JSON.stringify(body));

function show(type: string, display: DashboardPanel["display"] = {}) {
  const panel: DashboardPanel = {
    id: "p1",
    type,
    title: "My panel",
    description: null,
    position: { row: 1, col: 1, width: 4, height: 1 },
    refresh_interval: 60,
    display,
    drill_down: { enabled: false, show_table: false, disable_aggregation: false },
  };
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Panel
        panel={panel}
        tenant="tenant-alpha"
        range={{ from: "-1h", to: "now" }}
        timezone="UTC"
        syncKey="x"
        refreshMs={false}
        table={{}}
        onTable={onTable}
        onZoom={vi.fn()}
        onZoomBack={vi.fn()}
      />
    </QueryClientProvider>,
  );
  return within(screen.getByRole("region", { name: "My panel" }));
}

test("loading keeps the panel's place and says so", () => {
  respond.mockReturnValue(new Promise(() => undefined));
  expect(show("kpi").getByRole("status", { name: "Loading" })).toBeTruthy();
});

test("a KPI shows value, unit and state, and carries the raw value", async () => {
  respond.mockResolvedValue(
    json({
      type: "kpi",
      value: 71.26,
      unit: "%",
      decimals: 1,
      status: { label: "warning", color: "#F59E0B" },
      as_of: null,
      previous: 70.9,
      meta,
    }),
  );
  const panel = show("kpi");
  const value = await panel.findByText("71.3%");
  expect(value.getAttribute("value")).toBe("71.26");
  expect(panel.getByText("warning")).toBeTruthy();
  expect(panel.getByText("0.4%")).toBeTruthy();
});

test("a KPI nobody renewed is stale, however good it was", async () => {
  respond.mockResolvedValue(
    json({
      type: "kpi",
      value: 12,
      unit: null,
      decimals: 0,
      status: { label: "good", color: "#10B981" },
      as_of: "2020-01-01T00:00:00Z",
      previous: null,
      meta,
    }),
  );
  const badge = await show("kpi").findByText("Stale, was good");
  expect(badge.className).not.toContain("text-ok");
});

test("a KPI without a row is empty, not zero", async () => {
  respond.mockResolvedValue(
    json({
      type: "kpi",
      value: null,
      unit: "%",
      decimals: 1,
      status: null,
      as_of: null,
      previous: null,
      meta,
    }),
  );
  expect(await show("kpi").findByText("No value")).toBeTruthy();
});

test("an error shows what to do and the id to quote, and can be tried again", async () => {
  const body = {
    code: "query_timeout",
    title: "Too slow",
    status: 504,
    detail: "d",
    hint: "Shorter range",
    request_id: "r-42",
  };
  respond.mockImplementation(
    async () =>
      new Response(JSON.stringify(body), {
        status: 504,
        headers: { "content-type": "application/problem+json" },
      }),
  );
  const panel = show("kpi");
  expect((await panel.findByRole("alert")).textContent).toContain("Shorter range");
  expect(panel.getByText("r-42")).toBeTruthy();
  const before = respond.mock.calls.length;
  fireEvent.click(panel.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(respond.mock.calls.length).toBe(before + 1));
});

test("a state that is old or unmapped never looks healthy", async () => {
  const service = { status: 0, label: "Healthy", color: "#10B981", message: null, stale: false };
  respond.mockResolvedValue(
    json({
      type: "health_status",
      services: [
        { ...service, name: "fresh", checked_at: new Date().toISOString() },
        { ...service, name: "old", checked_at: "2020-01-01T00:00:00Z", stale: true },
        { ...service, name: "odd", status: null, label: "Unknown", color: "#6B7280", checked_at: null },
      ],
      meta,
    }),
  );
  const panel = show("health_status");
  expect(await panel.findByText("No news since 1 Jan, 00:00 · was Healthy")).toBeTruthy();
  const names = panel.getAllByRole("listitem").map((item) => item.textContent);
  expect(names.at(-1)).toContain("fresh");
  // Colour is chosen by the same judgement as the words; the others must not even say it.
  expect(names.filter((name) => name?.includes("Healthy") && !name.includes("No news"))).toEqual(
    names.slice(-1),
  );
});

test("a table sorts, and its empty search says what was searched", async () => {
  respond.mockResolvedValue(
    json({
      type: "table",
      columns: [{ name: "service", display: "Service", format: null, data_type: "text" }],
      rows: [["auth"]],
      total: 30,
      page: 0,
      page_size: 25,
      page_count: 2,
      meta,
    }),
  );
  const panel = show("table");
  fireEvent.click(await panel.findByRole("button", { name: "Service" }));
  expect(onTable).toHaveBeenCalledWith({ sortBy: "service", sortOrder: "asc", page: undefined });
  fireEvent.click(panel.getByRole("button", { name: "Next page" }));
  expect(onTable).toHaveBeenLastCalledWith({ page: 1 });
  expect(panel.getByText("1–25 of 30")).toBeTruthy();
});

test("a time series without points says so", async () => {
  const range = { start: "2026-11-21T00:00:00Z", end: "2026-11-21T01:00:00Z" };
  respond.mockResolvedValue(json({ type: "timeseries", range, bucket: null, series: [], meta }));
  expect(await show("timeseries").findByText("No points in this range")).toBeTruthy();
});

test("a type this page does not know is named", async () => {
  respond.mockResolvedValue(new Response(JSON.stringify({ type: "sankey", meta })));
  expect((await show("sankey").findByRole("alert")).textContent).toContain("“sankey”");
});

test("the request holds the tenant's panel and an absolute range", async () => {
  respond.mockReturnValue(new Promise(() => undefined));
  show("kpi");
  await waitFor(() => expect(respond).toHaveBeenCalled());
  const address = new URL(respond.mock.calls[0]?.[0] ?? "", "http://x");
  expect(address.pathname).toBe("/api/v1/panels/p1/data");
  const span =
    Date.parse(address.searchParams.get("end_date") ?? "") -
    Date.parse(address.searchParams.get("start_date") ?? "");
  expect(span).toBe(3_600_000);
  expect(address.searchParams.get("max_points")).toBe("2000");
});
