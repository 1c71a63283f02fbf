import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { panelQuery, renewPanels } from "./panels";

const answer = vi.fn<(address: string, headers: Headers) => Response>();
let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T04:00:02Z") });
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) =>
    answer(address, new Headers(init.headers)),
  );
});
afterEach(() => {
  client.clear();
  answer.mockReset();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const body = (cache: string, value: number, because: string | null = null) =>
  JSON.stringify({ type: "kpi", value, meta: { cache, stale_because: because } });

function watch(refreshMs: number | false = false) {
  const range = { from: "-1h", to: "now" };
  const observer = new QueryObserver(
    client,
    panelQuery({ tenant: "a", panelId: "p", range, timezone: "UTC", refreshMs }),
  );
  return { observer, stop: observer.subscribe(() => undefined) };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("what did not change is not sent again, and stays the same object", async () => {
  answer.mockImplementation(() => new Response(body("miss", 1), { headers: { ETag: 'W/"1"' } }));
  const { observer, stop } = watch();
  await pass(10);
  const { data } = observer.getCurrentResult();
  answer.mockImplementation((_address, headers) => {
    expect(headers.get("If-None-Match")).toBe('W/"1"');
    return new Response(null, { status: 304 });
  });
  const before = observer.getCurrentResult().dataUpdatedAt;
  await pass(100);
  await observer.refetch();
  expect(answer).toHaveBeenCalledTimes(2);
  expect(observer.getCurrentResult().data).toBe(data);
  expect(observer.getCurrentResult().dataUpdatedAt).toBeGreaterThan(before);
  // Another moment is another address: its answer is another one.
  answer.mockImplementation((_address, headers) => {
    expect(headers.has("If-None-Match")).toBe(false);
    return new Response(body("miss", 2));
  });
  await pass(10_000);
  await observer.refetch();
  expect(observer.getCurrentResult().data).toMatchObject({ value: 2 });
  stop();
});

test("the button asks past the cache, once, and for a whole answer", async () => {
  answer.mockImplementation(() => new Response(body("hit", 1), { headers: { ETag: '"1"' } }));
  const { observer, stop } = watch();
  await pass(10);
  const asked: (string | null)[][] = [];
  answer.mockImplementation((_address, headers) => {
    asked.push([headers.get("Cache-Control"), headers.get("If-None-Match")]);
    return new Response(body("miss", 2), { headers: { ETag: '"2"' } });
  });
  await renewPanels(client, "a", "p");
  await observer.refetch();
  expect(asked).toEqual([
    ["no-cache", null],
    [null, '"2"'],
  ]);
  stop();
});

test("another panel, or another tenant, is left alone", async () => {
  answer.mockImplementation(() => new Response(body("hit", 1)));
  const { stop } = watch();
  await pass(10);
  await renewPanels(client, "a", "q");
  await renewPanels(client, "b");
  expect(answer).toHaveBeenCalledTimes(1);
  stop();
});

test("an answer that is being renewed is asked for again soon, twice and no more", async () => {
  answer.mockImplementation(() => new Response(body("stale", 1), { headers: { ETag: '"1"' } }));
  const { stop } = watch();
  await pass(10);
  expect(answer).toHaveBeenCalledTimes(1);
  await pass(2_100);
  expect(answer).toHaveBeenCalledTimes(2);
  expect(answer.mock.calls[1]?.[1].has("If-None-Match")).toBe(false);
  await pass(2_100);
  expect(answer).toHaveBeenCalledTimes(3);
  await pass(60_000);
  expect(answer).toHaveBeenCalledTimes(3);
  stop();
});

test("once it is renewed, or cannot be, the panel keeps its own pace", async () => {
  answer.mockImplementationOnce(() => new Response(body("stale", 1)));
  answer.mockImplementation(() => new Response(body("miss", 2)));
  const first = watch(30_000);
  await pass(2_100);
  expect(answer).toHaveBeenCalledTimes(2);
  await pass(20_000);
  expect(answer).toHaveBeenCalledTimes(2);
  await pass(11_000);
  expect(answer).toHaveBeenCalledTimes(3);
  first.stop();

  client.clear();
  answer.mockReset();
  answer.mockImplementation(() => new Response(body("stale", 1, "The database is away.")));
  const second = watch(30_000);
  await pass(25_000);
  expect(answer).toHaveBeenCalledTimes(1);
  second.stop();
});
