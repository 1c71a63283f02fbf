import { useEffect, useRef, useState } from "react";

const shownMs = 2_000;

/**
 * Whether the value has just changed, for a moment. Another scope brings other numbers, and that is no change: none of
 * them is marked then.
 */
export function useMark(value: unknown, scopeKey: string): boolean {
  const before = useRef({ value, scopeKey });
  const [marked, setMarked] = useState(false);
  useEffect(() => {
    const last = before.current;
    before.current = { value, scopeKey };
    if (last.scopeKey !== scopeKey) setMarked(false);
    if (last.scopeKey !== scopeKey || Object.is(last.value, value)) return;
    setMarked(true);
    const timer = setTimeout(() => setMarked(false), shownMs);
    return () => clearTimeout(timer);
  }, [value, scopeKey]);
  return marked;
}
