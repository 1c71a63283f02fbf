import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "../../api/live/follow";
import type { ServiceDesk } from "../../api/tickets/types";
import { stringifySearch } from "../../app/search";
import type { TimeRange } from "../../format/time-range";
import { Around, answers, desk, pixels, Stream } from "./operations-fixture";
import { OperationsPage } from "./operations-page";
import { allTime } from "./period";

const respond = vi.fn<(name: string, query: URLSearchParams) => Response>();
const asked: string[] = [];
const onRange = vi.fn();
const onWards = vi.fn();

const json = (body: unknown) => new Response(JSON.stringify(body));
const good = (name: string) => json(answers[name as keyof typeof answers]);
const refused = () =>
  new Response(JSON.stringify({ code: "database_busy", title: "The database is busy", status: 500 }), {
    status: 500,
    headers: { "content-type": "application/problem+json" },
  });

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pixels as never);
  vi.stubGlobal("Path2D", class extends Object {});
  asked.length = 0;
  respond.mockReset().mockImplementation(good);
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    const url = new URL(address, "http://page.test");
    return respond(url.pathname.replace("/api/v1/dashboard/", ""), url.searchParams);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  onRange.mockReset();
  onWards.mockReset();
});

interface Shown {
  own?: ServiceDesk;
  range?: TimeRange;
  wards?: string[];
}

function show({ own = desk, range = allTime, wards = [] }: Shown = {}) {
  return render(
    <Around stringifySearch={stringifySearch}>
      <OperationsPage
        tenant="tenant-beta"
        tenantName="Mokgatle"
        desk={own}
        notice={null}
        range={range}
        wards={wards}
        rangePicker={null}
        onRange={onRange}
        onWards={onWards}
      />
    </Around>,
  );
}

async function link(name: string | RegExp): Promise<URL> {
  const found = await screen.findByRole("link", { name }, { timeout: 5_000 });
  return new URL((found as HTMLAnchorElement).href, "http://page.test");
}

const openOnes = "status=open&status=in_progress&status=waiting&status=escalated";

const figures = [
  ["Open: 4,312", openOnes],
  ["Resolved: 55,688", "status=resolved&status=closed"],
  ["Response time: average 5.8 h, half within 2.4 h, 90% within 14.2 h", "responded=true"],
  ["SLA compliance: 81.7%", "sla=ok&sla=at_risk&sla=breached"],
  ["Breaches: 9,874", "sla=breached"],
  ["At risk: 148", `sla=at_risk&${openOnes}`],
  ["Unassigned: 213", `unassigned=true&${openOnes}`],
  ["First response in time: 91.2%", "sla_response=ok&sla_response=at_risk&sla_response=breached"],
  ["First response, late: 4,757", "sla_response=breached"],
  ["Resolution, late: 9,875", "sla=breached"],
  ["Pothole, open: 65", `category=Pothole&${openOnes}`],
  ["Water leak, resolved: 9,000", "category=Water%20leak&status=resolved&status=closed"],
  ["Roads, open: 578", `team_id=t1&${openOnes}`],
  ["No team, all: 260", "team_id="],
  ["Ward 3, late: 19", "ward_id=3&sla=breached"],
  ["Ward 3, compliance: >99.9%", "ward_id=3&sla=ok&sla=at_risk&sla=breached"],
  ["No ward, compliance: no value", "ward_id=&sla=ok&sla=at_risk&sla=breached"],
  ["Open for under a day: 151", `created_from=2026-11-20T10:00:00Z&${openOnes}`],
  ["Open for over 90 days, late: 438", `created_to=2026-08-23T10:00:00Z&${openOnes}&sla=breached`],
  ["21 Nov, created: 31", "created_from=2026-11-20T22:00:00Z&created_to=2026-11-21T22:00:00Z"],
  ["Closed without a note: 6,820. Nobody wrote down what was done.", "quality=closed_without_note"],
] as const;

test("every figure is there, and leads to its tickets", async () => {
  show();
  await link("21 Nov, created: 31");
  await link("Open for under a day: 151");
  const links = new Map(
    [...document.querySelectorAll("a")].map((one) => [
      one.getAttribute("aria-label") ?? one.textContent,
      new URL(one.href),
    ]),
  );
  for (const [name, query] of figures) {
    const found = links.get(name);
    expect(found?.pathname, name).toBe("/t/tenant-beta/tickets");
    expect(found?.search, name).toBe(`?${query}`);
  }
});

test("period and wards go to the API and into each link, the same", async () => {
  show({ range: { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }, wards: ["3", "10"] });
  const { searchParams } = await link("Breaches: 9,874");
  expect(searchParams.get("created_from")).toBe("2026-03-01T00:00:00Z");
  expect(searchParams.get("created_to")).toBe("2026-04-01T00:00:00Z");
  expect(searchParams.getAll("ward_id").sort()).toEqual(["10", "3"]);
  expect(asked).toHaveLength(8);
  for (const address of asked) {
    const asking = new URL(address, "http://page.test").searchParams;
    expect(asking.get("from")).toBe("2026-03-01T00:00:00Z");
    expect(asking.get("to")).toBe("2026-04-01T00:00:00Z");
    expect(asking.getAll("ward_id").sort()).toEqual(["10", "3"]);
  }
});

test("wards stand in the order in which people count, what lies in none last", async () => {
  show();
  const table = within(await screen.findByRole("region", { name: "By ward" }));
  await table.findByText("Ward 3");
  expect(table.getAllByRole("rowheader").map(({ textContent }) => textContent)).toEqual([
    "Ward 3",
    "Ward 10",
    "No ward",
  ]);
});

test("a place of the trend is stepped to, and the table has them all", async () => {
  show();
  await link("21 Nov, created: 31");
  fireEvent.click(screen.getByRole("button", { name: "Earlier" }));
  await link("20 Nov, created: 97");
  await link("20 Nov, compliance; leads to the late ones: no value");
  fireEvent.click(screen.getByRole("button", { name: "View as table" }));
  await link("20 Nov, resolved: 88");
  await link("21 Nov, resolved: 52");
});

test("a councillor's ward is named and fixed, and never asked for", async () => {
  show({ own: { ...desk, ward_id: "3" }, wards: ["10"] });
  const { searchParams } = await link("Breaches: 9,874");
  expect(searchParams.has("ward_id")).toBe(false);
  expect(screen.getByText("your ward").parentElement?.textContent).toContain("Ward 3");
  expect(screen.queryByRole("button", { name: /^Wards/ })).toBeNull();
  expect(screen.queryByRole("region", { name: "By ward" })).toBeNull();
  expect(asked.filter((address) => address.includes("ward"))).toEqual([]);
});

test("one card fails alone, says why, and is tried again", async () => {
  respond.mockImplementation((name) => (name === "workload" ? refused() : good(name)));
  show();
  const card = within(screen.getByRole("region", { name: "Workload by team" }));
  expect((await card.findByRole("alert")).textContent).toContain("The database is busy");
  await link("Pothole, open: 65");
  respond.mockImplementation(good);
  fireEvent.click(card.getByRole("button", { name: "Try again" }));
  await link("Roads, open: 578");
});

test("loading keeps each card's place", () => {
  respond.mockImplementation(() => new Response(new ReadableStream()));
  show();
  expect(screen.getAllByRole("status", { name: "Loading" })).toHaveLength(8);
  expect(screen.getByText("Loading…")).toBeTruthy();
});

const none = { ...answers.metrics, total_open: 0, total_resolved: 0, sla_compliance_percent: null };

test("no tickets in the period: that is said, and how to see more", async () => {
  respond.mockImplementation((name) => (name === "metrics" ? json(none) : json([])));
  show({ range: { from: "-7d", to: "now" }, wards: ["3"] });
  expect(await screen.findByText("No tickets here")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Show all time" }));
  expect(onRange).toHaveBeenCalledWith(allTime);
  fireEvent.click(screen.getByRole("button", { name: "Show all wards" }));
  expect(onWards).toHaveBeenCalledWith([]);
});

test("no tickets at all: nothing to widen", async () => {
  respond.mockImplementation((name) => (name === "metrics" ? json(none) : json([])));
  show();
  expect(await screen.findByText("No tickets yet")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Show all/ })).toBeNull();
});

test("a storm of events is one round each five seconds; a change is marked in its place", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  const stop = follow({ tenant: "tenant-beta", who: "p", onConfig: () => undefined });
  let open = 4312;
  respond.mockImplementation((name) =>
    name === "metrics" ? json({ ...answers.metrics, total_open: open }) : good(name),
  );
  show();
  await act(() => vi.advanceTimersByTimeAsync(50));
  const metrics = () => asked.filter((address) => address.includes("/metrics")).length;
  expect(metrics()).toBe(1);
  for (let tick = 0; tick < 100; tick += 1) {
    open += 1;
    Stream.last?.dispatchEvent(new MessageEvent("ticket_created", { data: `{"ticket_id": "t${tick}"}` }));
    await act(() => vi.advanceTimersByTimeAsync(100));
  }
  // Ten seconds: at once, after five, after ten.
  expect(metrics()).toBeLessThanOrEqual(1 + 3);
  for (let tick = 0; tick < 50 && !screen.queryByRole("link", { name: "Open: 4,412" }); tick += 1)
    await act(() => vi.advanceTimersByTimeAsync(100));
  const figure = screen.getByRole("link", { name: "Open: 4,412" });
  expect(figure.querySelector("[data-marked]")).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(2_100));
  expect(figure.querySelector("[data-marked]")).toBeNull();
  // The last events are told together, perhaps just after that round: they are worth one more, and no other.
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  const before = metrics();
  expect(before).toBeLessThanOrEqual(1 + 4);
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  expect(metrics()).toBe(before);
  stop();
});

test("an answer that is not renewed stays, and says so", async () => {
  vi.useFakeTimers();
  show();
  await act(() => vi.advanceTimersByTimeAsync(50));
  respond.mockImplementation(refused);
  await act(() => vi.advanceTimersByTimeAsync(61_000));
  vi.useRealTimers();
  expect(screen.getByRole("link", { name: "Open: 4,312" })).toBeTruthy();
  await waitFor(() => expect(screen.getAllByRole("button", { name: /^Not renewed/ })).toHaveLength(8));
});
