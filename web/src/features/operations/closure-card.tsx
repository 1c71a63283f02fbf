import { useQuery } from "@tanstack/react-query";
import { type ClosureQuality, closureQuery } from "../../api/operations";
import type { Quality } from "../../api/tickets/types";
import { Skeleton } from "../../ui/skeleton";
import { FigureCard } from "./figure-card";
import { CountValue, Marked } from "./figure-value";
import { inWords, percentOf, sayCount, sayPercent } from "./figures";
import { usePageScope } from "./scope-context";
import { TicketsLink } from "./tickets-link";

interface Doubt {
  quality: Quality;
  title: string;
  why: string;
}

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
const minutes = (count: number) => (count === 1 ? "1 minute" : `${count} minutes`);

/** What may be wrong with closed tickets, and what each of it may mean. */
function doubts({ thresholds }: Pick<ClosureQuality, "thresholds">): Doubt[] {
  const { quick_minutes, reopened_days, repeat_count, repeat_days } = thresholds;
  return [
    {
      quality: "closed_quickly",
      title: `Closed within ${minutes(quick_minutes)}`,
      why: "Too fast for work on site: closed to stop the clock?",
    },
    {
      quality: "closed_without_note",
      title: "Closed without a note",
      why: "Nobody wrote down what was done.",
    },
    {
      quality: "reopened",
      title: `Reopened within ${days(reopened_days)}`,
      why: "Closed, but not solved.",
    },
    {
      quality: "repeat_place",
      title: "Reported again and again",
      why: `${repeat_count} or more at one place within ${days(repeat_days)}: mended, or patched?`,
    },
  ];
}

export function ClosureCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(closureQuery(tenant, scope));
  return (
    <FigureCard
      title="Closure quality"
      note={
        answer.data && (
          <>
            of <CountValue count={answer.data.closed_total} label="Closed" figure={{ of: "resolved" }} />{" "}
            closed
          </>
        )
      }
      className={className}
      answer={answer}
      skeleton={<Skeleton className="h-24" />}
    >
      {(closure) => (
        <ul className="-mx-3 grid gap-1 sm:grid-cols-2 xl:grid-cols-4">
          {doubts(closure).map(({ quality, title, why }) => {
            const count = closure[quality];
            const share = percentOf(count, closure.closed_total);
            return (
              <li key={quality} className="min-w-0">
                <TicketsLink
                  figure={{ of: "quality", quality }}
                  label={`${title}: ${sayCount(count)}. ${why}`}
                  className="flex h-full flex-col rounded-lg px-3 py-2 transition-colors hover:bg-hover/60"
                >
                  <span className="flex items-baseline gap-2">
                    <Marked
                      value={count}
                      said={{ number: sayCount(count), unit: "" }}
                      className="text-2xl leading-8 font-semibold tracking-[-0.025em]"
                    />
                    {share !== null && (
                      <span className="text-xs text-ink-3 tabular-nums">{inWords(sayPercent(share))}</span>
                    )}
                  </span>
                  <span className="font-medium">{title}</span>
                  <span className="text-xs text-ink-3">{why}</span>
                </TicketsLink>
              </li>
            );
          })}
        </ul>
      )}
    </FigureCard>
  );
}
