import { useMemo, useState } from "react";
import type { TimeseriesData } from "../api/types";
import { useTheme } from "../ui/theme";
import { Legend } from "./legend";
import { seriesColour } from "./palette";
import { type Hover, PlotCanvas } from "./plot-canvas";
import { toPlotData } from "./plot-data";
import type { PlotLook, Threshold } from "./plot-options";
import { summarise } from "./summary";
import { Tooltip } from "./tooltip";

export interface TimeSeriesDisplay {
  axisLabel?: string;
  yRange: readonly [number, number] | null;
  lineColour?: string;
  filled: boolean;
  unit?: string;
  decimals?: number;
  thresholds: readonly Threshold[];
}

export interface TimeSeriesChartProps {
  data: TimeseriesData;
  display: TimeSeriesDisplay;
  timezone: string;
  /** Charts with one key share their crosshair. */
  syncKey: string;
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
}

const noneHidden: ReadonlySet<number> = new Set();

export function TimeSeriesChart({
  data,
  display,
  timezone,
  syncKey,
  onZoom,
  onZoomBack,
}: TimeSeriesChartProps) {
  const theme = useTheme();
  const [hover, setHover] = useState<Hover | null>(null);
  const [hidden, setHidden] = useState(noneHidden);
  const plotData = useMemo(() => toPlotData(data), [data]);
  const count = plotData.series.length;
  const look = useMemo<PlotLook>(
    () => ({
      theme,
      timezone,
      colours: Array.from({ length: count }, (_, index) =>
        seriesColour(index, theme, count === 1 ? display.lineColour : undefined),
      ),
      // Areas of many lines bury each other.
      filled: display.filled && count === 1,
      yRange: display.yRange,
      whole: display.decimals === 0,
      thresholds: display.thresholds.map((one) => ({ ...one, color: seriesColour(0, theme, one.color) })),
    }),
    [theme, timezone, count, display],
  );
  const xRange = useMemo(
    () => [Date.parse(data.range.start), Date.parse(data.range.end)] as const,
    [data.range.start, data.range.end],
  );
  const labels = plotData.series.map((series) => series.label);
  return (
    <div className="flex h-full min-h-0 flex-col gap-1">
      {display.axisLabel && <p className="px-1 text-2xs font-medium text-ink-3">{display.axisLabel}</p>}
      <div className="relative min-h-0 flex-1">
        <PlotCanvas
          data={plotData}
          look={look}
          xRange={xRange}
          hidden={hidden}
          syncKey={syncKey}
          summary={summarise(data, display.unit, timezone)}
          onZoom={onZoom}
          onZoomBack={onZoomBack}
          onHover={setHover}
        />
        {hover && (
          <Tooltip
            hover={hover}
            labels={labels}
            colours={look.colours}
            unit={display.unit}
            decimals={display.decimals}
            timezone={timezone}
          />
        )}
      </div>
      {count > 1 && <Legend labels={labels} colours={look.colours} hidden={hidden} onChange={setHidden} />}
    </div>
  );
}
