import { useMemo } from "react";
import type { PanelData } from "../../api/types";
import { isLive } from "../../format/time-range";
import { ProblemNotice } from "../../ui/problem-notice";
import { BarBody } from "./bar-body";
import { barDisplay, tableDisplay, thresholdsOf, timeSeriesDisplay } from "./display";
import { GaugeBody } from "./gauge-body";
import { HealthBody } from "./health-body";
import { ImageBody } from "./image-body";
import { KpiBody } from "./kpi-body";
import type { PanelProps } from "./panel-types";
import { TableBody } from "./table-body";
import { TemplateBody } from "./template-body";
import { TimeSeriesBody } from "./time-series-body";

interface PanelBodyProps extends PanelProps {
  data: PanelData;
  loadedAt: number;
  asTable: boolean;
}

// Collectors run each minute or so; what a KPI counts may well come once an hour.
const leastStaleMs = { health_status: 15 * 60_000, kpi: 90 * 60_000 };

export function PanelBody({ panel, data, loadedAt, asTable, ...context }: PanelBodyProps) {
  const { tenant, range, timezone, syncKey, table, onTable, onZoom, onZoomBack } = context;
  const chartDisplay = useMemo(() => timeSeriesDisplay(panel.display), [panel.display]);
  const threeRounds = 3 * panel.refresh_interval * 1000;
  switch (data.type) {
    case "timeseries":
      return (
        <TimeSeriesBody
          title={panel.title}
          asTable={asTable}
          data={data}
          display={chartDisplay}
          {...{ timezone, syncKey, onZoom, onZoomBack }}
        />
      );
    case "bar":
      return (
        <BarBody
          title={panel.title}
          asTable={asTable}
          data={data}
          display={barDisplay(panel.display, data.series.length > 1)}
        />
      );
    case "gauge":
      return (
        <GaugeBody
          data={data}
          staleAfterMs={isLive(range) ? Math.max(leastStaleMs.kpi, threeRounds) : null}
          timezone={timezone}
        />
      );
    case "kpi":
      return (
        <KpiBody
          data={data}
          staleAfterMs={isLive(range) ? Math.max(leastStaleMs.kpi, threeRounds) : null}
          thresholds={thresholdsOf(panel.display)}
          timezone={timezone}
        />
      );
    case "health_status":
      return (
        <HealthBody
          data={data}
          loadedAt={loadedAt}
          staleAfterMs={Math.max(leastStaleMs.health_status, threeRounds)}
          timezone={timezone}
        />
      );
    case "table":
      return (
        <TableBody
          title={panel.title}
          data={data}
          display={tableDisplay(panel.display)}
          query={table}
          timezone={timezone}
          onQuery={onTable}
        />
      );
    case "custom_image":
      return <ImageBody tenant={tenant} title={panel.title} address={data.image_url} loadedAt={loadedAt} />;
    case "custom_template":
      return <TemplateBody html={data.html} />;
    default:
      return <UnknownType type={panel.type} />;
  }
}

/** A server newer than this page may know more types than the page does. */
function UnknownType({ type }: { type: string }) {
  return (
    <ProblemNotice
      problem={{
        title: `This page cannot show panels of type “${type}”`,
        hint: "Reload the page to get its newest version.",
      }}
    />
  );
}
