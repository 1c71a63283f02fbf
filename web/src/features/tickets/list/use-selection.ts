import { useCallback, useEffect, useRef, useState } from "react";
import { filterParams, type TicketSearch } from "../../../api/tickets/search";
import type { Ticket } from "../../../api/tickets/types";
import { nothingSelected, refreshed, toggle, togglePage, toggleRange } from "./selection";

const nobody: ReadonlySet<string> = new Set();

/** Which tickets are chosen. Pages may be turned meanwhile; other filters begin anew, lest unseen ones be changed. */
export function useSelection(search: TicketSearch, tickets: readonly Ticket[]) {
  const [selection, setSelection] = useState(nothingSelected);
  const latest = useRef(selection);
  latest.current = selection;
  const page = useRef(tickets);
  page.current = tickets;

  const { sort_by: _, sort_order: _order, ...filters } = filterParams(search);
  const asked = JSON.stringify(filters);
  useEffect(() => setSelection(nothingSelected), [asked]);
  useEffect(() => setSelection((before) => refreshed(before, tickets, nobody)), [tickets]);

  return {
    selection,
    now: useCallback(() => latest.current, []),
    toggle: useCallback((ticket: Ticket, range: boolean) => {
      setSelection((before) => (range ? toggleRange(before, ticket, page.current) : toggle(before, ticket)));
    }, []),
    togglePage: useCallback(() => setSelection((before) => togglePage(before, page.current)), []),
    lose: useCallback(
      (gone: ReadonlySet<string>) => setSelection((before) => refreshed(before, page.current, gone)),
      [],
    ),
    clear: useCallback(() => setSelection(nothingSelected), []),
  };
}
