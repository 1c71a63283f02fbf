import { BarChart, type BarChartProps } from "../../charts/bar-chart";
import { BarTable } from "../../charts/bar-table";
import { EmptyNotice } from "../../ui/empty-notice";

interface BarBodyProps extends BarChartProps {
  asTable: boolean;
}

export function BarBody({ asTable, ...chart }: BarBodyProps) {
  const { categories, series } = chart.data;
  if (categories.length === 0 || series.length === 0)
    return <EmptyNotice title="Nothing to count in this range" hint="Choose a longer range." />;
  return asTable ? <BarTable caption={chart.title} data={chart.data} /> : <BarChart {...chart} />;
}
