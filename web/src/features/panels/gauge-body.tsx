import type { GaugeData } from "../../api/types";
import { Gauge } from "../../charts/gauge";
import { formatAge, formatDateTime } from "../../format/date-time";
import { toneOf } from "../../format/tone";
import { StateBadge } from "../../ui/state-mark";
import { useNow } from "../../ui/use-now";

interface GaugeBodyProps {
  data: GaugeData;
  /** A value older than this says nothing about now; null where the range is not about now. */
  staleAfterMs: number | null;
  timezone: string;
}

export function GaugeBody({ data, staleAfterMs, timezone }: GaugeBodyProps) {
  const now = useNow();
  const asOf = data.as_of ? Date.parse(data.as_of) : null;
  const stale = asOf !== null && staleAfterMs !== null && now - asOf > staleAfterMs;
  return (
    <Gauge data={data} muted={stale}>
      {data.status && (
        <StateBadge
          tone={stale ? "stale" : toneOf(data.status.label, data.status.color)}
          label={stale ? `Stale, was ${data.status.label}` : data.status.label}
        />
      )}
      {asOf !== null && (
        <time
          dateTime={data.as_of ?? ""}
          title={formatDateTime(asOf, timezone)}
          className="text-ink-3 tabular-nums"
        >
          {formatAge(now - asOf)}
        </time>
      )}
    </Gauge>
  );
}
