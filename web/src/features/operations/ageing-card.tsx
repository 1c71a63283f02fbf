import { useQuery } from "@tanstack/react-query";
import { type AgeBucket, type AgeFigures, ageingQuery } from "../../api/operations";
import { Skeleton } from "../../ui/skeleton";
import { FigureCard } from "./figure-card";
import { CountValue } from "./figure-value";
import { Key } from "./measured-rows";
import { usePageScope } from "./scope-context";

/** As read out, and as short as a column is wide. */
const names: Record<AgeBucket, readonly [long: string, short: string]> = {
  "0-1d": ["for under a day", "<\u00a01 day"],
  "1-3d": ["for 1 to 3 days", "1–3 days"],
  "3-7d": ["for 3 to 7 days", "3–7 days"],
  "7-30d": ["for 7 to 30 days", "7–30 days"],
  "30-90d": ["for 30 to 90 days", "30–90 days"],
  "90d+": ["for over 90 days", ">\u00a090 days"],
};

function Column({ age, highest }: { age: AgeFigures; highest: number }) {
  const [name, short] = names[age.bucket];
  const { from, to } = age;
  const late = age.open_count === 0 ? 0 : (age.breached / age.open_count) * 100;
  return (
    <li className="flex min-w-0 flex-1 flex-col items-center">
      <div className="relative min-h-44 w-full flex-1">
        <div className="absolute inset-0 flex flex-col items-center justify-end px-1 sm:px-1.5">
          <CountValue
            count={age.open_count}
            label={`Open ${name}`}
            className="mb-0.5 font-medium"
            figure={{ of: "age", state: "open", from, to }}
          />
          <div
            aria-hidden
            className="flex w-full max-w-28 flex-col justify-end overflow-hidden rounded-t-sm bg-accent transition-[height] duration-500"
            style={{ height: `calc((100% - 1.5rem) * ${highest === 0 ? 0 : age.open_count / highest})` }}
          >
            <div className="late-fill transition-[height] duration-500" style={{ height: `${late}%` }} />
          </div>
        </div>
      </div>
      <p className="w-full border-t border-line-strong px-1 pt-1.5 text-center text-xs text-ink-2">{short}</p>
      <p className="text-center text-xs text-ink-3">
        <CountValue
          count={age.breached}
          label={`Open ${name}, late`}
          figure={{ of: "age", state: "breached", from, to }}
        />{" "}
        late
      </p>
    </li>
  );
}

export function AgeingCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(ageingQuery(tenant, scope));
  return (
    <FigureCard
      title="Age of open tickets"
      note={
        <span className="inline-flex gap-3">
          <Key look="open">open</Key>
          <Key look="late">late</Key>
        </span>
      }
      className={className}
      answer={answer}
      skeleton={<Skeleton className="h-full min-h-55" />}
    >
      {(ages) => {
        const highest = Math.max(0, ...ages.map(({ open_count }) => open_count));
        return (
          <ul className="flex flex-1">
            {ages.map((age) => (
              <Column key={age.bucket} age={age} highest={highest} />
            ))}
          </ul>
        );
      }}
    </FigureCard>
  );
}
