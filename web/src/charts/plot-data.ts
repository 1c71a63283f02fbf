import type { TimeseriesData } from "../api/types";

/** What a chart of time is drawn from. */
export type PlotSource = Omit<TimeseriesData, "type" | "meta">;

type Value = number | null | undefined;

/** Columns as uPlot reads them: null breaks a line, undefined is no point of that series and is drawn across. */
export interface PlotData {
  /** ms since the epoch, rising */
  timestamps: number[];
  series: { label: string; values: Value[] }[];
}

// web-2 comes before web-10.
const natural = new Intl.Collator("en", { numeric: true });

interface Points {
  timestamps: readonly number[];
  values: readonly (number | null)[];
}

// A collector that writes each 5 minutes leaves 4 of 5 one-minute buckets empty; that is its rhythm, not a gap.
const rhythmQuantile = 0.9;
const bucketedSlack = 1.5;
const rawSlack = 4;

/** The distance of two points (ms) past which the line has to break. */
function longestStep(points: Points, bucketMs: number | null): number {
  const steps: number[] = [];
  let last: number | null = null;
  points.timestamps.forEach((time, index) => {
    if (points.values[index] === null || points.values[index] === undefined) return;
    if (last !== null) steps.push(time - last);
    last = time;
  });
  steps.sort((a, b) => a - b);
  const rhythm = steps[Math.floor((steps.length - 1) * rhythmQuantile)] ?? 0;
  return bucketMs === null ? rhythm * rawSlack : Math.max(bucketMs, rhythm) * bucketedSlack;
}

/** Where rows are counted, an empty bucket is no gap: nothing happened in it. */
function valuesOf(series: PlotSource["series"][number], data: PlotSource): Points["values"] {
  if (data.bucket?.aggregate !== "count") return series.values;
  return series.values.map((value) => value ?? 0);
}

/** One series on a shared grid of times; every real gap holds a null, everything else that is missing an undefined. */
function honestValues(grid: readonly number[], points: Map<number, number>, longest: number): Value[] {
  const values: Value[] = new Array(grid.length).fill(undefined);
  let lastIndex = -1;
  grid.forEach((time, index) => {
    const value = points.get(time);
    if (value === undefined) return;
    values[index] = value;
    const gap = lastIndex >= 0 && time - (grid[lastIndex] ?? 0) > longest;
    if (gap) values.fill(null, lastIndex + 1, index);
    lastIndex = index;
  });
  return values;
}

/** Steps past `longest` get a time of their own in the middle, for the null to stand on. */
function gapTimes(points: Points, longest: number): number[] {
  const times: number[] = [];
  let last: number | null = null;
  points.timestamps.forEach((time, index) => {
    if (points.values[index] === null || points.values[index] === undefined) return;
    if (last !== null && time - last > longest) times.push(last + Math.min(longest, (time - last) / 2));
    last = time;
  });
  return times;
}

export function toPlotData(data: PlotSource): PlotData {
  const bucketMs = data.bucket === null ? null : data.bucket.seconds * 1000;
  const ordered = [...data.series].sort((a, b) => natural.compare(a.label, b.label));
  const all = ordered.map((series) => {
    const points: Points = {
      timestamps: series.timestamps ?? data.timestamps ?? [],
      values: valuesOf(series, data),
    };
    return { label: series.label, points, longest: longestStep(points, bucketMs) };
  });
  const times = new Set<number>();
  for (const { points, longest } of all) {
    for (const time of points.timestamps) times.add(time);
    for (const time of gapTimes(points, longest)) times.add(time);
  }
  const timestamps = Float64Array.from(times).sort();
  const grid = Array.from(timestamps);
  const series = all.map(({ label, points, longest }) => {
    const known = new Map<number, number>();
    points.timestamps.forEach((time, index) => {
      const value = points.values[index];
      if (value !== null && value !== undefined) known.set(time, value);
    });
    return { label, values: honestValues(grid, known, longest) };
  });
  return { timestamps: grid, series };
}

export interface DataRow {
  time: number;
  series: string;
  value: number | null;
}

/** What the server sent, row by row and unchanged: for the table beside the chart. */
export function toRows(data: PlotSource): DataRow[] {
  const rows: DataRow[] = [];
  for (const series of data.series) {
    const timestamps = series.timestamps ?? data.timestamps ?? [];
    timestamps.forEach((time, index) => {
      rows.push({ time, series: series.label, value: series.values[index] ?? null });
    });
  }
  return rows.sort((a, b) => a.time - b.time || natural.compare(a.series, b.series));
}

export function hasPoints(data: PlotSource): boolean {
  return data.series.some((series) => series.values.some((value) => value !== null));
}
