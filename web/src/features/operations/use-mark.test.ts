import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMark } from "./use-mark";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function mark(value: number, scope = "all") {
  return renderHook((props: { value: number; scope: string }) => useMark(props.value, props.scope), {
    initialProps: { value, scope },
  });
}

test("a change is marked, and for a moment only", () => {
  const { result, rerender } = mark(4);
  expect(result.current).toBe(false);
  rerender({ value: 4, scope: "all" });
  expect(result.current).toBe(false);
  rerender({ value: 5, scope: "all" });
  expect(result.current).toBe(true);
  act(() => vi.advanceTimersByTime(2_000));
  expect(result.current).toBe(false);
});

test("another period's number is no change", () => {
  const { result, rerender } = mark(4);
  rerender({ value: 900, scope: "-30d" });
  expect(result.current).toBe(false);
  rerender({ value: 901, scope: "-30d" });
  expect(result.current).toBe(true);
  rerender({ value: 4, scope: "all" });
  expect(result.current).toBe(false);
});
