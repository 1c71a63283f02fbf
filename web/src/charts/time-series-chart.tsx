import { useMemo, useState } from "react";
import { useTheme } from "../ui/theme";
import { Legend } from "./legend";
import { seriesColour } from "./palette";
import { type Hover, PlotCanvas } from "./plot-canvas";
import { type PlotSource, toPlotData } from "./plot-data";
import type { PlotLook, Threshold } from "./plot-options";
import { summarise } from "./summary";
import { Tooltip } from "./tooltip";

export interface TimeSeriesDisplay {
  axisLabel?: string;
  yRange: readonly [number, number] | null;
  lineColour?: string;
  /** How single lines look, by their series' label. */
  lines?: Readonly<Record<string, { colour: string; dashed?: boolean }>>;
  filled: boolean;
  /** Charts below each other line up by it, CSS pixels. */
  leastAxis?: number;
  /** The chart below it says the times. */
  timeless?: boolean;
  /** What says itself what its lines are needs none. */
  legend?: boolean;
  unit?: string;
  decimals?: number;
  thresholds: readonly Threshold[];
}

export interface TimeSeriesChartProps {
  data: PlotSource;
  display: TimeSeriesDisplay;
  timezone: string;
  /** Charts with one key share their crosshair. */
  syncKey: string;
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
  /** A click, or the touch of a finger, on a moment. */
  onPick?: (atMs: number) => void;
}

const noneHidden: ReadonlySet<number> = new Set();

export function TimeSeriesChart({
  data,
  display,
  timezone,
  syncKey,
  onZoom,
  onZoomBack,
  onPick,
}: TimeSeriesChartProps) {
  const theme = useTheme();
  const [hover, setHover] = useState<Hover | null>(null);
  const [hidden, setHidden] = useState(noneHidden);
  const plotData = useMemo(() => toPlotData(data), [data]);
  const labels = plotData.series.map((series) => series.label);
  const named = labels.join("\u0000");
  const count = labels.length;
  const look = useMemo<PlotLook>(
    () => ({
      theme,
      timezone,
      colours: named
        .split("\u0000")
        .map((label, index) =>
          seriesColour(
            index,
            theme,
            display.lines?.[label]?.colour ?? (count === 1 ? display.lineColour : undefined),
          ),
        ),
      dashed: named.split("\u0000").map((label) => display.lines?.[label]?.dashed === true),
      // Areas of many lines bury each other.
      filled: display.filled && count === 1,
      leastAxis: display.leastAxis,
      timeless: display.timeless,
      yRange: display.yRange,
      whole: display.decimals === 0,
      thresholds: display.thresholds.map((one) => ({ ...one, color: seriesColour(0, theme, one.color) })),
    }),
    [theme, timezone, named, count, display],
  );
  const xRange = useMemo(
    () => [Date.parse(data.range.start), Date.parse(data.range.end)] as const,
    [data.range.start, data.range.end],
  );
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
          onPick={onPick}
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
      {count > 1 && display.legend !== false && (
        <Legend labels={labels} colours={look.colours} hidden={hidden} onChange={setHidden} />
      )}
    </div>
  );
}
