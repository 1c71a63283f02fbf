import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { dashboardQuery, dashboardsQuery, defaultDashboard } from "../api/dashboards";
import type { TableQuery } from "../api/panels";
import { isNotFound } from "../api/problem";
import type { DashboardPanel } from "../api/types";
import { FindingsBanner } from "../features/config-findings/findings-banner";
import { DashboardPage } from "../features/dashboards/dashboard-page";
import { RefreshControl } from "../features/dashboards/refresh-control";
import { refreshMs } from "../features/dashboards/refresh-rate";
import { Panel } from "../features/panels/panel";
import type { PanelProps } from "../features/panels/panel-types";
import { ShareButton } from "../features/sharing/share-button";
import { TimeRangePicker } from "../features/time-range/time-range-picker";
import { absoluteRange, defaultRange, isLive, resolveRange, type TimeRange } from "../format/time-range";
import { NoDashboardPage } from "./no-dashboard-page";
import { OpenedPanel } from "./opened-panel";
import { RangeNotice } from "./range-notice";
import { firstPages, useDashboardSearch } from "./use-dashboard-search";

const noTable: TableQuery = {};

function OneDashboard({ tenant, name }: { tenant: string; name: string }) {
  const { data: dashboard, error } = useSuspenseQuery(dashboardQuery(tenant, name));
  const { search, change } = useDashboardSearch();
  const range: TimeRange = { from: search.from ?? defaultRange.from, to: search.to ?? defaultRange.to };
  const refresh = search.refresh ?? "auto";
  const timezone = dashboard.timezone || "UTC";
  const zoomedFrom = useRef<TimeRange[]>([]);
  const openedHere = useRef(false);
  // One that an edit took away must not stay on screen as if it were there.
  if (isNotFound(error)) throw error;

  // While a panel is open the dashboard behind it is one entry of the history, whatever is chosen in the panel.
  const isOpen = search.panel !== undefined;
  const setRange = useCallback(
    (next: TimeRange) => change((before) => ({ ...before, ...next, tables: firstPages(before) }), isOpen),
    [change, isOpen],
  );
  const onZoom = (start: number, end: number) => {
    zoomedFrom.current.push(range);
    setRange(absoluteRange({ start: Math.floor(start / 1000) * 1000, end: Math.ceil(end / 1000) * 1000 }));
  };
  const onZoomBack = () => {
    const before = zoomedFrom.current.pop();
    if (before !== undefined) setRange(before);
  };
  const setTable = (panelId: string, table: TableQuery) =>
    change((before) => ({ ...before, tables: { ...before.tables, [panelId]: table } }), true);
  const explore = (panelId: string) => {
    openedHere.current = true;
    change((before) => ({ ...before, panel: panelId }));
  };
  const propsOf = (panel: DashboardPanel): PanelProps => ({
    panel,
    tenant,
    range,
    timezone,
    syncKey: `${tenant}/${name}`,
    refreshMs: refreshMs(refresh, panel, resolveRange(range, Date.now(), timezone), isLive(range)),
    table: search.tables?.[panel.id] ?? noTable,
    onTable: (table) => setTable(panel.id, table),
    onZoom,
    onZoomBack,
    onExplore: panel.drill_down.enabled ? () => explore(panel.id) : undefined,
  });
  const rangePicker = (
    <TimeRangePicker
      range={range}
      timezone={timezone}
      onRange={(next) => {
        zoomedFrom.current = [];
        setRange(next);
      }}
    />
  );

  return (
    <>
      <DashboardPage
        dashboard={dashboard}
        timezone={timezone}
        notice={
          <>
            <RangeNotice />
            <FindingsBanner tenant={tenant} />
          </>
        }
        toolbar={
          <>
            {rangePicker}
            <ShareButton tenant={tenant} kind="dashboard" target={name} title={dashboard.title} />
            <RefreshControl
              tenant={tenant}
              choice={refresh}
              onChoose={(choice) =>
                change((before) => ({ ...before, refresh: choice === "auto" ? undefined : choice }), true)
              }
            />
          </>
        }
        renderPanel={(panel) => <Panel {...propsOf(panel)} />}
      />
      <OpenedPanel
        panels={dashboard.panels}
        search={search}
        change={change}
        openedHere={() => openedHere.current}
        propsOf={propsOf}
        rangePicker={rangePicker}
      />
    </>
  );
}

/** `/t/$tenant/d/$dashboard`, and `/t/$tenant` with the default dashboard. */
export function DashboardRoute() {
  const { tenant, dashboard } = useParams({ strict: false }) as { tenant: string; dashboard?: string };
  const { data } = useSuspenseQuery(dashboardsQuery(tenant));
  const name = dashboard ?? defaultDashboard(data.dashboards);
  if (name === undefined) return <NoDashboardPage tenant={tenant} />;
  return <OneDashboard key={`${tenant}/${name}`} tenant={tenant} name={name} />;
}
