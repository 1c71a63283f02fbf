import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PanelData } from "../../api/types";
import { followPanels } from "./follow-panels";
import { Panel } from "./panel";
import { freshMeta, propsFor, somePanel } from "./panel-fixture";

const asked = vi.fn<(panelId: string) => void>();
let client: QueryClient;
let value = 1;
let resting = false;
let inSight = true;
let seen: ((on: boolean) => void)[] = [];
let follower: ReturnType<typeof followPanels>;

/** The browser of the tests draws nothing, so that nothing is ever in sight by itself. */
class Eye {
  private readonly tell: (entries: { isIntersecting: boolean }[]) => void;
  constructor(tell: Eye["tell"]) {
    this.tell = tell;
  }
  observe() {
    seen.push((on) => this.tell([{ isIntersecting: on }]));
    if (inSight) this.tell([{ isIntersecting: true }]);
  }
  disconnect() {
    seen = [];
  }
}

const kpi = (): PanelData =>
  ({
    type: "kpi",
    value,
    unit: null,
    decimals: 0,
    status: null,
    as_of: null,
    meta: freshMeta,
  }) as unknown as PanelData;

const change = (panelId: string, span: { from: number; to: number } | null = null) =>
  follower.changed(new Map([[panelId, span]]));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-21T12:00:00Z");
  asked.mockReset();
  value = 1;
  resting = false;
  seen = [];
  inSight = true;
  vi.stubGlobal("IntersectionObserver", Eye);
  vi.stubGlobal("fetch", async (address: string) => {
    asked(/panels\/([^/]+)\//.exec(address)?.[1] ?? "");
    return new Response(JSON.stringify(kpi()));
  });
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  follower = followPanels(client, "tenant-alpha", () => resting);
});
afterEach(() => {
  follower.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const Around = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);

async function show(...ids: string[]) {
  const panels = ids.map((id) => <Panel key={id} {...propsFor(somePanel("kpi", { id, title: id }))} />);
  render(<Around>{panels}</Around>);
  await pass(50);
  expect(asked).toHaveBeenCalledTimes(ids.length);
  asked.mockClear();
}

test("what changed is fetched, and nothing else; the old picture stays until then", async () => {
  await show("cpu", "disk");
  value = 2;
  change("cpu");
  expect(screen.getAllByText("1")).toHaveLength(2);
  await pass(50);
  expect(asked.mock.calls).toEqual([["cpu"]]);
  expect(screen.getByText("2")).toBeTruthy();
  expect(screen.getByText("1")).toBeTruthy();
});

test("however often it changes, a panel is fetched once a second, and the last change is not lost", async () => {
  await show("cpu");
  for (let at = 0; at < 200; at += 1) {
    value = at;
    change("cpu");
    await pass(10);
  }
  value = 999;
  change("cpu");
  await pass(2_000);
  expect(asked.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(asked.mock.calls.length).toBeLessThanOrEqual(4);
  expect(screen.getByText("999")).toBeTruthy();
});

test("a change of another time than what is shown is none", async () => {
  await show("cpu");
  const hour = 3_600_000;
  const now = Date.now();
  change("cpu", { from: now - 9 * hour, to: now - 8 * hour });
  await pass(3_000);
  expect(asked).not.toHaveBeenCalled();
  change("cpu", { from: now - 9 * hour, to: now - 0.5 * hour });
  await pass(50);
  expect(asked).toHaveBeenCalledTimes(1);
});

test("what is off the screen waits until it is seen", async () => {
  inSight = false;
  await show("cpu");
  change("cpu");
  for (const see of seen) see(false);
  await pass(5_000);
  expect(asked).not.toHaveBeenCalled();
  for (const see of seen) see(true);
  await pass(50);
  expect(asked).toHaveBeenCalledTimes(1);
});

test("while the refresh is off the picture stands still, and knows that it is old", async () => {
  await show("cpu");
  resting = true;
  change("cpu");
  await pass(5_000);
  expect(asked).not.toHaveBeenCalled();
  expect(client.getQueryCache().findAll({ stale: true })).toHaveLength(1);
});

test("a panel that nobody shows is not asked for", async () => {
  await show("cpu");
  change("memory");
  await pass(3_000);
  expect(asked).not.toHaveBeenCalled();
});

test("a first answer that was under way is not believed to know of the change", async () => {
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", (address: string) => {
    asked(address);
    return new Promise<Response>((resolve) => {
      answer = resolve;
    });
  });
  render(
    <Around>
      <Panel {...propsFor(somePanel("kpi", { id: "cpu" }))} />
    </Around>,
  );
  await pass(50);
  change("cpu");
  await pass(50);
  expect(asked).toHaveBeenCalledTimes(1);
  answer(new Response(JSON.stringify(kpi())));
  await pass(50);
  expect(asked).toHaveBeenCalledTimes(2);
});
