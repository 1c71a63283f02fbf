import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useRef } from "react";
import type { TableQuery } from "../api/panels";
import { meQuery } from "../api/session";
import type { DashboardPanel } from "../api/types";
import type { DrillState } from "../features/panels/drill-state";
import type { PanelProps } from "../features/panels/panel-types";
import { type DashboardSearch, rowsKey } from "./search";
import { type ChangeSearch, withoutPanel } from "./use-dashboard-search";

const DrillDown = lazy(() => import("../features/panels/drill-down"));

interface OpenedPanelProps {
  panels: readonly DashboardPanel[];
  search: DashboardSearch;
  change: ChangeSearch;
  /** Whether this page opened it: then the entry before in the history is the dashboard. */
  openedHere: () => boolean;
  propsOf: (panel: DashboardPanel) => PanelProps;
  rangePicker: ReactNode;
}

const noRows: TableQuery = {};

/** The panel that the address says is open, if this dashboard has it. */
export function OpenedPanel({ panels, search, ...rest }: OpenedPanelProps) {
  const panel = panels.find(({ id, drill_down }) => id === search.panel && drill_down.enabled);
  return panel === undefined ? null : <Opened key={panel.id} panel={panel} search={search} {...rest} />;
}

function Opened({
  panel,
  search,
  change,
  openedHere,
  propsOf,
  rangePicker,
}: Omit<OpenedPanelProps, "panels"> & { panel: DashboardPanel }) {
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const closing = useRef(false);
  const atFirst = useRef(search);
  const props = propsOf(panel);
  const byFile = panel.drill_down.disable_aggregation;
  const state: DrillState = {
    everyRow: search.points === undefined ? byFile : search.points === "all",
    view: search.view === "rows" ? "rows" : "shown",
    rows: search.tables?.[rowsKey] ?? noRows,
  };
  const onState = ({ everyRow, view, rows }: DrillState) =>
    change(
      (before) => ({
        ...before,
        points: everyRow === byFile ? undefined : everyRow ? "all" : "grouped",
        view: view === "rows" ? "rows" : undefined,
        tables: { ...before.tables, [rowsKey]: rows },
      }),
      true,
    );
  const onClose = () => {
    // Both the cross and the dialog itself may say so.
    if (closing.current) return;
    closing.current = true;
    const sameRange = search.from === atFirst.current.from && search.to === atFirst.current.to;
    if (openedHere() && sameRange) router.history.back();
    else change(withoutPanel, true);
  };
  const { href } = router.buildLocation({
    to: "/reports/$panelId",
    params: { panelId: panel.id },
    search: {
      tenant: props.tenant,
      ...props.range,
      ...(panel.type === "timeseries" && state.everyRow ? { points: "all" as const } : {}),
      ...(panel.type === "table" && { tables: { [panel.id]: props.table } }),
    },
  });
  return (
    <Suspense fallback={null}>
      <DrillDown
        {...props}
        syncKey="opened"
        state={state}
        onState={onState}
        onClose={onClose}
        rangePicker={rangePicker}
        mayExport={!me?.viewing_as}
        reportHref={href}
      />
    </Suspense>
  );
}
