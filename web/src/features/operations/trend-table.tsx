import { Scroller } from "../../ui/scroller";
import { CountValue, FigureValue } from "./figure-value";
import { sayPercent } from "./figures";
import type { TrendRow } from "./trend-data";

/** The chart's own numbers, newest first, each with its tickets behind it. */
export function TrendTable({ rows }: { rows: readonly TrendRow[] }) {
  return (
    <Scroller label="Over time, data" className="-mx-5 h-80 flex-none max-sm:-mx-4">
      <table className="w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">Created and resolved tickets and compliance over time</caption>
        <thead className="text-2xs text-ink-3">
          <tr>
            {["Time", "Created", "Resolved", "Compliance"].map((name) => (
              <th
                key={name}
                scope="col"
                className="sticky top-0 z-10 border-b border-line bg-surface px-5 py-1.5 text-right font-medium first:text-left max-sm:px-4"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => {
            const span = { from: row.from, to: row.to };
            const cell = "border-b border-line px-5 text-right max-sm:px-4";
            return (
              <tr key={row.start} className="h-8 pointer-coarse:h-11">
                <th
                  scope="row"
                  className="border-b border-line px-5 text-left font-normal whitespace-nowrap tabular-nums max-sm:px-4"
                >
                  {row.name}
                </th>
                <td className={cell}>
                  <CountValue
                    count={row.created}
                    label={`${row.name}, created`}
                    figure={{ of: "bucket", state: "created", ...span }}
                  />
                </td>
                <td className={cell}>
                  <CountValue
                    count={row.resolved}
                    label={`${row.name}, resolved`}
                    figure={{ of: "bucket", state: "resolved", ...span }}
                  />
                </td>
                <td className={cell}>
                  <FigureValue
                    value={row.compliance}
                    said={sayPercent(row.compliance)}
                    label={`${row.name}, compliance; leads to the late ones`}
                    figure={{ of: "bucket", state: "late", ...span }}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}
