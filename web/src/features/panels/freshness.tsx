import { History, Loader } from "lucide-react";
import type { Meta } from "../../api/types";
import { formatAge, formatDateTime, formatOld } from "../../format/date-time";
import { formatNumber } from "../../format/number";
import { HoverNote } from "../../ui/hover-note";
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

/** How old the panel's numbers are; where they come from, and why they may be old, is one touch away. */
export function Freshness({ meta, loadedAt, fetching, failed, timezone }: FreshnessProps) {
  const now = useNow();
  const because = meta.cache === "stale" ? meta.stale_because : null;
  const asked = Date.parse(meta.generated_at);
  const detail = [
    because && `The last good answer: ${because}`,
    because ? null : `${origins[meta.cache]}, ${formatNumber(meta.query_ms, 0)} ms`,
    `Asked of the database: ${formatDateTime(asked, timezone)}`,
    meta.data_as_of && `Newest row: ${formatDateTime(Date.parse(meta.data_as_of), timezone)}`,
    `${formatNumber(meta.rows, 0)} rows`,
    meta.truncated && "Cut: there is more than is shown",
    (meta.nulled ?? 0) > 0 && `${meta.nulled} values were not finite and show as gaps`,
  ].filter(Boolean);
  const warns = failed || Boolean(because);
  return (
    <HoverNote
      note={detail.join("\n")}
      className={`mr-1 inline-flex h-7 items-center gap-1 px-1 text-2xs whitespace-nowrap tabular-nums pointer-coarse:min-h-11 ${warns ? "font-medium text-warning" : "@max-3xs/panel:hidden text-ink-3"}`}
    >
      {fetching && <Loader className="size-3 animate-spin" aria-hidden />}
      {failed && "Not renewed · "}
      {meta.truncated && <span className="font-medium text-warning">Cut short ·</span>}
      {because && <History className="size-3.5" aria-hidden />}
      {meta.cache === "stale" ? formatOld(now - asked) : formatAge(now - loadedAt)}
    </HoverNote>
  );
}
