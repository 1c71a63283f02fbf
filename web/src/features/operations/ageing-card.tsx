import { useQuery } from "@tanstack/react-query";
import { type AgeBucket, type AgeFigures, ageingQuery } from "../../api/operations";
import { Skeleton } from "../../ui/skeleton";
import { FigureCard } from "./figure-card";
import { CountValue } from "./figure-value";
import { Key } from "./measured-rows";
import { usePageScope } from "./scope-context";

const names: Record<AgeBucket, string> = {
  "0-1d": "under a day",
  "1-3d": "1–3 days",
  "3-7d": "3–7 days",
  "7-30d": "7–30 days",
  "30-90d": "30–90 days",
  "90d+": "over 90 days",
};

const plotHeight = "h-44";

function Column({ age, highest }: { age: AgeFigures; highest: number }) {
  const name = names[age.bucket];
  const { from, to } = age;
  const late = age.open_count === 0 ? 0 : (age.breached / age.open_count) * 100;
  return (
    <li className="flex min-w-0 flex-1 flex-col items-center">
      <div className={`flex w-full flex-col items-center justify-end ${plotHeight}`}>
        <CountValue
          count={age.open_count}
          label={`Open ${name}`}
          className="mb-0.5 font-medium"
          figure={{ of: "age", state: "open", from, to }}
        />
        <div
          aria-hidden
          className="flex w-full max-w-20 flex-col justify-end overflow-hidden rounded-t-sm bg-accent transition-[height] duration-500"
          style={{ height: `calc((100% - 1.5rem) * ${highest === 0 ? 0 : age.open_count / highest})` }}
        >
          <div className="bg-critical transition-[height] duration-500" style={{ height: `${late}%` }} />
        </div>
      </div>
      <p className="w-full border-t border-line-strong pt-1.5 text-center text-xs text-ink-2">{name}</p>
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
      skeleton={<Skeleton className="h-55" />}
    >
      {(ages) => {
        const highest = Math.max(0, ...ages.map(({ open_count }) => open_count));
        return (
          <ul className="mt-auto flex gap-2 sm:gap-3">
            {ages.map((age) => (
              <Column key={age.bucket} age={age} highest={highest} />
            ))}
          </ul>
        );
      }}
    </FigureCard>
  );
}
