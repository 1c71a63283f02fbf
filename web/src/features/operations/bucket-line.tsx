import { ChevronLeft, ChevronRight } from "lucide-react";
import { Fragment } from "react";
import { IconButton } from "../../ui/button";
import { CountValue, FigureValue } from "./figure-value";
import { sayPercent } from "./figures";
import type { TrendRow } from "./trend-data";

interface BucketLineProps {
  rows: readonly TrendRow[];
  row: TrendRow;
  onRow: (row: TrendRow) => void;
}

/** As it is drawn in the chart. */
function Line({ dashed = false }: { dashed?: boolean }) {
  return (
    <span
      aria-hidden
      className={`mr-1.5 inline-block w-4.5 border-t-2 align-middle ${dashed ? "border-dashed border-ink-3" : "border-accent"}`}
    />
  );
}

/** One place of the chart in numbers, each of which leads to its tickets: touched in the chart, or stepped to. */
export function BucketLine({ rows, row, onRow }: BucketLineProps) {
  const at = rows.indexOf(row);
  const step = (by: number, label: string, Icon: typeof ChevronLeft) => {
    const goal = rows[at + by];
    return (
      <IconButton label={label} disabled={goal === undefined} onClick={() => goal && onRow(goal)}>
        <Icon className="size-4" aria-hidden />
      </IconButton>
    );
  };
  const span = { from: row.from, to: row.to };
  return (
    <fieldset
      aria-label="One place of the trend"
      className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 rounded-lg bg-sunken/70 py-1 pr-4 pl-1 text-xs max-sm:pb-2 max-sm:pl-2 text-ink-3"
    >
      <span className="flex items-center gap-0.5">
        {step(-1, "Earlier", ChevronLeft)}
        <span className="min-w-28 text-center font-medium text-ink tabular-nums" aria-live="polite">
          {row.name}
        </span>
        {step(1, "Later", ChevronRight)}
      </span>
      {/* Another place's numbers are others, not changed ones. */}
      <Fragment key={row.start}>
        <span>
          <Line />
          Created{" "}
          <CountValue
            count={row.created}
            label={`${row.name}, created`}
            className="font-medium text-ink"
            figure={{ of: "bucket", state: "created", ...span }}
          />
        </span>
        <span>
          <Line dashed />
          Resolved{" "}
          <CountValue
            count={row.resolved}
            label={`${row.name}, resolved`}
            className="font-medium text-ink"
            figure={{ of: "bucket", state: "resolved", ...span }}
          />
        </span>
        <span>
          Compliance{" "}
          <FigureValue
            value={row.compliance}
            said={sayPercent(row.compliance)}
            label={`${row.name}, compliance; leads to the late ones`}
            className="font-medium text-ink"
            figure={{ of: "bucket", state: "late", ...span }}
          />
        </span>
      </Fragment>
    </fieldset>
  );
}
