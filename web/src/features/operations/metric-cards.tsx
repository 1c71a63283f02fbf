import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type DeskMetrics, metricsQuery } from "../../api/operations";
import type { Tone } from "../../format/tone";
import { Skeleton } from "../../ui/skeleton";
import { StateIcon } from "../../ui/state-mark";
import { Answered, NotRenewed } from "./figure-card";
import { Marked } from "./figure-value";
import { inWords, percentOf, type Said, sayCount, sayHours, sayPercent } from "./figures";
import { usePageScope } from "./scope-context";
import type { Figure } from "./tickets-behind";
import { TicketsLink } from "./tickets-link";

const grid = "grid grid-cols-2 gap-3 sm:grid-cols-4 md:gap-4 xl:grid-cols-8";
const card = "rounded-xl border border-line bg-surface shadow-card";
const big = "text-[1.75rem] leading-9 font-semibold tracking-[-0.03em]";

interface MetricProps {
  title: string;
  value: number | null;
  said: Said;
  figure: Figure;
  /** What it means, or how much of all it is. */
  note: ReactNode;
  /** Where there is something to be done about it. */
  tone?: Tone;
}

function Metric({ title, value, said, figure, note, tone }: MetricProps) {
  return (
    <TicketsLink
      figure={figure}
      label={`${title}: ${inWords(said)}`}
      className={`${card} flex min-w-0 flex-col px-4 pt-3 pb-3.5 transition-colors hover:border-line-strong hover:bg-hover/40`}
    >
      <span className="flex items-center gap-1.5 text-xs font-medium text-ink-2">
        <span className="truncate">{title}</span>
        {tone && value !== 0 && <StateIcon tone={tone} className="ml-auto size-3.5" />}
      </span>
      <Marked value={value} said={said} className={`self-start ${big}`} />
      <span className="truncate text-xs text-ink-3 tabular-nums">{note}</span>
    </TicketsLink>
  );
}

const responses = [
  { key: "avg_response_hours", title: "Average", size: big },
  {
    key: "p50_response_hours",
    title: "Half within",
    size: "text-lg leading-9 font-semibold tracking-[-0.02em]",
  },
  {
    key: "p90_response_hours",
    title: "90% within",
    size: "text-lg leading-9 font-semibold tracking-[-0.02em]",
  },
] as const;

/** Three figures of the same tickets: one link. */
function ResponseTimes({ metrics }: { metrics: DeskMetrics }) {
  const words = responses.map(
    ({ key, title }) => `${title.toLowerCase()} ${inWords(sayHours(metrics[key]))}`,
  );
  return (
    <TicketsLink
      figure={{ of: "responded" }}
      label={`Response time: ${words.join(", ")}`}
      className={`${card} col-span-2 flex min-w-0 flex-col px-4 pt-3 pb-3.5 transition-colors hover:border-line-strong hover:bg-hover/40`}
    >
      <span className="text-xs font-medium text-ink-2">Response time</span>
      <span className="grid grid-cols-[1.3fr_1fr_1fr] gap-x-3">
        {responses.map(({ key, title, size }) => (
          <span key={key} className="flex min-w-0 flex-col">
            <Marked value={metrics[key]} said={sayHours(metrics[key])} className={`self-start ${size}`} />
            <span className="truncate text-xs text-ink-3">{title}</span>
          </span>
        ))}
      </span>
    </TicketsLink>
  );
}

const count = (value: number) => ({ value, said: { number: sayCount(value), unit: "" } });

function Metrics({ metrics }: { metrics: DeskMetrics }) {
  const all = metrics.total_open + metrics.total_resolved;
  const share = (part: number) => {
    const percent = percentOf(part, all);
    return percent === null ? "no tickets" : `${inWords(sayPercent(percent))} of ${sayCount(all)}`;
  };
  return (
    <div className={grid}>
      <Metric
        title="Open"
        {...count(metrics.total_open)}
        figure={{ of: "open" }}
        note={share(metrics.total_open)}
      />
      <Metric
        title="Resolved"
        {...count(metrics.total_resolved)}
        figure={{ of: "resolved" }}
        note={share(metrics.total_resolved)}
      />
      <ResponseTimes metrics={metrics} />
      <Metric
        title="SLA compliance"
        value={metrics.sla_compliance_percent}
        said={sayPercent(metrics.sla_compliance_percent)}
        figure={{ of: "with_target" }}
        note="not late"
      />
      <Metric
        title="Breaches"
        {...count(metrics.sla_breaches)}
        figure={{ of: "breaches" }}
        note="late, open or done"
        tone="critical"
      />
      <Metric
        title="At risk"
        {...count(metrics.at_risk)}
        figure={{ of: "at_risk" }}
        note="open, almost late"
        tone="warning"
      />
      <Metric
        title="Unassigned"
        {...count(metrics.unassigned)}
        figure={{ of: "unassigned" }}
        note="open, with nobody"
      />
    </div>
  );
}

function MetricSkeleton() {
  return (
    <div className={grid}>
      {[1, 1, 2, 1, 1, 1, 1].map((width, index) => (
        <div
          key={index}
          className={`${card} flex h-24.5 flex-col justify-between px-4 py-3.5 ${width === 2 ? "col-span-2" : ""}`}
        >
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-6 w-20" />
          <Skeleton className="h-3 w-24 max-w-full" />
        </div>
      ))}
    </div>
  );
}

export function MetricCards() {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(metricsQuery(tenant, scope));
  return (
    <section aria-label="At a glance">
      <Answered
        answer={answer}
        skeleton={<MetricSkeleton />}
        className={answer.isError && answer.data === undefined ? `${card} min-h-24.5` : ""}
      >
        {(metrics) => <Metrics metrics={metrics} />}
      </Answered>
      <NotRenewed answer={answer} />
    </section>
  );
}
