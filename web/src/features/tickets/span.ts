const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long, by its two largest units: `2d 4h`, `3h 5m`, `12m`, `under a minute`. */
export function spanText(ms: number): string {
  const size = Math.abs(ms);
  const two = (large: number, largeName: string, small: number, smallName: string) => {
    const whole = Math.floor(size / large);
    const rest = Math.floor((size % large) / small);
    // Past ten of them nobody asks for the smaller ones.
    return rest === 0 || whole >= 10 ? `${whole}${largeName}` : `${whole}${largeName} ${rest}${smallName}`;
  };
  if (size < minuteMs) return "under a minute";
  if (size < hourMs) return `${Math.floor(size / minuteMs)}m`;
  if (size < dayMs) return two(hourMs, "h", minuteMs, "m");
  return two(dayMs, "d", hourMs, "h");
}

interface Due {
  deadline: string | null;
  /** When it was done, if it is. */
  done: string | null;
  paused: boolean;
}

/** `in 3h 5m`, `2d late`, `4h to spare`; nothing without a deadline, and none that is true while the clock stands. */
export function dueText({ deadline, done, paused }: Due, nowMs: number): string {
  if (deadline === null) return "";
  const left = Date.parse(deadline) - (done === null ? nowMs : Date.parse(done));
  if (done !== null) return left >= 0 ? `${spanText(left)} to spare` : `${spanText(left)} late`;
  if (paused) return "clock stands still";
  return left >= 0 ? `in ${spanText(left)}` : `${spanText(left)} overdue`;
}

/** Minutes as people say them: `4h 30m`. */
export function minutesText(minutes: number): string {
  return minutes === 0 ? "0m" : spanText(minutes * minuteMs);
}
