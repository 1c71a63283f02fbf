import { formatNumber } from "../../format/number";

// How the page says its figures.

/** A number and what it is of, apart, so that the unit can stand smaller. */
export interface Said {
  number: string;
  unit: string;
}

const nothing: Said = { number: "–", unit: "" };

export function sayCount(count: number): string {
  return formatNumber(count, 0);
}

/** One decimal. 99.97 % is not all, and 0.03 % not none: neither is rounded to what it is not. */
export function sayPercent(percent: number | null): Said {
  if (percent === null) return nothing;
  const number =
    percent > 0 && percent < 0.1
      ? "<0.1"
      : percent < 100 && percent > 99.9
        ? ">99.9"
        : formatNumber(percent, 1);
  return { number: percent === 100 ? "100" : number, unit: "%" };
}

export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100;
}

/** Minutes below an hour, days from two on, hours between. */
export function sayHours(hours: number | null): Said {
  if (hours === null) return nothing;
  if (hours * 60 < 59.5) return { number: formatNumber(hours * 60, 0), unit: "min" };
  if (hours < 47.95) return { number: formatNumber(hours, 1), unit: "h" };
  const days = hours / 24;
  return { number: formatNumber(days, days < 99.95 ? 1 : 0), unit: "d" };
}

export function inWords({ number, unit }: Said): string {
  if (number === nothing.number) return "no value";
  return unit === "%" || unit === "" ? `${number}${unit}` : `${number} ${unit}`;
}
