import { type BarRow, type SayValue, totalOf } from "./bar-rows";
import { fitText, textWidth } from "./text-fit";

export interface BarShape {
  orientation: "horizontal" | "vertical";
  stacked: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface BarPiece extends Box {
  series: number;
  value: number;
}

interface Label {
  text: string;
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

export interface Band {
  /** The whole stripe of the category, for the pointer. */
  area: Box;
  pieces: BarPiece[];
  name: Label & { turned: boolean };
  values: Label[];
}

export interface BarLayout {
  width: number;
  height: number;
  bands: Band[];
  /** Where zero is: a line across all bands. */
  zero: { x1: number; y1: number; x2: number; y2: number };
  grid: { value: number; y: number }[];
  gridLeft: number;
  step: number;
}

const fontPx = 12;
const valuePx = 11;
const valueWeight = 500;
const turnedRad = (38 * Math.PI) / 180;
const longestTurned = 96;

/** Round steps below and above all values; zero is always one of them. */
export function niceScale(low: number, high: number, most: number): { ticks: number[]; step: number } {
  const bottom = Math.min(0, low);
  const top = Math.max(0, high);
  if (bottom === top) return { ticks: [0, 1], step: 1 };
  const rough = (top - bottom) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const first = Math.floor(bottom / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { ticks, step };
}

/** From where to where each series' bar goes, in values. Stacked, what is below zero piles up on its own side. */
function spans(row: BarRow, shown: readonly number[], stacked: boolean) {
  let above = 0;
  let below = 0;
  return shown.flatMap((series) => {
    const value = row.values[series] ?? null;
    if (value === null) return [];
    if (!stacked) return [{ series, value, from: 0, to: value }];
    const from = value < 0 ? below : above;
    if (value < 0) below += value;
    else above += value;
    return [{ series, value, from, to: from + value }];
  });
}

function extent(rows: readonly BarRow[], shown: readonly number[], stacked: boolean): [number, number] {
  const ends = rows.flatMap((row) => spans(row, shown, stacked).map(({ to }) => to));
  return [Math.min(0, ...ends), Math.max(0, ...ends)];
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

interface Asked extends BarShape {
  rows: readonly BarRow[];
  /** The series that are switched on, by index. */
  shown: readonly number[];
  say: SayValue;
  /** The room there is; the bars may take more along their axis, then the box scrolls. */
  width: number;
  height: number;
  tick: (value: number, step: number) => string;
}

export function barLayout(asked: Asked): BarLayout {
  return asked.orientation === "vertical" ? standing(asked) : lying(asked);
}

/** The words at a bar's end: each bar's value where they stand apart, the sum where they are one pile. */
function endLabels(row: BarRow, { shown, stacked, say }: Asked) {
  const values = shown.map((series) => row.values[series] ?? null);
  if (!stacked || shown.length < 2) {
    return shown.map((series, at) => {
      const value = values[at] ?? null;
      return { series, at: value ?? 0, text: say(value) };
    });
  }
  const total = totalOf(values);
  const positive = values.reduce<number>((sum, value) => sum + Math.max(0, value ?? 0), 0);
  return [{ series: null, at: positive > 0 ? positive : (total ?? 0), text: say(total) }];
}

function widest(asked: Asked): number {
  const labels = asked.rows.flatMap((row) =>
    endLabels(row, asked).map(({ text }) => textWidth(text, valuePx, valueWeight)),
  );
  return Math.max(0, ...labels);
}

/** How thick bars are and where each lies in a band of this size. */
function slots(band: number, { stacked, shown }: Asked, thickest: number) {
  const count = stacked ? 1 : Math.max(1, shown.length);
  const thick = Math.min(thickest, (band * 0.72) / count);
  const first = (band - thick * count) / 2;
  return { thick, at: (index: number) => first + (stacked ? 0 : index * thick), gap: count > 1 ? 1 : 0 };
}

function lying(asked: Asked): BarLayout {
  const { rows, shown, stacked, width } = asked;
  const [low, high] = extent(rows, shown, stacked);
  const bars = stacked ? 1 : Math.max(1, shown.length);
  const band = clamp(asked.height / Math.max(1, rows.length), Math.max(26, bars * 12 + 8), 48 + bars * 10);
  const height = Math.max(asked.height, band * rows.length);
  const names = Math.max(0, ...rows.map(({ label }) => textWidth(label, fontPx)));
  const nameWidth = Math.min(names, width * 0.36, 220);
  const valueWidth = widest(asked) + 9;
  const left = nameWidth + 10 + (low < 0 ? valueWidth : 0);
  const room = Math.max(20, width - left - (high > 0 || low === 0 ? valueWidth : 4));
  const x = (value: number) => left + (high === low ? 0 : ((value - low) / (high - low)) * room);
  const slot = slots(band, asked, 30);
  // Few bars stay together in the middle rather than drift apart.
  const top = Math.max(0, (height - band * rows.length) / 2);
  const bands = rows.map((row, index): Band => {
    const y = top + index * band;
    const middle = y + band / 2;
    return {
      area: { x: 0, y, width, height: band },
      pieces: spans(row, shown, stacked).map(({ series, value, from, to }) => {
        const [start, end] = [x(Math.min(from, to)), x(Math.max(from, to))];
        const across = y + slot.at(shown.indexOf(series));
        return { series, value, x: start, y: across, width: end - start, height: slot.thick - slot.gap };
      }),
      name: {
        text: fitText(row.label, nameWidth + 1, fontPx),
        x: nameWidth,
        y: middle,
        anchor: "end",
        turned: false,
      },
      values: endLabels(row, asked).map(({ series, at, text }) => ({
        text,
        x: at < 0 ? x(at) - 5 : x(at) + 5,
        y: series === null ? middle : y + slot.at(shown.indexOf(series)) + (slot.thick - slot.gap) / 2,
        anchor: at < 0 ? "end" : "start",
      })),
    };
  });
  const zero = { x1: x(0), y1: top, x2: x(0), y2: top + band * rows.length };
  return { width, height, bands, zero, grid: [], gridLeft: 0, step: 1 };
}

function standing(asked: Asked): BarLayout {
  const { rows, shown, stacked, height, say, tick } = asked;
  const [low, high] = extent(rows, shown, stacked);
  const { ticks, step } = niceScale(low, high, clamp(Math.floor(height / 48), 2, 6));
  const [bottomValue = 0, topValue = 1] = [ticks[0], ticks.at(-1)];
  const left = Math.max(...ticks.map((value) => textWidth(tick(value, step), valuePx))) + 10;
  const bars = stacked ? 1 : Math.max(1, shown.length);
  const room = Math.max(40, asked.width - left);
  const band = clamp(room / Math.max(1, rows.length), Math.max(30, bars * 12 + 10), 132 + bars * 40);
  const width = Math.max(asked.width, left + band * rows.length);
  const longest = Math.max(0, ...rows.map(({ label }) => textWidth(label, fontPx)));
  const turned = longest > band - 8 && band < 72;
  const footer = turned ? Math.sin(turnedRad) * Math.min(longest, longestTurned) + 16 : 24;
  const [top, bottom] = [18, Math.max(60, height - footer)];
  const y = (value: number) => bottom - ((value - bottomValue) / (topValue - bottomValue)) * (bottom - top);
  const slot = slots(band, asked, 64);
  const labelFits = (text: string) =>
    textWidth(text, valuePx, valueWeight) <= (stacked ? band - 2 : slot.thick + 6);
  const bands = rows.map((row, index): Band => {
    const x = left + index * band;
    const nameWidth = turned ? longestTurned : band - 8;
    return {
      area: { x, y: 0, width: band, height },
      pieces: spans(row, shown, stacked).map(({ series, value, from, to }) => {
        const [end, start] = [y(Math.max(from, to)), y(Math.min(from, to))];
        const across = x + slot.at(shown.indexOf(series));
        return { series, value, x: across, y: end, width: slot.thick - slot.gap, height: start - end };
      }),
      name: {
        text: fitText(row.label, nameWidth, fontPx),
        x: x + band / 2 + (turned ? 4 : 0),
        y: bottom + (turned ? 10 : 14),
        anchor: turned ? "end" : "middle",
        turned,
      },
      values: endLabels(row, { ...asked, say })
        .filter(({ text }) => labelFits(text))
        .map(({ series, at, text }) => ({
          text,
          x: series === null ? x + band / 2 : x + slot.at(shown.indexOf(series)) + slot.thick / 2,
          y: at < 0 ? y(at) + 9 : y(at) - 8,
          anchor: "middle",
        })),
    };
  });
  return {
    width,
    height,
    bands,
    zero: { x1: left, y1: y(0), x2: width, y2: y(0) },
    grid: ticks.map((value) => ({ value, y: y(value) })),
    gridLeft: left,
    step,
  };
}
