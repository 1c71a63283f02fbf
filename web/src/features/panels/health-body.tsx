import type { HealthStatusData, ServiceHealth } from "../../api/types";
import { formatAge, formatDateTime, formatShort } from "../../format/date-time";
import { byUrgency, type Tone, toneOf } from "../../format/tone";
import { EmptyNotice } from "../../ui/empty-notice";
import { HoverNote } from "../../ui/hover-note";
import { Scroller } from "../../ui/scroller";
import { StateIcon } from "../../ui/state-mark";
import { useNow } from "../../ui/use-now";

interface HealthBodyProps {
  data: HealthStatusData;
  loadedAt: number;
  /** An answer older than this says nothing about now, whatever it says of its services. */
  staleAfterMs: number;
  timezone: string;
}

interface Judged {
  service: ServiceHealth;
  tone: Tone;
  label: string;
}

/** A state nobody renewed is unknown, whatever it last was; so is one without a mapping. Neither may look healthy. */
function judge(service: ServiceHealth, outdated: boolean, timezone: string): Judged {
  if (service.stale || outdated) {
    const since = service.checked_at ? ` since ${formatShort(Date.parse(service.checked_at), timezone)}` : "";
    const was = service.status === null || service.status === undefined ? "" : ` · was ${service.label}`;
    return { service, tone: "stale", label: `No news${since}${was}` };
  }
  if (service.status === null || service.status === undefined) {
    return { service, tone: "unknown", label: service.label || "Unknown" };
  }
  return { service, tone: toneOf(service.label, service.color), label: service.label };
}

/** One service in one line; what is well stays quiet, what is not says since when and why. */
function Service({ judged, now, timezone }: { judged: Judged; now: number; timezone: string }) {
  const { service, tone, label } = judged;
  const checked = service.checked_at ? Date.parse(service.checked_at) : null;
  const well = tone === "ok";
  return (
    <li
      data-tone={tone}
      className={`fit-row flex min-w-0 items-center gap-2 ${well ? "" : "col-span-full"} ${service.message ? "pointer-coarse:h-11" : ""}`}
    >
      <StateIcon tone={tone} />
      <span className={`truncate ${well ? "" : "max-w-[55%] shrink-0 font-semibold"}`}>{service.name}</span>
      <span title={label} className={well ? "sr-only" : "min-w-12 truncate text-xs font-medium"}>
        {label}
      </span>
      {service.message && (
        <HoverNote
          note={service.message}
          className="flex h-full min-w-0 flex-1 items-center text-xs text-ink-3 -outline-offset-2 decoration-dotted underline-offset-2 hover:underline"
        >
          <span className="truncate">{service.message}</span>
        </HoverNote>
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

export function HealthBody({ data, loadedAt, staleAfterMs, timezone }: HealthBodyProps) {
  const now = useNow();
  if (data.services.length === 0)
    return <EmptyNotice title="No services" hint="The table holds no service yet." />;
  const judged = data.services
    .map((service) => judge(service, now - loadedAt > staleAfterMs, timezone))
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
