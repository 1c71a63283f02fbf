const formatters = new Map<string, Intl.NumberFormat>();

function formatter(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}-${maximum}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat("en-US", { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
    formatters.set(key, made);
  }
  return made;
}

/** A value to read at a glance: the given decimals, else about four significant digits. */
export function formatNumber(value: number, decimals?: number | null): string {
  if (decimals !== null && decimals !== undefined) return formatter(decimals, decimals).format(value);
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(2);
  const places = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return formatter(0, places).format(value);
}

/** An axis has little room: thousands and more are shortened. */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  for (const [scale, letter] of [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ] as const) {
    if (size >= scale) {
      const unit = letter === "k" ? 1e3 : scale;
      return `${formatter(0, 2).format(value / unit)}${letter}`;
    }
  }
  const places = step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step) - 1e-9));
  return formatter(places, places).format(value);
}

/** Units that lean on the number (`71%`, `$5`) against those that keep a thin distance (`12 ms`). */
export function withUnit(text: string, unit: string | null | undefined): string {
  if (unit === null || unit === undefined || unit === "") return text;
  return /^[%°]/.test(unit) ? `${text}${unit}` : `${text}\u202f${unit}`;
}

/** A number that came as text because a double cannot hold it: digits grouped, none lost. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  return sign + whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + fraction;
}

/** A table's cell shows every digit the server sent. */
export function formatExact(value: number | string): string {
  return groupDigits(String(value));
}

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Powers of 1000, as disks and networks are sold. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return "0 B";
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(bytes)) / 3)));
  return `${formatNumber(bytes / 1000 ** power)} ${byteUnits[power]}`;
}

const durationUnits: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** Seconds as people say them, by their two largest units: `2 h 5 min`, `45 s`, `0.25 s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size < 60) return `${sign}${formatNumber(size)}\u202fs`;
  const at = durationUnits.findIndex(([unit]) => size >= unit);
  const [large, largeName] = durationUnits[at] ?? [1, "s"];
  const [small, smallName] = durationUnits[at + 1] ?? [1, "s"];
  // Rounded first: 59 min 59.6 s is an hour, not 59 min 60 s.
  const whole = Math.round(size / small) * small;
  if (at > 0 && whole >= (durationUnits[at - 1]?.[0] ?? 0)) return `${sign}${formatSeconds(whole)}`;
  const rest = Math.round((whole % large) / small);
  const first = `${sign}${formatNumber(Math.floor(whole / large), 0)}\u202f${largeName}`;
  return rest === 0 ? first : `${first} ${rest}\u202f${smallName}`;
}
