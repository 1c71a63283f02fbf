import { hasPoints } from "../../charts/plot-data";
import { SeriesTable } from "../../charts/series-table";
import { TimeSeriesChart, type TimeSeriesChartProps } from "../../charts/time-series-chart";
import { EmptyNotice } from "../../ui/empty-notice";

interface TimeSeriesBodyProps extends TimeSeriesChartProps {
  title: string;
  asTable: boolean;
}

export function TimeSeriesBody({ title, asTable, ...chart }: TimeSeriesBodyProps) {
  if (!hasPoints(chart.data)) {
    return <EmptyNotice title="No points in this range" hint="Choose a longer range, or one further back." />;
  }
  if (asTable) return <SeriesTable caption={title} data={chart.data} timezone={chart.timezone} />;
  return <TimeSeriesChart {...chart} />;
}
