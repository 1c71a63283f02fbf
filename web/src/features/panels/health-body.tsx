import type { HealthStatusData, ServiceHealth } from "../../api/types";
import { formatAge, formatDateTime } from "../../format/date-time";
import { byUrgency, type Tone, toneOf } from "../../format/tone";
import { EmptyNotice } from "../../ui/empty-notice";
import { Scroller } from "../../ui/scroller";
import { StateIcon } from "../../ui/state-mark";
import { useNow } from "../../ui/use-now";

interface HealthBodyProps {
  data: HealthStatusData;
  /** A check older than this says nothing about now. */
  staleAfterMs: number;
  timezone: string;
}

interface Judged {
  service: ServiceHealth;
  tone: Tone;
  label: string;
}

/** A state nobody renewed is unknown, whatever it last was; so is one without a mapping. Neither may look healthy. */
function judge(service: ServiceHealth, nowMs: number, staleAfterMs: number): Judged {
  const checked = service.checked_at ? Date.parse(service.checked_at) : null;
  if (service.status === null || service.status === undefined) {
    return { service, tone: "unknown", label: service.label || "Unknown" };
  }
  if (checked !== null && nowMs - checked > staleAfterMs) {
    return { service, tone: "unknown", label: `Stale, was ${service.label}` };
  }
  return { service, tone: toneOf(service.label, service.color), label: service.label };
}

/** One service in one line; what is well stays quiet, what is not says since when and why. */
function Service({ judged, now, timezone }: { judged: Judged; now: number; timezone: string }) {
  const { service, tone, label } = judged;
  const checked = service.checked_at ? Date.parse(service.checked_at) : null;
  const well = tone === "ok";
  return (
    <li className={`fit-row flex min-w-0 items-center gap-2 ${well ? "" : "col-span-full"}`}>
      <StateIcon tone={tone} />
      <span className={`truncate ${well ? "" : "font-semibold"}`}>{service.name}</span>
      <span className={well ? "sr-only" : "text-xs font-medium whitespace-nowrap"}>{label}</span>
      {service.message && (
        <span title={service.message} className="min-w-0 flex-1 truncate text-xs text-ink-3">
          {service.message}
        </span>
      )}
      {checked !== null && (
        <time
          dateTime={service.checked_at ?? ""}
          title={formatDateTime(checked, timezone)}
          className="ml-auto text-xs whitespace-nowrap text-ink-3 tabular-nums"
        >
          {formatAge(now - checked)}
        </time>
      )}
    </li>
  );
}

export function HealthBody({ data, staleAfterMs, timezone }: HealthBodyProps) {
  const now = useNow();
  if (data.services.length === 0)
    return <EmptyNotice title="No services" hint="The table holds no service yet." />;
  const judged = data.services
    .map((service) => judge(service, now, staleAfterMs))
    .sort((a, b) => byUrgency(a.tone, b.tone) || a.service.name.localeCompare(b.service.name));
  // Two stand side by side in most panels; each that is not well takes a line.
  const ill = judged.filter(({ tone }) => tone !== "ok").length;
  const rows = ill + Math.ceil((judged.length - ill) / 2);
  return (
    <div className="fit -mx-2 min-h-0 flex-1" style={{ "--rows": rows }}>
      <Scroller label="Services" className="fit-box px-2">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-6 text-sm max-sm:gap-x-4">
          {judged.map((one) => (
            <Service key={one.service.name} judged={one} now={now} timezone={timezone} />
          ))}
        </ul>
      </Scroller>
    </div>
  );
}
