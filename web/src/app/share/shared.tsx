import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { dashboardQuery } from "../../api/dashboards";
import type { TableQuery } from "../../api/panels";
import { reportQuery } from "../../api/reports";
import type { OpenedShare } from "../../api/shares";
import { DashboardGrid } from "../../features/dashboards/dashboard-grid";
import { DashboardSkeleton } from "../../features/dashboards/dashboard-skeleton";
import { refreshMs } from "../../features/dashboards/refresh-rate";
import { LonePanel } from "../../features/panels/lone-panel";
import { Panel } from "../../features/panels/panel";
import type { PanelProps, ShownPanel } from "../../features/panels/panel-types";
import { TimeRangePicker } from "../../features/time-range/time-range-picker";
import {
  absoluteRange,
  defaultRange,
  fitsInto,
  isLive,
  resolveRange,
  type TimeRange,
} from "../../format/time-range";
import { EmptyNotice } from "../../ui/empty-notice";
import { RangeNotice } from "../range-notice";
import { firstPages, useDashboardSearch } from "../use-dashboard-search";
import { ShareFrame } from "./share-frame";
import { ShareProblemPage } from "./share-problem-page";

const noTable: TableQuery = {};
const hourMs = 3_600_000;

/** What the address asks for, or all that may be had where that is too much. */
function useSharedRange(share: OpenedShare, timezone: string) {
  const { search, change } = useDashboardSearch();
  const zoomedFrom = useRef<TimeRange[]>([]);
  const hours = share.longest_range_hours ?? undefined;
  const longestMs = hours === undefined ? undefined : hours * hourMs;
  const wanted = { from: search.from ?? defaultRange.from, to: search.to ?? defaultRange.to };
  const fits = fitsInto(wanted, longestMs, Date.now(), timezone);
  const { from, to } = fits ? wanted : { from: `-${hours}h`, to: "now" };
  const range = useMemo<TimeRange>(() => ({ from, to }), [from, to]);
  const setRange = useCallback(
    (next: TimeRange) => change((before) => ({ ...before, ...next, tables: firstPages(before) })),
    [change],
  );
  const propsOf = (panel: ShownPanel): PanelProps => ({
    panel,
    tenant: share.tenant,
    range,
    timezone,
    syncKey: share.id,
    refreshMs: refreshMs("auto", panel, resolveRange(range, Date.now(), timezone), isLive(range)),
    table: search.tables?.[panel.id] ?? noTable,
    onTable: (table) =>
      change((before) => ({ ...before, tables: { ...before.tables, [panel.id]: table } }), true),
    onZoom: (start, end) => {
      zoomedFrom.current.push(range);
      setRange(absoluteRange({ start: Math.floor(start / 1000) * 1000, end: Math.ceil(end / 1000) * 1000 }));
    },
    onZoomBack: () => {
      const before = zoomedFrom.current.pop();
      if (before !== undefined) setRange(before);
    },
  });
  const picker = (
    <TimeRangePicker
      range={range}
      timezone={timezone}
      longestMs={longestMs}
      onRange={(next) => {
        zoomedFrom.current = [];
        setRange(next);
      }}
    />
  );
  const notice = fits ? (
    <RangeNotice />
  ) : (
    <RangeNotice shown={hours === 1 ? "the last hour" : `the last ${hours} hours`} beyondHours={hours} />
  );
  return { range, propsOf, picker, notice };
}

export function SharedDashboard({ share }: { share: OpenedShare }) {
  const dashboard = useQuery(dashboardQuery(share.tenant, share.target));
  const timezone = dashboard.data?.timezone || share.timezone || "UTC";
  const { propsOf, picker, notice } = useSharedRange(share, timezone);
  const { data, error } = dashboard;
  if (data === undefined) {
    if (error === null) return <DashboardSkeleton />;
    return <ShareProblemPage error={error} share={share} onRetry={() => dashboard.refetch()} />;
  }
  return (
    <ShareFrame share={share} title={data.title} timezone={timezone} tools={picker}>
      {notice}
      {data.panels.length === 0 ? (
        <EmptyNotice title="This dashboard has no panels" />
      ) : (
        <DashboardGrid
          columns={data.layout.columns}
          panels={data.panels}
          renderPanel={(panel) => <Panel {...propsOf(panel)} />}
        />
      )}
    </ShareFrame>
  );
}

export function SharedReport({ share }: { share: OpenedShare }) {
  const timezone = share.timezone || "UTC";
  const { range, propsOf, picker, notice } = useSharedRange(share, timezone);
  const report = useQuery(reportQuery({ tenant: share.tenant, panelId: share.target, range, timezone }));
  const { data, error } = report;
  const shown = useRef<ShownPanel>(undefined);
  // Another range asks anew; the panel itself is the same one.
  if (data !== undefined) shown.current = data.panel;
  const panel = shown.current;
  if (panel === undefined) {
    if (error === null) return <DashboardSkeleton />;
    return <ShareProblemPage error={error} share={share} onRetry={() => report.refetch()} />;
  }
  return (
    <ShareFrame share={share} title={panel.title} timezone={timezone} tools={picker}>
      {notice}
      <LonePanel {...propsOf(panel)} />
    </ShareFrame>
  );
}
