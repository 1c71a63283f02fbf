import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeLocks } from "./locks-fixture";
import { FakeSource } from "./source-fixture";
import { joinTabs, type Standing, type Tab } from "./tabs";

interface OpenTab extends Tab {
  heard: string[];
  missed: number;
  broke: number;
  standing: Standing["state"];
}

const tabs: OpenTab[] = [];
let hidden = false;

function openTab(name: string): OpenTab {
  const ears = { heard: [] as string[], missed: 0, broke: 0, standing: "connecting" as Standing["state"] };
  const tab = joinTabs(name, (lastId) => `/events?last=${lastId}`, {
    heard: ({ id }) => void ears.heard.push(id),
    missed: () => {
      ears.missed += 1;
    },
    broke: () => {
      ears.broke += 1;
    },
    stands: ({ state }) => {
      ears.standing = state;
    },
  });
  const opened = Object.assign(ears, tab);
  tabs.push(opened);
  return opened;
}

const heardBy = (tab: OpenTab, ...ids: string[]) => vi.waitFor(() => expect(tab.heard).toEqual(ids));
/** Long enough for whatever is said between tabs to be heard. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

beforeEach(() => {
  FakeSource.made = [];
  hidden = false;
  vi.stubGlobal("EventSource", FakeSource);
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  Object.defineProperty(navigator, "locks", { value: new FakeLocks(), configurable: true });
});
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  Reflect.deleteProperty(navigator, "locks");
});

test("three tabs have one connection, and each hears each event once", async () => {
  const all = [openTab("one"), openTab("one"), openTab("one")];
  expect(FakeSource.made).toHaveLength(1);
  FakeSource.latest().say("open");
  await vi.waitFor(() => expect(all.map(({ standing }) => standing)).toEqual(["live", "live", "live"]));
  FakeSource.latest().say("ticket_updated", "1");
  FakeSource.latest().say("ticket_updated", "2");
  for (const tab of all) await heardBy(tab, "1", "2");
  expect(all.map(({ missed }) => missed)).toEqual([0, 0, 0]);
  expect(all.every((tab) => tab.heardAt() > Date.now() - 5_000)).toBe(true);
});

test("another person, and another tenant, have their own", async () => {
  const mine = openTab("a");
  const theirs = openTab("b");
  expect(FakeSource.open()).toHaveLength(2);
  FakeSource.made[0]?.say("ticket_updated", "1");
  await heardBy(mine, "1");
  await settled();
  expect(theirs.heard).toEqual([]);
});

test("when the tab with the connection goes, the next one goes on from the last event", async () => {
  const [first, second, third] = [openTab("one"), openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "7");
  await heardBy(third, "7");
  first.leave();
  await vi.waitFor(() => expect(FakeSource.made).toHaveLength(2));
  expect(FakeSource.open()).toHaveLength(1);
  expect(FakeSource.latest().url).toBe("/events?last=7");
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "8");
  await heardBy(second, "7", "8");
  await heardBy(third, "7", "8");
  expect([second.missed, third.missed]).toEqual([0, 0]);
  expect(first.heard).toEqual(["7"]);
  expect(third.standing).toBe("live");
});

test("what the old connection said last and the new one says again is heard once", async () => {
  const [first, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "7");
  await heardBy(second, "7");
  first.leave();
  await vi.waitFor(() => expect(FakeSource.made).toHaveLength(2));
  FakeSource.latest().say("ticket_updated", "7");
  FakeSource.latest().say("ticket_updated", "8");
  await heardBy(second, "7", "8");
});

test("where no event is known, a change of the connection may have lost some", async () => {
  const [first, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  await vi.waitFor(() => expect(second.standing).toBe("live"));
  first.leave();
  await vi.waitFor(() => expect(FakeSource.made).toHaveLength(2));
  FakeSource.latest().say("open");
  expect(second.missed).toBe(1);
});

test("a tab that was frozen finds out what it missed, and does not keep the others waiting", async () => {
  const [first, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "1");
  await heardBy(second, "1");
  // Both hear the document's events; what freezes is the document of both, and the lock goes to whoever wakes first.
  document.dispatchEvent(new Event("freeze"));
  await settled();
  expect(FakeSource.open()).toHaveLength(0);
  document.dispatchEvent(new Event("resume"));
  await vi.waitFor(() => expect(FakeSource.open()).toHaveLength(1));
  // The server replays from here on: nothing is lost.
  expect(FakeSource.latest().url).toBe("/events?last=1");
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "2");
  await heardBy(first, "1", "2");
  await heardBy(second, "1", "2");
});

test("words that were lost on the way are noticed", async () => {
  const [, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "1");
  await heardBy(second, "1");
  // As a channel does whose reader is suspended.
  vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementationOnce(() => undefined);
  FakeSource.latest().say("ticket_updated", "2");
  await settled();
  expect(second.missed).toBe(0);
  FakeSource.latest().say("alive", "2");
  await vi.waitFor(() => expect(second.missed).toBe(1));
  FakeSource.latest().say("ticket_updated", "3");
  await heardBy(second, "1", "3");
  expect(second.missed).toBe(1);
});

test("a tab that is looked at asks, and one that gives no answer loses the connection", async () => {
  const [first, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().say("ticket_updated", "1");
  await heardBy(second, "1");
  // It hangs: nothing that it says arrives.
  const say = vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => undefined);
  vi.useFakeTimers();
  document.dispatchEvent(new Event("visibilitychange"));
  vi.advanceTimersByTime(4_900);
  expect(FakeSource.made).toHaveLength(1);
  vi.advanceTimersByTime(200);
  vi.useRealTimers();
  say.mockRestore();
  await vi.waitFor(() => expect(FakeSource.open().map(({ url }) => url)).toEqual(["/events?last=1"]));
  FakeSource.latest().say("ticket_updated", "2");
  await heardBy(second, "1", "2");
  // What it knows of the other is nothing, so it looks at everything anew.
  await vi.waitFor(() => expect(first.missed).toBe(1));
});

test("the end of the connection is told to all tabs", async () => {
  const [first, second] = [openTab("one"), openTab("one")];
  FakeSource.latest().say("open");
  FakeSource.latest().fail(false);
  await vi.waitFor(() => expect([first.broke, second.broke]).toEqual([1, 1]));
  expect(first.standing).toBe("broken");
  await vi.waitFor(() => expect(second.standing).toBe("broken"));
});

test("without locks each tab has a connection of its own", () => {
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  openTab("one");
  openTab("one");
  expect(FakeSource.open()).toHaveLength(2);
});
