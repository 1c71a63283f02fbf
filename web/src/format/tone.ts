import { hueOf } from "./colour";

/** How serious a state is. It picks icon, shape and colour together, so that colour never stands alone. */
export type Tone = "ok" | "info" | "warning" | "critical" | "stale" | "unknown";

const words: readonly [Tone, RegExp][] = [
  ["stale", /\bstale\b/i],
  ["unknown", /\b(unknown|no data|n\/a|pending)\b/i],
  ["critical", /\b(down|crit(ical)?|fatal|fail(ed|ing|ure)?|error|outage|offline|emergency|unhealthy)\b/i],
  ["warning", /\b(warn(ing)?|degraded|slow|partial|medium|high|elevated|at risk)\b/i],
  ["ok", /\b(ok|good|healthy|up|normal|online|operational|success|pass(ed|ing)?)\b/i],
  ["info", /\b(info|notice|debug|maintenance|low)\b/i],
];

/** Words say it best; a label of the engineer's own language is judged by the hue chosen for it. */
export function toneOf(label: string | null | undefined, colour?: string | null): Tone {
  for (const [tone, pattern] of words) {
    if (label && pattern.test(label)) return tone;
  }
  const hue = colour ? hueOf(colour) : null;
  if (hue === null) return "unknown";
  if (hue < 20 || hue >= 335) return "critical";
  if (hue < 70) return "warning";
  if (hue < 175) return "ok";
  return "info";
}

const order: Record<Tone, number> = { critical: 0, warning: 1, stale: 2, unknown: 3, info: 4, ok: 5 };

/** Worst first. */
export function byUrgency(first: Tone, second: Tone): number {
  return order[first] - order[second];
}
