import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hearDesk } from "../events";
import { connection, follow } from "./follow";
import { FakeSource } from "./source-fixture";

const onConfig = vi.fn();
const onBreak = vi.fn();
const following = { tenant: "tenant-alpha", who: "p1", onConfig, onBreak };
let stop: () => void;

const latest = () => FakeSource.latest();

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.made = [];
  onConfig.mockReset();
  onBreak.mockReset();
  vi.stubGlobal("EventSource", FakeSource);
  stop = follow(following);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an edit and a resync are heard, for the tenant on screen", () => {
  expect(latest().url).toBe("/api/v1/events?tenant=tenant-alpha");
  latest().say("open");
  expect(onConfig).not.toHaveBeenCalled();
  latest().say("config_changed", "1");
  vi.advanceTimersByTime(300);
  latest().say("resync", "2");
  latest().say("something_else", "3");
  vi.advanceTimersByTime(300);
  expect(onConfig).toHaveBeenCalledTimes(2);
});

test("after a break the server is asked from the last event on; without one everything is looked at again", () => {
  latest().say("open");
  latest().fail(false);
  // The browser reconnects by itself, and names the last event by itself.
  expect(FakeSource.made).toHaveLength(1);
  latest().say("open");
  vi.advanceTimersByTime(300);
  expect(onConfig).toHaveBeenCalledTimes(1);
  latest().say("alive", "17");
  latest().fail(true);
  vi.advanceTimersByTime(6_000);
  expect(latest().url).toBe("/api/v1/events?tenant=tenant-alpha&last_event_id=17");
  latest().say("open");
  vi.advanceTimersByTime(300);
  expect(onConfig).toHaveBeenCalledTimes(1);
});

test("a connection that says nothing for 40 s is none", () => {
  latest().say("open");
  vi.advanceTimersByTime(30_000);
  latest().say("alive", "17");
  vi.advanceTimersByTime(39_000);
  expect(FakeSource.made).toHaveLength(1);
  expect(connection.standing()?.state).toBe("live");
  vi.advanceTimersByTime(1_000);
  expect(FakeSource.made).toHaveLength(2);
  expect(FakeSource.open()).toHaveLength(1);
  expect(connection.standing()?.state).toBe("broken");
  latest().say("open");
  expect(connection.standing()?.state).toBe("live");
});

test("a refusal is tried again, ever more rarely", () => {
  const within = (seconds: number) => {
    const before = FakeSource.made.length;
    vi.advanceTimersByTime(seconds * 1_000);
    return FakeSource.made.length - before;
  };
  latest().fail(true);
  expect(within(3.9)).toBe(0);
  expect(within(2.2)).toBe(1);
  latest().fail(true);
  expect(within(7.9)).toBe(0);
  expect(within(4.2)).toBe(1);
  expect(onConfig).not.toHaveBeenCalled();
});

test("the end of a connection that stood is told once, and a refusal is no end", () => {
  latest().fail(true);
  expect(onBreak).not.toHaveBeenCalled();
  vi.advanceTimersByTime(6_000);
  latest().say("open");
  latest().fail(false);
  latest().fail(true);
  vi.advanceTimersByTime(300);
  expect(onBreak).toHaveBeenCalledTimes(1);
});

test("on a share's page it is the share that listens", () => {
  stop();
  const id = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11";
  window.history.replaceState(null, "", `/share/${id}`);
  stop = follow(following);
  expect(latest().url).toBe(`/api/v1/events?tenant=tenant-alpha&share=${id}`);
  window.history.replaceState(null, "", "/");
});

test("offline there is no connection, online there is a new one", () => {
  const first = latest();
  first.say("open");
  window.dispatchEvent(new Event("offline"));
  expect(first.readyState).toBe(first.CLOSED);
  expect(connection.standing()?.state).toBe("broken");
  window.dispatchEvent(new Event("online"));
  latest().say("open");
  vi.advanceTimersByTime(300);
  expect(FakeSource.made).toHaveLength(2);
  expect(onConfig).toHaveBeenCalledTimes(1);
});

test("nothing is left when the page goes", () => {
  latest().fail(true);
  stop();
  vi.advanceTimersByTime(600_000);
  window.dispatchEvent(new Event("online"));
  expect(FakeSource.made).toHaveLength(1);
  expect(connection.standing()).toBeUndefined();
});

test("five hundred tickets in a second are few words to the page", () => {
  const heard = vi.fn();
  const unhear = hearDesk("tenant-alpha", heard);
  latest().say("open");
  for (let at = 0; at < 500; at += 1) {
    latest().say("ticket_updated", String(at), { type: "ticket_updated", ticket_id: `t${at}` });
    vi.advanceTimersByTime(2);
  }
  vi.advanceTimersByTime(300);
  unhear();
  expect(heard.mock.calls[0]).toEqual([{ type: "ticket_updated", ticketId: "t0" }]);
  expect(heard.mock.calls.slice(1).every(([{ type }]) => type === "missed")).toBe(true);
  expect(heard.mock.calls.length).toBeLessThanOrEqual(5);
  expect(onConfig).not.toHaveBeenCalled();
});
