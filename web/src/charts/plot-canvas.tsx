import { memo, useEffect, useRef } from "react";
import uPlot from "uplot";
import type { PlotData } from "./plot-data";
import { type PlotLook, plotOptions } from "./plot-options";

export interface Hover {
  /** CSS pixels inside the plot's box. */
  left: number;
  top: number;
  boxWidth: number;
  timeMs: number;
  rows: { index: number; value: number }[];
  /** The line under the pointer, if one is near. */
  nearest: number | null;
}

interface PlotCanvasProps {
  data: PlotData;
  look: PlotLook;
  xRange: readonly [number, number];
  /** Lines that are switched off, by index. */
  hidden: ReadonlySet<number>;
  syncKey: string;
  summary: string;
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
  onHover: (hover: Hover | null) => void;
  onPick?: (atMs: number) => void;
}

function columns(data: PlotData): uPlot.AlignedData {
  return [data.timestamps, ...data.series.map((series) => series.values)] as uPlot.AlignedData;
}

function hoverOf(self: uPlot): Hover | null {
  const { left = -1, top = -1, idx, idxs, event } = self.cursor;
  // Without an event of its own this chart only follows the crosshair of another.
  if (left < 0 || top < 0 || idx === null || idx === undefined || !event) return null;
  const rows = self.series.flatMap((series, index) => {
    const at = idxs?.[index];
    const value =
      index === 0 || !series.show || at === null || at === undefined ? null : self.data[index]?.[at];
    return value === null || value === undefined ? [] : [{ index: index - 1, value }];
  });
  const focused = self.series.findIndex(
    (series, index) => index > 0 && (series as { _focus?: boolean })._focus === true,
  );
  const timeMs = self.data[0]?.[idx];
  if (timeMs === undefined || rows.length === 0) return null;
  const nearest = focused > 0 && self.series.length > 2 ? focused - 1 : null;
  const { offsetLeft, offsetTop } = self.over;
  return { left: left + offsetLeft, top: top + offsetTop, boxWidth: self.width, timeMs, rows, nearest };
}

/** uPlot's one home: made anew when its look changes, fed when only data does. */
export const PlotCanvas = memo(function PlotCanvas(props: PlotCanvasProps) {
  const { data, look, xRange, hidden, syncKey, summary } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const labels = data.series.map((series) => series.label).join("\u0000");

  // Data, range and callbacks are read through `latest`, so that they don't rebuild the plot
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const options = plotOptions(
      latest.current.data.series.map((series) => series.label),
      look,
      {
        syncKey,
        xRange: () => latest.current.xRange,
        onZoom: (start, end) => latest.current.onZoom(start, end),
        onZoomBack: () => latest.current.onZoomBack(),
        onHover: (self) => latest.current.onHover(hoverOf(self)),
      },
    );
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...options, ...size() }, columns(latest.current.data), element);
    plot.current = made;
    for (const index of latest.current.hidden) made.setSeries(index + 1, { show: false });
    const leave = () => latest.current.onHover(null);
    made.over.addEventListener("mouseleave", leave);
    // What was dragged over is zoomed into, and no click.
    let pressedAt = 0;
    made.over.addEventListener("pointerdown", ({ clientX }) => {
      pressedAt = clientX;
    });
    made.over.addEventListener("click", ({ clientX }) => {
      const left = clientX - made.over.getBoundingClientRect().left;
      if (Math.abs(clientX - pressedAt) < 6) latest.current.onPick?.(made.posToVal(left, "x"));
    });
    const resize = new ResizeObserver(() => {
      const { width, height } = size();
      if (width !== made.width || height !== made.height) made.setSize({ width, height });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [labels, look, syncKey]);

  const [start, end] = xRange;
  // A new range re-reads the scale even where the data is the same
  useEffect(() => {
    const made = plot.current;
    if (made !== null && made.data.length === data.series.length + 1) made.setData(columns(data));
  }, [data, start, end]);

  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.batch(() => {
      for (let index = 1; index < made.series.length; index += 1) {
        const show = !hidden.has(index - 1);
        if (made.series[index]?.show !== show) made.setSeries(index, { show });
      }
    });
  }, [hidden]);

  return (
    <div ref={box} role="img" aria-label={summary} className="absolute inset-0 overflow-hidden touch-pan-y" />
  );
});
