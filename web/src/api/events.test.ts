import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followConfig } from "./events";

class FakeSource extends EventTarget {
  static made: FakeSource[] = [];
  readonly CLOSED = 2;
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.made.push(this);
  }

  close() {
    this.readyState = this.CLOSED;
  }

  say(event: string) {
    this.readyState = 1;
    this.dispatchEvent(new Event(event));
  }

  fail(forGood: boolean) {
    this.readyState = forGood ? this.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}

const changed = vi.fn();
const broken = vi.fn();
let stop: () => void;

const latest = () => {
  const source = FakeSource.made.at(-1);
  if (source === undefined) throw new Error("no connection was opened");
  return source;
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.made = [];
  changed.mockReset();
  broken.mockReset();
  vi.stubGlobal("EventSource", FakeSource);
  stop = followConfig("tenant-alpha", changed, broken);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an edit and a resync are heard, for the tenant on screen", () => {
  expect(latest().url).toBe("/api/v1/events?tenant=tenant-alpha");
  latest().say("open");
  expect(changed).not.toHaveBeenCalled();
  latest().say("config_changed");
  latest().say("resync");
  latest().say("something_else");
  expect(changed).toHaveBeenCalledTimes(2);
});

test("after a break everything is looked at again; the browser reconnects by itself", () => {
  latest().say("open");
  latest().fail(false);
  vi.advanceTimersByTime(600_000);
  expect(FakeSource.made).toHaveLength(1);
  latest().say("open");
  expect(changed).toHaveBeenCalledTimes(1);
});

test("a refusal is tried again, ever more rarely", () => {
  latest().fail(true);
  expect(FakeSource.made).toHaveLength(1);
  vi.advanceTimersByTime(30_000);
  expect(FakeSource.made).toHaveLength(2);
  latest().fail(true);
  vi.advanceTimersByTime(30_000);
  expect(FakeSource.made).toHaveLength(2);
  vi.advanceTimersByTime(30_000);
  expect(FakeSource.made).toHaveLength(3);
  expect(changed).not.toHaveBeenCalled();
});

test("the end of a connection that stood is told once, and a refusal is no end", () => {
  latest().fail(true);
  expect(broken).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30_000);
  latest().say("open");
  latest().fail(false);
  latest().fail(true);
  expect(broken).toHaveBeenCalledTimes(1);
});

test("on a share's page it is the share that listens", () => {
  stop();
  const id = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11";
  window.history.replaceState(null, "", `/share/${id}`);
  stop = followConfig("tenant-alpha", changed);
  expect(latest().url).toBe(`/api/v1/events?tenant=tenant-alpha&share=${id}`);
  window.history.replaceState(null, "", "/");
});

test("offline there is no connection, online there is a new one", () => {
  const first = latest();
  window.dispatchEvent(new Event("offline"));
  expect(first.readyState).toBe(first.CLOSED);
  window.dispatchEvent(new Event("online"));
  latest().say("open");
  expect(FakeSource.made).toHaveLength(2);
  expect(changed).toHaveBeenCalledTimes(1);
});

test("nothing is left when the page goes", () => {
  latest().fail(true);
  stop();
  vi.advanceTimersByTime(600_000);
  window.dispatchEvent(new Event("online"));
  expect(FakeSource.made).toHaveLength(1);
});
