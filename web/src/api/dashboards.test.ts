import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { renewConfig } from "./dashboards";
import { findingsKey } from "./findings";
import { panelsKey } from "./panels";

const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
const open: (() => void)[] = [];
let said: string[] = [];

/** A query on screen that says when it asks and when it is answered. */
async function onScreen(name: string, queryKey: readonly string[], fails = false): Promise<void> {
  let asks = 0;
  const queryFn = async ({ signal }: { signal: AbortSignal }) => {
    said.push(`${name} asks`);
    signal.addEventListener("abort", () => said.push(`${name} let go`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    signal.throwIfAborted();
    said.push(`${name} answered`);
    asks += 1;
    if (fails && asks > 1) throw new Error("no");
    return asks;
  };
  const observer = new QueryObserver(client, { queryKey: [...queryKey], queryFn });
  await new Promise<void>((resolve) => {
    open.push(observer.subscribe(({ data }) => data === 1 && resolve()));
  });
}

async function page(dashboardFails = false): Promise<void> {
  await onScreen("dashboard", ["tenant", "alpha", "dashboard", "default"], dashboardFails);
  await onScreen("panel", [...panelsKey("alpha"), "cpu"]);
  await onScreen("findings", findingsKey("alpha"));
  await onScreen("other tenant", panelsKey("beta"));
  said = [];
}

afterEach(() => {
  for (const close of open.splice(0)) close();
  client.clear();
});

const inOrder = [
  "dashboard asks",
  "dashboard answered",
  "panel asks",
  "findings asks",
  "panel answered",
  "findings answered",
];

test("what is on a dashboard is asked for before its panels' data", async () => {
  await page();
  await renewConfig(client, "alpha");
  expect(said).toEqual(inOrder);
});

test("panels are asked for as well where the dashboard cannot be had", async () => {
  await page(true);
  await renewConfig(client, "alpha");
  expect(said).toEqual(inOrder);
});

test("data of the dashboards before is let go", async () => {
  await page();
  void client.refetchQueries({ queryKey: panelsKey("alpha") });
  await renewConfig(client, "alpha");
  expect(said).toEqual(["panel asks", "panel let go", ...inOrder]);
});
