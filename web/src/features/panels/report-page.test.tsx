import { render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { GaugeData } from "../../api/types";
import { Asking, freshMeta, somePanel } from "./panel-fixture";
import { ReportPage } from "./report-page";

afterEach(() => vi.unstubAllGlobals());

const gauge: GaugeData = {
  type: "gauge",
  value: 42,
  min: 0,
  max: 100,
  unit: "%",
  decimals: 0,
  status: null,
  thresholds: [],
  as_of: null,
  meta: freshMeta,
};

function show(status: number, body: object) {
  const fetched = vi.fn(async (_address: string) => {
    const headers = { "content-type": status === 200 ? "application/json" : "application/problem+json" };
    return new Response(JSON.stringify(body), { status, headers });
  });
  vi.stubGlobal("fetch", fetched);
  const range = { from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" };
  render(
    <ReportPage
      asked={{ tenant: "tenant-alpha", panelId: "p1", range, timezone: "UTC" }}
      tenantName="Alpha"
      mayExport
      actions={() => null}
      rangePicker={null}
      notice={null}
      onTable={vi.fn()}
      onZoom={vi.fn()}
      onZoomBack={vi.fn()}
      notFound={<p>Not here</p>}
    />,
    { wrapper: Asking },
  );
  return fetched;
}

const { position: _, ...panel } = somePanel("gauge", { description: "What it is" });

test("a report says what, of whom, of when and as of when", async () => {
  const fetched = show(200, { panel, data: gauge });
  expect((await screen.findByText("42%")).getAttribute("value")).toBe("42");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("My panel");
  const head = screen.getByRole("banner").textContent;
  for (const part of ["What it is", "Alpha", "20 Nov", "as of 21 Nov 2026, 04:00:00", "UTC"])
    expect(head).toContain(part);
  expect(fetched.mock.calls[0]?.[0]).toMatch(/^\/api\/v1\/reports\/p1\?start_date=2026-11-20T00/);
});

test("one that is not there is the page's own not found", async () => {
  show(404, { code: "not_found", title: "x" });
  expect(await screen.findByText("Not here")).toBeTruthy();
});

test("a failure says what to do, and can be tried again", async () => {
  show(504, { code: "query_timeout", title: "Too slow", hint: "Shorter range" });
  expect((await screen.findByRole("alert")).textContent).toContain("Shorter range");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("the last good answer is said to be one", async () => {
  const meta = { ...freshMeta, cache: "stale" as const, stale_because: "The database is away." };
  show(200, { panel, data: { ...gauge, meta } });
  expect(await screen.findByText("This is the last good answer. The database is away.")).toBeTruthy();
});
