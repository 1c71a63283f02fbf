import { Loader } from "lucide-react";
import type { Meta } from "../../api/types";
import { formatAge, formatDateTime } from "../../format/date-time";
import { formatNumber } from "../../format/number";
import { useNow } from "../../ui/use-now";

interface FreshnessProps {
  meta: Meta;
  loadedAt: number;
  fetching: boolean;
  failed: boolean;
  timezone: string;
}

const origins: Record<Meta["cache"], string> = {
  miss: "Live from the database",
  hit: "From the cache",
  partial: "Partly from the cache",
  stale: "From the cache, being renewed",
};

/** How old the panel's numbers are; where they come from is in its tooltip. */
export function Freshness({ meta, loadedAt, fetching, failed, timezone }: FreshnessProps) {
  const now = useNow();
  const detail = [
    `${origins[meta.cache]}, ${formatNumber(meta.query_ms, 0)} ms`,
    meta.data_as_of && `Newest row: ${formatDateTime(Date.parse(meta.data_as_of), timezone)}`,
    `${formatNumber(meta.rows, 0)} rows`,
    meta.truncated && "Cut: there is more than is shown",
    (meta.nulled ?? 0) > 0 && `${meta.nulled} values were not finite and show as gaps`,
  ].filter(Boolean);
  return (
    <span
      title={detail.join("\n")}
      className={`mr-1 inline-flex @max-3xs/panel:sr-only items-center gap-1 text-2xs whitespace-nowrap tabular-nums ${failed ? "text-warning" : "text-ink-3"}`}
    >
      {fetching && <Loader className="size-3 animate-spin" aria-hidden />}
      {failed && "Not renewed · "}
      {meta.truncated && <span className="font-medium text-warning">Cut short ·</span>}
      {formatAge(now - loadedAt)}
    </span>
  );
}
