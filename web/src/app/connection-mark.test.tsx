import { onlineManager, QueryClient, QueryClientProvider, QueryObserver } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "../api/live/follow";
import { FakeSource } from "../api/live/source-fixture";
import { unreachable } from "../api/problem";
import { ConnectionMark } from "./connection-mark";

let stop: () => void;
let client: QueryClient;
let answers: () => unknown;

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const shown = () => screen.getByRole("button").textContent;
const aloud = () => screen.getByRole("status").textContent;

beforeEach(async () => {
  vi.useFakeTimers();
  FakeSource.made = [];
  vi.stubGlobal("EventSource", FakeSource);
  answers = () => "an answer";
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  stop = follow({ tenant: "t", who: "p", onConfig: () => undefined });
  const router = createRouter({
    routeTree: createRootRoute({ component: ConnectionMark }),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  await router.load();
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await pass(0);
});
afterEach(() => {
  stop();
  onlineManager.setOnline(true);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Something on screen asks, and is answered or not. */
async function ask() {
  const query = { queryKey: ["x"], queryFn: async () => answers(), staleTime: Number.POSITIVE_INFINITY };
  const end = new QueryObserver(client, query).subscribe(() => undefined);
  await act(() => client.refetchQueries({ queryKey: ["x"] }));
  return end;
}

test("from connecting to live, without a word", async () => {
  expect(shown()).toBe("Connection: Connecting");
  FakeSource.latest().say("open");
  await pass(0);
  expect(shown()).toBe("Connection: Live");
  await pass(10_000);
  expect(aloud()).toBe("");
});

test("a short break is not shown; a longer one is, and is said once it lasts", async () => {
  FakeSource.latest().say("open");
  await pass(5_000);
  FakeSource.latest().fail(false);
  await pass(500);
  expect(shown()).toBe("Connection: Live");
  FakeSource.latest().say("open");
  await pass(5_000);
  expect(shown()).toBe("Connection: Live");
  FakeSource.latest().fail(false);
  await pass(1_100);
  expect(shown()).toBe("Connection: Reconnecting");
  expect(aloud()).toBe("");
  await pass(3_000);
  expect(aloud()).toBe("Reconnecting");
  FakeSource.latest().say("open");
  await pass(0);
  expect(shown()).toBe("Connection: Live");
  await pass(3_000);
  expect(aloud()).toBe("Live");
});

test("it is polling only where something is answered indeed", async () => {
  FakeSource.latest().say("open");
  await pass(0);
  FakeSource.latest().fail(false);
  await pass(15_000);
  expect(shown()).toBe("Connection: Reconnecting");
  const end = await ask();
  await pass(1_100);
  expect(shown()).toBe("Connection: Polling");
  fireEvent.focus(screen.getByRole("button"));
  const note = screen.getByRole("tooltip").textContent ?? "";
  expect(note).toContain("fetched at their intervals");
  expect(note).toMatch(/Since \d+ \w+ \d{4}, /);
  expect(note).toMatch(/Last heard from the server: 1\ds ago/);
  end();
});

test("no network, or no answer from the server, is offline", async () => {
  FakeSource.latest().say("open");
  await pass(0);
  act(() => onlineManager.setOnline(false));
  await pass(1_100);
  expect(shown()).toBe("Connection: Offline");
  act(() => onlineManager.setOnline(true));
  await pass(0);
  expect(shown()).toBe("Connection: Live");
  FakeSource.latest().fail(false);
  answers = () => {
    throw unreachable();
  };
  const end = await ask();
  await pass(1_100);
  expect(shown()).toBe("Connection: Offline");
  end();
});
