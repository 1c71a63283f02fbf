import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { type DashboardSearch, readDashboardSearch } from "./search";

export type ChangeSearch = (
  next: (search: DashboardSearch) => DashboardSearch,
  /** In place of the current entry of the history. */
  replace?: boolean,
) => void;

/** What the address says of a dashboard, and the way to say something else. */
export function useDashboardSearch(): { search: DashboardSearch; change: ChangeSearch } {
  const search = readDashboardSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = useCallback<ChangeSearch>(
    (next, replace = false) => {
      void navigate({
        to: ".",
        search: (before: object) => next(readDashboardSearch({ ...before })),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { search, change };
}

/** Another range holds other rows: page 7 of the old one means nothing there. */
export function firstPages({ tables }: DashboardSearch): DashboardSearch["tables"] {
  if (tables === undefined) return undefined;
  return Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, { ...table, page: undefined }]));
}

/** The address without an opened panel. */
export function withoutPanel({
  panel: _,
  points: _points,
  view: _view,
  ...rest
}: DashboardSearch): DashboardSearch {
  if (rest.tables === undefined) return rest;
  const { _rows, ...tables } = rest.tables;
  return { ...rest, tables };
}
