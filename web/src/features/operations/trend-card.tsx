import { useQuery } from "@tanstack/react-query";
import { ChartLine, Table2 } from "lucide-react";
import { useMemo, useState } from "react";
import { type Trend, trendQuery } from "../../api/operations";
import { TimeSeriesChart, type TimeSeriesDisplay } from "../../charts/time-series-chart";
import { IconButton } from "../../ui/button";
import { EmptyNotice } from "../../ui/empty-notice";
import { Skeleton } from "../../ui/skeleton";
import { useTheme } from "../../ui/theme";
import { BucketLine } from "./bucket-line";
import { FigureCard } from "./figure-card";
import { usePageScope } from "./scope-context";
import { nearestRow, type TrendRow, trendRows, trendSeries } from "./trend-data";
import { TrendTable } from "./trend-table";

// The page's accent, and the grey of what is done; a dash parts them without any colour too.
const colours = {
  light: { created: "#3350d4", resolved: "#636c7a" },
  dark: { created: "#8ea2ff", resolved: "#929bab" },
} as const;

const linedUp = { leastAxis: 48 };

const volume = { Created: (row: TrendRow) => row.created, Resolved: (row: TrendRow) => row.resolved };
const compliance = { Compliance: (row: TrendRow) => row.compliance };

interface TrendChartsProps {
  trend: Trend;
  timezone: string;
  asTable: boolean;
  onZoom: (startMs: number, endMs: number) => void;
}

function TrendCharts({ trend, timezone, asTable, onZoom }: TrendChartsProps) {
  const theme = useTheme();
  const rows = useMemo(() => trendRows(trend, timezone), [trend, timezone]);
  const [picked, setPicked] = useState<number | null>(null);
  const counted = useMemo(() => trendSeries(rows, trend.bucket, volume, "count"), [rows, trend.bucket]);
  const shares = useMemo(() => trendSeries(rows, trend.bucket, compliance, "avg"), [rows, trend.bucket]);
  const own = colours[theme];
  const volumeDisplay = useMemo<TimeSeriesDisplay>(
    () => ({
      yRange: null,
      filled: false,
      decimals: 0,
      thresholds: [],
      ...linedUp,
      timeless: true,
      legend: false,
      lines: { Created: { colour: own.created }, Resolved: { colour: own.resolved, dashed: true } },
    }),
    [own],
  );
  const shareDisplay = useMemo<TimeSeriesDisplay>(
    () => ({
      yRange: [0, 100],
      filled: true,
      unit: "%",
      decimals: 1,
      thresholds: [],
      ...linedUp,
      lineColour: own.created,
    }),
    [own],
  );
  const row = rows.find(({ start }) => start === picked) ?? rows.at(-1);
  if (row === undefined)
    return <EmptyNotice title="Nothing happened in this period" hint="Choose a longer one." />;
  if (asTable) return <TrendTable rows={rows} />;
  const shared = {
    timezone,
    syncKey: "operations-trend",
    onZoom,
    onZoomBack: () => undefined,
    onPick: (atMs: number) => setPicked(nearestRow(rows, atMs)?.start ?? null),
  };
  return (
    <>
      <p className="text-2xs font-medium text-ink-3">Tickets</p>
      <div className="relative min-h-36 flex-1">
        <div className="absolute inset-0">
          <TimeSeriesChart data={counted} display={volumeDisplay} {...shared} />
        </div>
      </div>
      <p className="mt-1 text-2xs font-medium text-ink-3">Compliance of what fell due, %</p>
      <div className="h-24">
        <TimeSeriesChart data={shares} display={shareDisplay} {...shared} />
      </div>
      <BucketLine rows={rows} row={row} onRow={({ start }) => setPicked(start)} />
    </>
  );
}

const every = { day: "by day", week: "by week", month: "by month" };

interface TrendCardProps extends Pick<TrendChartsProps, "timezone" | "onZoom"> {
  className: string;
}

export function TrendCard({ className, timezone, onZoom }: TrendCardProps) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(trendQuery(tenant, scope));
  const [asTable, setAsTable] = useState(false);
  const Icon = asTable ? ChartLine : Table2;
  return (
    <FigureCard
      title="Over time"
      note={answer.data && `tickets ${every[answer.data.bucket]}`}
      className={className}
      actions={
        <IconButton label={asTable ? "View as chart" : "View as table"} onClick={() => setAsTable(!asTable)}>
          <Icon className="size-4" aria-hidden />
        </IconButton>
      }
      answer={answer}
      skeleton={<Skeleton className="h-80" />}
    >
      {(trend) => <TrendCharts trend={trend} timezone={timezone} asTable={asTable} onZoom={onZoom} />}
    </FigureCard>
  );
}
