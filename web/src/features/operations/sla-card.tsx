import { useQuery } from "@tanstack/react-query";
import { type SlaFigures, slaQuery } from "../../api/operations";
import { Gauge } from "../../charts/gauge";
import { Skeleton } from "../../ui/skeleton";
import { FigureCard } from "./figure-card";
import { CountValue } from "./figure-value";
import { inWords, sayCount, sayPercent } from "./figures";
import { usePageScope } from "./scope-context";
import { TicketsLink } from "./tickets-link";

const clocks = [
  { clock: "response", title: "First response" },
  { clock: "resolution", title: "Resolution" },
] as const;

function Clock({ figures, clock, title }: { figures: SlaFigures } & (typeof clocks)[number]) {
  const percent = figures[`${clock}_compliance_percent`];
  const said = sayPercent(percent);
  return (
    <div className="flex min-w-0 flex-col items-center gap-1">
      <TicketsLink
        figure={{ of: "clock", clock, state: "with_target" }}
        label={`${title} in time: ${inWords(said)}`}
        className="flex h-36 w-full flex-col rounded-lg p-1 transition-colors hover:bg-hover/60"
      >
        <Gauge
          muted={false}
          text={inWords(said)}
          data={{
            value: percent,
            min: 0,
            max: 100,
            unit: "%",
            decimals: 1,
            thresholds: [],
            status: null,
          }}
        >
          <span className="font-medium text-ink-2">{title}</span>
        </Gauge>
      </TicketsLink>
      <p className="text-xs text-ink-3">
        <CountValue
          count={figures[`${clock}_breaches`]}
          label={`${title}, late`}
          className="font-medium text-ink"
          figure={{ of: "clock", clock, state: "breached" }}
        />{" "}
        late
      </p>
    </div>
  );
}

export function SlaCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(slaQuery(tenant, scope));
  const total = answer.data?.total_with_sla;
  return (
    <FigureCard
      title="Service levels"
      note={total === undefined ? undefined : `of ${sayCount(total)} tickets with a target`}
      className={className}
      answer={answer}
      skeleton={
        <div className="grid h-full grid-cols-2 items-center gap-4 py-6">
          <Skeleton className="h-36" />
          <Skeleton className="h-36" />
        </div>
      }
    >
      {(figures) => (
        <div className="grid flex-1 grid-cols-2 content-center gap-3">
          {clocks.map((one) => (
            <Clock key={one.clock} figures={figures} {...one} />
          ))}
        </div>
      )}
    </FigureCard>
  );
}
