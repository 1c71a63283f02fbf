import uPlot from "uplot";
import { formatTick } from "../format/number";
import type { Theme } from "../ui/theme";
import { surface } from "./palette";
import { timeTicks } from "./time-axis";

export interface Threshold {
  value: number;
  color: string;
  label: string;
}

export interface PlotLook {
  theme: Theme;
  timezone: string;
  colours: readonly string[];
  /** Told apart without their colours, by line. */
  dashed?: readonly boolean[];
  filled: boolean;
  /** Of the axis of values, CSS pixels. */
  leastAxis?: number;
  /** Without times below. */
  timeless?: boolean;
  yRange: readonly [number, number] | null;
  thresholds: readonly Threshold[];
  /** What is counted has no half: the axis steps by 1 and more. */
  whole: boolean;
}

const ink: Record<Theme, { text: string; grid: string }> = {
  light: { text: "#636c7a", grid: "#eef0f3" },
  dark: { text: "#929bab", grid: "#20252e" },
};

const font = '11px "Inter Variable", sans-serif';

function widestTick(ticks: string[] | null, self: uPlot): number {
  const longest = (ticks ?? []).reduce((most, tick) => (tick.length > most.length ? tick : most), "");
  self.ctx.save();
  self.ctx.font = font;
  const width = self.ctx.measureText(longest).width;
  self.ctx.restore();
  return Math.ceil(width) + 14;
}

/** A point between two gaps has no line to show it; it gets a dot. */
function lonePoints(self: uPlot, index: number, shown: boolean): number[] | null {
  const values = self.data[index];
  const [first, last] = self.series[0]?.idxs ?? [0, 0];
  if (shown || values === undefined) return null;
  const lone: number[] = [];
  let before: number | null = null;
  let current: number | null = null;
  for (let at = first; at <= last + 1; at += 1) {
    const value = at <= last ? values[at] : null;
    if (value === undefined) continue;
    if (current !== null && before === null && value === null) lone.push(current);
    before = value === null ? null : current;
    if (value === null) {
      before = null;
      current = null;
    } else {
      before = current;
      current = at;
    }
  }
  return lone.length === 0 ? null : lone;
}

function drawThresholds(self: uPlot, { thresholds, theme }: PlotLook): void {
  const { ctx, bbox } = self;
  const { min = 0, max = 0 } = self.scales.y ?? {};
  ctx.save();
  ctx.font = `${10 * devicePixelRatio}px "Inter Variable", sans-serif`;
  ctx.textAlign = "right";
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { value, color, label } of thresholds) {
    // One at or below the floor bounds nothing that can be seen.
    if (value <= (min ?? 0) || value > (max ?? 0)) continue;
    const y = Math.round(self.valToPos(value, "y", true));
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.lineWidth = 3 * devicePixelRatio;
    ctx.strokeStyle = surface[theme];
    ctx.setLineDash([]);
    ctx.strokeText(label, bbox.left + bbox.width - 4 * devicePixelRatio, y - 4 * devicePixelRatio);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.fillStyle = color;
    ctx.fillText(label, bbox.left + bbox.width - 4 * devicePixelRatio, y - 4 * devicePixelRatio);
  }
  ctx.restore();
}

/** From zero where that costs little: a cut axis makes ripples look like cliffs. */
function fittingRange(min: number, max: number): [number, number] {
  const spread = max - min || Math.abs(max) || 1;
  const fromZero = min >= 0 && min < 0.7 * max;
  return [fromZero ? 0 : min - 0.1 * spread, max <= 0 && min < 0 ? 0 : max + 0.1 * spread];
}

function fillUnder(colour: string) {
  return (self: uPlot) => {
    const { top, height } = self.bbox;
    if (!Number.isFinite(top + height)) return `${colour}20`;
    const gradient = self.ctx.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, `${colour}3d`);
    gradient.addColorStop(1, `${colour}05`);
    return gradient;
  };
}

const wholeSteps = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

export interface PlotEvents {
  syncKey: string;
  /** The range that was asked for, in ms: data that ends early must show that it does. */
  xRange: () => readonly [number, number];
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
  onHover: (self: uPlot) => void;
}

export function plotOptions(
  labels: readonly string[],
  look: PlotLook,
  events: PlotEvents,
): Omit<uPlot.Options, "width" | "height"> {
  const { text, grid } = ink[look.theme];
  const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: grid, width: 1 } };
  return {
    ms: 1,
    tzDate: (instant) => uPlot.tzDate(new Date(instant), look.timezone),
    // To the right, half of the last tick's label
    padding: [10, 26, 0, 0],
    legend: { show: false },
    focus: { alpha: labels.length > 1 ? 0.25 : 1 },
    cursor: {
      y: false,
      focus: { prox: 24 },
      sync: {
        key: events.syncKey,
        setSeries: false,
        scales: ["x", null],
        // Only the crosshair is shared: a drag heard by every chart would zoom once for each.
        filters: { pub: (type) => type === "mousemove" || type === "mouseleave" },
      },
      drag: { x: true, y: false, setScale: false },
      points: {
        size: 7,
        width: 2,
        stroke: surface[look.theme],
        fill: (_self, index) => look.colours[index - 1] ?? text,
      },
      bind: {
        // uPlot's own double click would reset the scale to the data; ours goes back to the range before.
        dblclick: () => () => {
          events.onZoomBack();
          return null;
        },
      },
    },
    scales: {
      x: { time: true, range: () => [...events.xRange()] as [number, number] },
      y: {
        range: (_self, min, max) => {
          if (look.yRange !== null) return [look.yRange[0], look.yRange[1]];
          return fittingRange(min ?? 0, max ?? 1);
        },
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: look.timeless ? 8 : 30,
        gap: 8,
        space: 72,
        values: (_self, splits, _index, _space, step) =>
          look.timeless ? splits.map(() => "") : timeTicks(splits, step, look.timezone),
      },
      {
        ...axis,
        gap: 6,
        space: 36,
        ...(look.whole ? { incrs: wholeSteps } : {}),
        size: (self, ticks) => Math.max(look.leastAxis ?? 0, widestTick(ticks, self)),
        values: (_self, splits, _index, _space, step) => splits.map((split) => formatTick(split, step)),
      },
    ],
    series: [
      {},
      ...labels.map((label, index): uPlot.Series => {
        const colour = look.colours[index] ?? text;
        return {
          label,
          stroke: colour,
          width: labels.length > 6 ? 1.15 : 1.6,
          dash: look.dashed?.[index] ? [5, 4] : undefined,
          fill: look.filled ? fillUnder(colour) : undefined,
          points: { show: false, size: 4, fill: colour, filter: lonePoints },
        };
      }),
    ],
    hooks: {
      draw: [(self) => drawThresholds(self, look)],
      setCursor: [events.onHover],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < 6) return;
          const start = self.posToVal(left, "x");
          const end = self.posToVal(left + width, "x");
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onZoom(start, end);
        },
      ],
    },
  };
}
