import { formatDateTime, inputParts } from "../../../format/date-time";
import { instantOf, startOfDay, startOfMonth } from "../../../format/zoned-time";

export interface Between {
  /** ISO, half open: `[from, to)`. */
  from?: string;
  to?: string;
}

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The instant at which a day of the zone begins, or the one `later` days after it; undefined for what is no day. */
export function dayStart(day: string, zone: string, later = 0): string | undefined {
  const [, year, month, date] = dayPattern.exec(day)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined || year < 1000) return undefined;
  const real = new Date(Date.UTC(year, month - 1, date));
  if (real.getUTCMonth() !== month - 1) return undefined;
  const wall = { year, month, day: date + later, hour: 0, minute: 0, second: 0 };
  return new Date(instantOf(wall, zone)).toISOString();
}

/** The day that holds an instant, as the fields of a form say it; of an end, the last day that belongs. */
export function dayOf(iso: string | undefined, zone: string, isEnd = false): string {
  if (iso === undefined) return "";
  return inputParts(Date.parse(iso) - (isEnd ? 1 : 0), zone).date;
}

function isMidnight(iso: string, zone: string): boolean {
  const instant = Date.parse(iso);
  return startOfDay(instant, zone) === instant;
}

const dayText = (instantMs: number, zone: string) =>
  formatDateTime(instantMs, zone).replace(/, \d{2}:\d{2}:\d{2}$/, "");

/** `1 Mar 2026 – 7 Mar 2026`; with the time where an end is not that of a day. */
export function betweenText({ from, to }: Between, zone: string): string {
  const start = from && (isMidnight(from, zone) ? dayText : formatDateTime)(Date.parse(from), zone);
  const end =
    to && (isMidnight(to, zone) ? dayText(Date.parse(to) - 1, zone) : formatDateTime(Date.parse(to), zone));
  if (start && end) return start === end ? start : `${start} – ${end}`;
  return start ? `since ${start}` : end ? `until ${end}` : "any time";
}

/** What people ask for most. */
export const presets: readonly { label: string; between: (nowMs: number, zone: string) => Between }[] = [
  { label: "Today", between: (now, zone) => ({ from: iso(startOfDay(now, zone)) }) },
  {
    label: "Yesterday",
    between: (now, zone) => ({ from: iso(startOfDay(now, zone, -1)), to: iso(startOfDay(now, zone)) }),
  },
  { label: "Last 7 days", between: (now, zone) => ({ from: iso(startOfDay(now, zone, -6)) }) },
  { label: "Last 30 days", between: (now, zone) => ({ from: iso(startOfDay(now, zone, -29)) }) },
  { label: "This month", between: (now, zone) => ({ from: iso(startOfMonth(now, zone)) }) },
];

const iso = (instantMs: number) => new Date(instantMs).toISOString();
