import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atMostEvery } from "./at-most-every";

const pause = 5_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What takes so long, and notes when it began. */
function work(takesMs = 0) {
  const begun: number[] = [];
  const act = vi.fn(() => {
    begun.push(Date.now());
    return new Promise<void>((done) => setTimeout(done, takesMs));
  });
  return { act, begun };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("the first wish is granted at once", () => {
  const { act } = work();
  atMostEvery(pause, act).ask();
  expect(act).toHaveBeenCalledTimes(1);
});

test("a storm of wishes for a minute is a run each five seconds, and the last wish is not lost", async () => {
  const { act, begun } = work();
  const { ask } = atMostEvery(pause, act);
  for (let tick = 0; tick < 600; tick += 1) {
    ask();
    await wait(100);
  }
  const during = begun.length;
  expect(during).toBeLessThanOrEqual(12);
  expect(during).toBeGreaterThanOrEqual(11);
  await wait(pause);
  expect(begun.length).toBe(during + 1);
  for (const [index, at] of begun.entries())
    if (index > 0) expect(at - (begun[index - 1] ?? 0)).toBeGreaterThanOrEqual(pause);
  await wait(60_000);
  expect(begun.length).toBe(during + 1);
});

test("the pause begins when the answers are there, and no run overtakes another", async () => {
  const { act, begun } = work(3_000);
  const { ask } = atMostEvery(pause, act);
  ask();
  await wait(1_000);
  ask();
  await wait(6_900);
  expect(begun.length).toBe(1);
  await wait(200);
  expect(begun.length).toBe(2);
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBe(8_000);
});

test("after a quiet while a wish is granted at once again", async () => {
  const { act } = work();
  const { ask } = atMostEvery(pause, act);
  ask();
  await wait(pause + 1);
  expect(act).toHaveBeenCalledTimes(1);
  ask();
  expect(act).toHaveBeenCalledTimes(2);
});

test("a run that fails holds up nothing", async () => {
  const act = vi.fn(() => Promise.reject(new Error("away")));
  const { ask } = atMostEvery(pause, act);
  ask();
  ask();
  await wait(pause);
  expect(act).toHaveBeenCalledTimes(2);
});

test("what rests remembers that something was wished for", async () => {
  let resting = true;
  const { act } = work();
  const { ask } = atMostEvery(pause, act, () => resting);
  ask();
  await wait(60_000);
  expect(act).not.toHaveBeenCalled();
  resting = false;
  ask();
  expect(act).toHaveBeenCalledTimes(1);
});

test("nothing runs after the end", async () => {
  const { act } = work();
  const { ask, stop } = atMostEvery(pause, act);
  ask();
  ask();
  await wait(1);
  stop();
  await wait(60_000);
  ask();
  expect(act).toHaveBeenCalledTimes(1);
});
