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
  const late = figures[`${clock}_breaches`];
  return (
    <li className="flex min-h-36 min-w-0 flex-1 items-center gap-5">
      <TicketsLink
        figure={{ of: "clock", clock, state: "with_target" }}
        label={`${title} in time: ${inWords(said)}`}
        className="flex h-full max-h-44 w-[58%] shrink-0 rounded-lg p-1 transition-colors hover:bg-hover/60"
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
        />
      </TicketsLink>
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="text-xs text-ink-3">in time</p>
        <p className="mt-2 text-xs text-ink-3">
          <CountValue
            count={late}
            label={`${title}, late`}
            className="text-base font-semibold text-ink"
            figure={{ of: "clock", clock, state: "breached" }}
          />
          <br />
          late
        </p>
      </div>
    </li>
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
        <div className="flex h-full flex-col gap-4 pt-2">
          <Skeleton className="min-h-32 flex-1" />
          <Skeleton className="min-h-32 flex-1" />
        </div>
      }
    >
      {(figures) => (
        <ul className="flex flex-1 flex-col divide-y divide-line md:max-xl:flex-row md:max-xl:gap-6 md:max-xl:divide-x md:max-xl:divide-y-0">
          {clocks.map((one) => (
            <Clock key={one.clock} figures={figures} {...one} />
          ))}
        </ul>
      )}
    </FigureCard>
  );
}
