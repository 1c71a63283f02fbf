import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ExportMenu } from "./export-menu";

const fetched = vi.fn<(address: string) => Response>();
const followed = vi.fn<(link: HTMLAnchorElement) => void>();

beforeEach(() => {
  vi.stubGlobal("fetch", async (address: string) => fetched(address));
  fetched.mockImplementation(() => new Response("{}"));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    followed(this);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  fetched.mockReset();
  followed.mockReset();
});

function show(withRows = true) {
  const asked = {
    tenant: "tenant-alpha",
    panelId: "error_log",
    range: { from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" },
    timezone: "UTC",
    table: { sortBy: "service", sortOrder: "desc" as const, search: "time out", page: 4, pageSize: 25 },
  };
  render(<ExportMenu asked={asked} withRows={withRows} rowsTable={{ search: "web" }} />);
  const panel = document.querySelector("[popover]");
  if (panel === null) throw new Error("the menu has no popover");
  const toggle = Object.assign(new Event("toggle"), { newState: "open" });
  fireEvent(panel, toggle);
}

const item = (name: string) => screen.getByRole("menuitem", { name, hidden: true });
const pairs = (address: string) => Object.fromEntries(new URL(address, "http://x").searchParams);

test("what is shown is exported with its order and search, and all of its pages", async () => {
  show();
  fireEvent.click(item("CSV, what is shown"));
  await waitFor(() => expect(followed).toHaveBeenCalledTimes(1));
  const link = followed.mock.calls[0]?.[0];
  expect(link?.hasAttribute("download")).toBe(true);
  const url = new URL(link?.href ?? "", "http://x");
  expect(url.pathname).toBe("/api/v1/reports/error_log/export");
  expect(pairs(url.href)).toEqual({
    format: "csv",
    tenant: "tenant-alpha",
    start_date: "2026-11-20T00:00:00.000Z",
    end_date: "2026-11-21T00:00:00.000Z",
    max_points: "2000",
    sort_by: "service",
    sort_order: "desc",
    search: "time out",
  });
  // Asked beforehand, in the smallest form: a download could tell nobody why it was refused.
  expect(fetched.mock.calls[0]?.[0]).toMatch(/^\/api\/v1\/reports\/error_log\?.*page_size=1/);
});

test("the rows behind it are exported as they are searched", async () => {
  show();
  fireEvent.click(item("Excel, all rows"));
  await waitFor(() => expect(followed).toHaveBeenCalledTimes(1));
  expect(pairs(followed.mock.calls[0]?.[0].href ?? "")).toEqual({
    format: "xlsx",
    tenant: "tenant-alpha",
    start_date: "2026-11-20T00:00:00.000Z",
    end_date: "2026-11-21T00:00:00.000Z",
    search: "web",
    rows: "true",
  });
  expect(fetched.mock.calls[0]?.[0]).toMatch(/^\/api\/v1\/panels\/error_log\/rows\?/);
});

test("a refusal reaches the user, and no file is begun", async () => {
  const problem = { code: "x", title: "The range is too long", status: 400, detail: "d", hint: "Shorter" };
  fetched.mockImplementation(
    () =>
      new Response(JSON.stringify(problem), {
        status: 400,
        headers: { "content-type": "application/problem+json" },
      }),
  );
  show();
  fireEvent.click(item("JSON, what is shown"));
  expect((await screen.findByRole("alert")).textContent).toContain("The range is too long");
  expect(followed).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("without drill-down only what is shown is offered", () => {
  show(false);
  const names = screen
    .getAllByRole("menuitem", { hidden: true })
    .map((one) => one.getAttribute("aria-label"));
  expect(names).toEqual(["CSV, what is shown", "Excel, what is shown", "JSON, what is shown"]);
});
