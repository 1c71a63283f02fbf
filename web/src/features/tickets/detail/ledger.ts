import type { ClockSegment, SlaClock } from "../../../api/tickets/types";

export interface LedgerPart {
  kind: ClockSegment["kind"] | "ahead";
  /** Of the whole bar's width, 0 to 1. */
  start: number;
  width: number;
}

export interface LedgerScale {
  parts: LedgerPart[];
  /** Where the deadline stands, 0 to 1; null where there is none. */
  deadline: number | null;
}

const lengthMs = ({ from, to }: ClockSegment) => Date.parse(to) - Date.parse(from);

/** The ledger to scale: from the start to its end or to the deadline, whichever is later. */
export function ledgerScale({ started_at, deadline, segments }: SlaClock): LedgerScale {
  const start = Date.parse(started_at);
  const told = segments.reduce((latest, { to }) => Math.max(latest, Date.parse(to)), start);
  const due = deadline === null ? null : Date.parse(deadline);
  const end = Math.max(told, due ?? told);
  const whole = end - start;
  if (whole <= 0) return { parts: [], deadline: null };
  const place = (instantMs: number) => (instantMs - start) / whole;
  const parts: LedgerPart[] = segments
    .filter((segment) => lengthMs(segment) > 0)
    .map((segment) => ({
      kind: segment.kind,
      start: place(Date.parse(segment.from)),
      width: lengthMs(segment) / whole,
    }));
  if (end > told) parts.push({ kind: "ahead", start: place(told), width: (end - told) / whole });
  return { parts, deadline: due === null ? null : place(due) };
}

/** Minutes of each kind. */
export function minutesByKind(segments: readonly ClockSegment[]): Record<ClockSegment["kind"], number> {
  const sums = { counted: 0, paused: 0, closed_hours: 0 };
  for (const segment of segments) sums[segment.kind] += lengthMs(segment) / 60_000;
  return sums;
}
