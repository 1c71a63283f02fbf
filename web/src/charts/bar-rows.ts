import type { BarData } from "../api/types";
import { formatNumber, withUnit } from "../format/number";

/** A category and its bars, as they stand below or beside each other. */
export interface BarRow {
  label: string;
  /** Where the categories that found no place are summed up. */
  other: boolean;
  /** One per series. */
  values: (number | null)[];
}

/** The categories in the server's order; what it folded together comes last. */
export function barRows(data: BarData): BarRow[] {
  const rows = data.categories.map((label, index) => ({
    label: label || "(empty)",
    other: false,
    values: data.series.map((series) => series.values[index] ?? null),
  }));
  if (data.other === null) return rows;
  const values = data.series.map((_, index) => data.other?.values[index] ?? null);
  return [...rows, { label: `Other (${formatNumber(data.other.categories, 0)})`, other: true, values }];
}

/** null where no series has a value: nothing is not zero. */
export function totalOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (value === null ? sum : (sum ?? 0) + value), null);
}

export type SayValue = (value: number | null) => string;

export function sayValue(data: BarData): SayValue {
  return (value) => (value === null ? "–" : withUnit(formatNumber(value, data.decimals), data.unit));
}

const shownInSummary = 3;

/** The chart in words, for those who do not see it. */
export function summariseBars(data: BarData, rows: readonly BarRow[]): string {
  const say = sayValue(data);
  const ranked = rows
    .filter((row) => !row.other)
    .map((row) => ({ label: row.label, total: totalOf(row.values) }))
    .filter((row): row is { label: string; total: number } => row.total !== null)
    .sort((a, b) => b.total - a.total);
  const count = data.categories.length;
  const series =
    data.series.length > 1
      ? ` of ${data.series.length} series (${data.series.map(({ label }) => label).join(", ")})`
      : "";
  const head = ranked.slice(0, shownInSummary).map(({ label, total }) => `${label} ${say(total)}`);
  const highest = head.length === 0 ? "none has a value" : `highest ${head.join(", ")}`;
  const other =
    data.other === null ? "" : ` ${formatNumber(data.other.categories, 0)} more are summed up in Other.`;
  return `Bars, ${count} ${count === 1 ? "category" : "categories"}${series}; ${highest}.${other}`;
}
