import { useMemo, useState } from "react";

import { formatDateTime } from "../format/date-time";
import { formatExact } from "../format/number";
import { Pager } from "../table/pager";
import { rowsThatFit } from "../table/rows-that-fit";
import { Scroller } from "../ui/scroller";
import { type PlotSource, toRows } from "./plot-data";

interface SeriesTableProps {
  caption: string;
  data: PlotSource;
  timezone: string;
}

const pageSize = 100;

/** The chart's own numbers, unrounded: for screen readers, and for everyone who wants to check. */
export function SeriesTable({ caption, data, timezone }: SeriesTableProps) {
  const rows = useMemo(() => toRows(data), [data]);
  const [page, setPage] = useState(0);
  const current = Math.min(page, Math.max(0, Math.ceil(rows.length / pageSize) - 1));
  const shown = rows.slice(current * pageSize, (current + 1) * pageSize);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="fit -mx-4 min-h-0 flex-1" style={rowsThatFit(shown.length, "dense")}>
        <Scroller label={`${caption}, data`} className="fit-box">
          <table className="w-full border-separate border-spacing-0 text-left">
            <caption className="sr-only">{caption}: time, series and value</caption>
            <thead className="text-xs text-ink-3">
              <tr>
                {["Time", "Series", "Value"].map((name) => (
                  <th
                    key={name}
                    scope="col"
                    className="sticky top-0 border-b border-line bg-surface px-4 py-1.5 font-medium last:text-right"
                  >
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="tabular-nums">
              {shown.map(({ time, series, value }) => (
                <tr key={`${time} ${series}`} className="fit-row">
                  <td className="border-b border-line px-4 whitespace-nowrap text-ink-2">
                    <time dateTime={new Date(time).toISOString()}>{formatDateTime(time, timezone)}</time>
                  </td>
                  <td className="border-b border-line px-4">{series}</td>
                  <td className="border-b border-line px-4 text-right">
                    {value === null ? (
                      <span className="text-ink-3">no value</span>
                    ) : (
                      <data value={value}>{formatExact(value)}</data>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </div>
      <div className="flex justify-end pt-1">
        <Pager
          title={`${caption}, data`}
          page={current}
          pageSize={pageSize}
          total={rows.length}
          onPage={setPage}
        />
      </div>
    </div>
  );
}
