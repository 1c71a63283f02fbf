import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { readRange } from "../format/time-range";

const UntakenRange = lazy(() => import("./untaken-range"));

interface RangeNoticeProps {
  /** What is shown in place of the range that the address asks for. */
  shown?: string;
  /** Hours, where the range can be read but goes further back than may be seen. */
  beyondHours?: number;
}

/** Says that the range in the address was not taken; mostly nothing. */
export function RangeNotice({ shown = "the last 24 hours", beyondHours }: RangeNoticeProps) {
  const { from, to }: { from?: unknown; to?: unknown } = useSearch({ strict: false });
  if (from === undefined && to === undefined) return null;
  if (beyondHours === undefined && readRange(from, to) !== undefined) return null;
  return (
    <Suspense fallback={null}>
      <UntakenRange from={from} to={to} shown={shown} beyondHours={beyondHours} />
    </Suspense>
  );
}
