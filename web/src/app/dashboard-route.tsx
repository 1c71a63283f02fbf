import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { dashboardQuery, dashboardsQuery, defaultDashboard } from "../api/dashboards";
import type { TableQuery } from "../api/panels";
import { DashboardPage } from "../features/dashboards/dashboard-page";
import { RefreshControl } from "../features/dashboards/refresh-control";
import { refreshMs } from "../features/dashboards/refresh-rate";
import { Panel } from "../features/panels/panel";
import { TimeRangePicker } from "../features/time-range/time-range-picker";
import { absoluteRange, defaultRange, isLive, resolveRange, type TimeRange } from "../format/time-range";
import { NoDashboardPage } from "./no-dashboard-page";
import { type DashboardSearch, readDashboardSearch } from "./search";

const noTable: TableQuery = {};

function useDashboardSearch() {
  const search = readDashboardSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = useCallback(
    (next: (search: DashboardSearch) => DashboardSearch, replace = false) =>
      navigate({
        to: ".",
        search: (before: object) => next(readDashboardSearch({ ...before })),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, change };
}

function OneDashboard({ tenant, name }: { tenant: string; name: string }) {
  const { data: dashboard } = useSuspenseQuery(dashboardQuery(tenant, name));
  const { search, change } = useDashboardSearch();
  const range: TimeRange = { from: search.from ?? defaultRange.from, to: search.to ?? defaultRange.to };
  const refresh = search.refresh ?? "auto";
  const timezone = dashboard.timezone || "UTC";
  const zoomedFrom = useRef<TimeRange[]>([]);

  const setRange = useCallback(
    (next: TimeRange) => change((before) => ({ ...before, ...next, tables: firstPages(before) })),
    [change],
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

  return (
    <DashboardPage
      dashboard={dashboard}
      timezone={timezone}
      toolbar={
        <>
          <TimeRangePicker
            range={range}
            timezone={timezone}
            onRange={(next) => {
              zoomedFrom.current = [];
              setRange(next);
            }}
          />
          <RefreshControl
            tenant={tenant}
            choice={refresh}
            onChoose={(choice) =>
              change((before) => ({ ...before, refresh: choice === "auto" ? undefined : choice }), true)
            }
          />
        </>
      }
      renderPanel={(panel) => (
        <Panel
          panel={panel}
          tenant={tenant}
          range={range}
          timezone={timezone}
          syncKey={`${tenant}/${name}`}
          refreshMs={refreshMs(refresh, panel, resolveRange(range, Date.now(), timezone), isLive(range))}
          table={search.tables?.[panel.id] ?? noTable}
          onTable={(table) => setTable(panel.id, table)}
          onZoom={onZoom}
          onZoomBack={onZoomBack}
        />
      )}
    />
  );
}

/** Another range holds other rows: page 7 of the old one means nothing there. */
function firstPages({ tables }: DashboardSearch): DashboardSearch["tables"] {
  if (tables === undefined) return undefined;
  return Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, { ...table, page: undefined }]));
}

/** `/t/$tenant/d/$dashboard`, and `/t/$tenant` with the default dashboard. */
export function DashboardRoute() {
  const { tenant, dashboard } = useParams({ strict: false }) as { tenant: string; dashboard?: string };
  const { data } = useSuspenseQuery(dashboardsQuery(tenant));
  const name = dashboard ?? defaultDashboard(data.dashboards);
  if (name === undefined) return <NoDashboardPage tenant={tenant} />;
  return <OneDashboard key={`${tenant}/${name}`} tenant={tenant} name={name} />;
}
