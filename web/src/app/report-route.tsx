import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import type { PanelAsk } from "../api/panels";
import { meQuery } from "../api/session";
import { ReportPage } from "../features/panels/report-page";
import { ShareButton } from "../features/sharing/share-button";
import { TimeRangePicker } from "../features/time-range/time-range-picker";
import { absoluteRange, defaultRange, type TimeRange } from "../format/time-range";
import { tenantToOpen } from "./last-tenant";
import { NotFoundPage } from "./not-found-page";
import { RangeNotice } from "./range-notice";
import { type ReportSearch, readReportSearch } from "./search";
import { useTimezone } from "./use-timezone";

function OneReport({ tenant, panelId }: { tenant: string; panelId: string }) {
  const search = readReportSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const timezone = useTimezone(tenant);
  const zoomedFrom = useRef<TimeRange[]>([]);
  const range: TimeRange = { from: search.from ?? defaultRange.from, to: search.to ?? defaultRange.to };
  const change = (next: Partial<ReportSearch>, replace = false) =>
    navigate({
      to: ".",
      search: (before: object) => ({ ...readReportSearch({ ...before }), ...next }),
      replace,
      resetScroll: false,
    });
  const table = search.tables?.[panelId];
  if (timezone === undefined) return null;
  const asked: PanelAsk = {
    tenant,
    panelId,
    range,
    timezone,
    table,
    everyRow: search.points === "all",
  };
  return (
    <ReportPage
      asked={asked}
      tenantName={me?.memberships.find((one) => one.tenant === tenant)?.tenant_name ?? tenant}
      rangePicker={
        <TimeRangePicker
          range={range}
          timezone={timezone}
          onRange={(next) =>
            change({ ...next, tables: table && { [panelId]: { ...table, page: undefined } } })
          }
        />
      }
      notice={<RangeNotice />}
      mayExport={!me?.viewing_as}
      actions={(title) => <ShareButton tenant={tenant} kind="report" target={panelId} title={title} />}
      onTable={(next) => change({ tables: { [panelId]: next } }, true)}
      onZoom={(start, end) => {
        zoomedFrom.current.push(range);
        change(absoluteRange({ start: Math.floor(start / 1000) * 1000, end: Math.ceil(end / 1000) * 1000 }));
      }}
      onZoomBack={() => {
        const before = zoomedFrom.current.pop();
        if (before !== undefined) change(before);
      }}
      notFound={<NotFoundPage />}
    />
  );
}

/** `/reports/$panelId?tenant=…`; without a tenant, the one that was open last. */
export function ReportRoute() {
  const { panelId } = useParams({ strict: false }) as { panelId: string };
  const { tenant: asked } = readReportSearch(useSearch({ strict: false }));
  const { data: me } = useQuery(meQuery);
  const tenant = asked ?? (me && tenantToOpen(me));
  if (tenant === undefined) return <NotFoundPage />;
  return <OneReport key={`${tenant}/${panelId}`} tenant={tenant} panelId={panelId} />;
}
