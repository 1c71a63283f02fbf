import { resolvePoint } from "./time-range";

const longest = 40;
const quoted = (text: string) => `“${text.length > longest ? `${text.slice(0, longest)}…` : text}”`;

/** What is wrong with a range as it stands in an address, as a sentence; undefined where nothing is. */
export function rangeFault(from: unknown, to: unknown, nowMs: number): string | undefined {
  if (Array.isArray(from) || Array.isArray(to)) return "It begins or ends more than once.";
  const start = typeof from === "string" ? from : "";
  const end = typeof to === "string" && to !== "" ? to : "now";
  if (start === "") return `It ends at ${quoted(end)}, but begins nowhere.`;
  // Whether it can be read, and what comes first, is so in any zone.
  const startMs = resolvePoint(start, nowMs, "UTC");
  const endMs = resolvePoint(end, nowMs, "UTC");
  if (startMs === null) return `Its beginning, ${quoted(start)}, is no time.`;
  if (endMs === null) return `Its end, ${quoted(end)}, is no time.`;
  if (startMs >= endMs) return `It ends (${quoted(end)}) before it begins (${quoted(start)}).`;
  return undefined;
}
