import { useEffect, useRef } from "react";

interface ListKeys {
  onMove: (step: 1 | -1) => void;
  onOpen: () => void;
  onSelect: (range: boolean) => void;
  onSearch: () => void;
  onClose: () => void;
}

/** Whoever types into a field, or answers a dialog or a menu, means no row. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open], [popover]:popover-open") !== null) return true;
  return (
    target instanceof Element &&
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"]') !==
      null
  );
}

/** j and k or arrows move, Enter opens, x selects, / searches, Escape closes. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isElsewhere(event.target)) return;
      const { onMove, onOpen, onSelect, onSearch, onClose } = latest.current;
      const onRow = !(event.target instanceof Element && event.target.closest("a, button"));
      // In a box that scrolls, and in an open ticket, arrows scroll.
      const inTicket = event.target instanceof Element && event.target.closest("[data-ticket]") !== null;
      const acts: Record<string, (() => void) | undefined> = {
        j: () => onMove(1),
        k: () => onMove(-1),
        ArrowDown: inTicket ? undefined : () => onMove(1),
        ArrowUp: inTicket ? undefined : () => onMove(-1),
        Enter: onRow ? onOpen : undefined,
        x: () => onSelect(false),
        X: () => onSelect(true),
        "/": onSearch,
        Escape: onClose,
      };
      const act = acts[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
