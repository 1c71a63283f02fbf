import { lazy, Suspense, useId, useState } from "react";
import { formatDuration, inputParts, zoneLabel } from "../../format/date-time";
import {
  fitsInto,
  isoPoint,
  parseTyped,
  resolvePoint,
  resolveRange,
  type TimeRange,
} from "../../format/time-range";
import { Button } from "../../ui/button";
import { Skeleton } from "../../ui/skeleton";

interface CustomRangeProps {
  range: TimeRange;
  timezone: string;
  /** How far back, and for how long at most. */
  longestMs?: number;
  onApply: (range: TimeRange) => void;
}

const RangeCalendar = lazy(() => import("./range-calendar"));

const field =
  "h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2 text-sm tabular-nums pointer-coarse:h-11 pointer-coarse:text-base";

function TypedRange({ timezone, longestMs, onApply }: Omit<CustomRangeProps, "range">) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const range = parseTyped(typed, Date.now(), timezone);
        const fits = range !== null && fitsInto(range, longestMs, Date.now(), timezone);
        setRefused(!fits);
        if (fits) onApply(range);
      }}
    >
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        Type a range
      </label>
      <div className="mt-1 flex gap-2">
        <input
          id={id}
          value={typed}
          autoComplete="off"
          aria-invalid={refused}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
          className={field}
        />
        <Button submit disabled={typed.trim() === ""}>
          Go
        </Button>
      </div>
      <p id={`${id}-hint`} className={`mt-1 text-xs ${refused ? "text-critical" : "text-ink-3"}`}>
        {refused
          ? `Not understood${longestMs === undefined ? "" : ", or too long ago"}. For example `
          : "For example "}
        <code className="font-mono">-36h</code> or <code className="font-mono">2026-03-08 09:00</code>
      </p>
    </form>
  );
}

const dayEnds = "23:59";

/** People say "until the 9th, 23:59" for what the address writes as the 10th, 00:00. */
function lastMinute(endMs: number, zone: string) {
  const parts = inputParts(endMs, zone);
  return parts.time === "00:00" ? inputParts(endMs - 60_000, zone) : parts;
}

export function CustomRange({ range, timezone, longestMs, onApply }: CustomRangeProps) {
  const id = useId();
  const [now] = useState(() => Date.now());
  const current = resolveRange(range, now, timezone);
  const [from, setFrom] = useState(() => inputParts(current.start, timezone));
  const [to, setTo] = useState(() => lastMinute(current.end, timezone));
  const today = inputParts(now, timezone).date;
  const start = resolvePoint(`${from.date} ${from.time}`, now, timezone);
  const lastInstant = resolvePoint(`${to.date} ${to.time}`, now, timezone);
  const end = lastInstant !== null && to.time === dayEnds ? lastInstant + 60_000 : lastInstant;
  const inOrder = start !== null && end !== null && start < end;
  const chosen = inOrder ? { from: isoPoint(start), to: isoPoint(end) } : null;
  const valid = chosen !== null && fitsInto(chosen, longestMs, now, timezone);
  const ends = [
    { name: "From", value: from, set: setFrom },
    { name: "To", value: to, set: setTo },
  ];
  return (
    <div className="flex flex-col gap-3 p-4 sm:w-88">
      <TypedRange timezone={timezone} longestMs={longestMs} onApply={onApply} />
      <Suspense fallback={<Skeleton className="h-64" />}>
        <RangeCalendar
          from={from.date}
          to={to.date}
          today={today}
          onRange={(first, last) => {
            setFrom({ date: first, time: "00:00" });
            setTo({ date: last, time: dayEnds });
          }}
        />
      </Suspense>
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) onApply(chosen);
        }}
      >
        {ends.map(({ name, value, set }) => (
          <fieldset key={name} className="grid grid-cols-[2.25rem_1fr_7.25rem] items-center gap-2">
            <legend className="sr-only">{name}</legend>
            <span aria-hidden className="text-xs font-medium text-ink-2">
              {name}
            </span>
            <input
              id={`${id}-${name}-date`}
              type="date"
              required
              aria-label={`${name} date`}
              value={value.date}
              onChange={(event) => set({ ...value, date: event.target.value })}
              className={field}
            />
            <input
              id={`${id}-${name}-time`}
              type="time"
              required
              aria-label={`${name} time`}
              value={value.time}
              onChange={(event) => set({ ...value, time: event.target.value })}
              className={field}
            />
          </fieldset>
        ))}
        <div className="flex items-center justify-between gap-2">
          <p className={`text-xs ${valid ? "text-ink-3" : "text-critical"}`} aria-live="polite">
            {valid
              ? zoneLabel(timezone, now)
              : inOrder
                ? `Only the last ${formatDuration((longestMs ?? 0) / 1000)} can be seen.`
                : "The end must lie after the start."}
          </p>
          <Button submit look="primary" disabled={!valid}>
            Apply
          </Button>
        </div>
      </form>
    </div>
  );
}
