import type { BarData } from "../api/types";
import { formatExact } from "../format/number";
import { rowsThatFit } from "../table/rows-that-fit";
import { Scroller } from "../ui/scroller";
import { barRows } from "./bar-rows";

interface BarTableProps {
  caption: string;
  data: BarData;
}

/** The chart's own numbers, unrounded: for screen readers, and for everyone who wants to check. */
export function BarTable({ caption, data }: BarTableProps) {
  const rows = barRows(data);
  const unit = data.unit ? ` (${data.unit})` : "";
  return (
    <div className="fit -mx-4 min-h-0 flex-1" style={rowsThatFit(rows.length, "dense")}>
      <Scroller label={`${caption}, data`} className="fit-box">
        <table className="w-full border-separate border-spacing-0 text-left">
          <caption className="sr-only">{caption}: a value for each category</caption>
          <thead className="text-xs text-ink-3">
            <tr>
              <th
                scope="col"
                className="sticky top-0 border-b border-line bg-surface px-4 py-1.5 font-medium"
              >
                Category
              </th>
              {data.series.map(({ label }) => (
                <th
                  key={label}
                  scope="col"
                  className="sticky top-0 border-b border-line bg-surface px-4 py-1.5 text-right font-medium"
                >
                  {(label || "Value") + unit}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {rows.map((row) => (
              <tr key={row.other ? "\u0000other" : row.label} className="fit-row">
                <th
                  scope="row"
                  className={`border-b border-line px-4 text-left font-normal ${row.other ? "text-ink-3 italic" : ""}`}
                >
                  {row.label}
                </th>
                {data.series.map(({ label }, index) => {
                  const value = row.values[index] ?? null;
                  return (
                    <td key={label} className="border-b border-line px-4 text-right">
                      {value === null ? (
                        <span className="text-ink-3">no value</span>
                      ) : (
                        <data value={value}>{formatExact(value)}</data>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </div>
  );
}
