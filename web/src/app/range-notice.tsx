import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { isReadable } from "../format/time-range";

const UntakenRange = lazy(() => import("./untaken-range"));

const text = (value: unknown) => (typeof value === "string" ? value : "");

interface RangeNoticeProps {
  /** What is shown in place of the range that the address asks for: `the last 24 hours`. */
  shown: string;
  /** Hours, where the range can be read but goes further back than may be seen. */
  beyondHours?: number;
}

/** Says that the range in the address was not taken; mostly nothing. */
export function RangeNotice({ shown, beyondHours }: RangeNoticeProps) {
  const { from, to }: { from?: unknown; to?: unknown } = useSearch({ strict: false });
  if (from === undefined && to === undefined) return null;
  const readable = isReadable({ from: text(from), to: text(to) || "now" });
  if (readable && beyondHours === undefined) return null;
  return (
    <Suspense fallback={null}>
      <UntakenRange from={from} to={to} shown={shown} beyondHours={beyondHours} />
    </Suspense>
  );
}
