import { wallTimeAt } from "./zoned-time";

const cache = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs a thousand times more than using one.
function formatter(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let made = cache.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options });
    cache.set(key, made);
  }
  return made;
}

/** `7 Mar 2015, 14:05:09` in the zone. */
export function formatDateTime(instantMs: number, zone: string): string {
  return formatter(`full ${zone}`, {
    timeZone: zone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(instantMs);
}

/** `7 Mar, 14:05`, for headings where the year is clear or said elsewhere. */
export function formatShort(instantMs: number, zone: string): string {
  return formatter(`short ${zone}`, {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(instantMs);
}

export function formatDay(instantMs: number, zone: string): string {
  return formatter(`day ${zone}`, { timeZone: zone, day: "numeric", month: "short" }).format(instantMs);
}

export function formatMonth(instantMs: number, zone: string): string {
  return formatter(`month ${zone}`, { timeZone: zone, month: "short", year: "numeric" }).format(instantMs);
}

/** `14:05`, or `14:05:09`. */
export function formatClock(instantMs: number, zone: string, seconds: boolean): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: zone, hour: "2-digit", minute: "2-digit" };
  return formatter(`clock ${seconds} ${zone}`, seconds ? { ...options, second: "2-digit" } : options).format(
    instantMs,
  );
}

/** `Johannesburg, UTC+2`: the place people know, and the offset that settles it. */
export function zoneLabel(zone: string, instantMs: number): string {
  const parts = formatter(`offset ${zone}`, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(
    instantMs,
  );
  const offset = (parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC").replace("GMT", "UTC");
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return city === "UTC" ? "UTC" : `${city}, ${offset}`;
}

/** `12s ago`, `4m ago`, `3h ago`, `2d ago`; the future (a clock ahead of ours) reads as now. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
}

/** `45 s old`, `5 min old`, `3 h old`, `2 d old`. */
export function formatOld(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 60) return `${seconds} s old`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min old`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h old`;
  return `${Math.floor(seconds / 86_400)} d old`;
}

/** `10 min`, `1 h`, `2 d`. */
export function formatDuration(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/** `2015-03-08` and `09:05`, as the native date and time inputs want them. */
export function inputParts(instantMs: number, zone: string): { date: string; time: string } {
  const wall = wallTimeAt(instantMs, zone);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    date: `${String(wall.year).padStart(4, "0")}-${two(wall.month)}-${two(wall.day)}`,
    time: `${two(wall.hour)}:${two(wall.minute)}`,
  };
}
