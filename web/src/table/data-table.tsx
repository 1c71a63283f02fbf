import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import type { TableColumn } from "../api/types";
import { Scroller } from "../ui/scroller";
import { useMedia } from "../ui/use-media";
import { Cell, isNumeric } from "./cell";
import { rowsThatFit } from "./rows-that-fit";

export interface Sort {
  column: string;
  order: "asc" | "desc";
}

interface DataTableProps {
  /** Says what the table holds; read out, not shown. */
  caption: string;
  columns: readonly TableColumn[];
  rows: readonly (readonly unknown[])[];
  timezone: string;
  sort: Sort | null;
  /** Absent: this table does not sort. */
  onSort?: (sort: Sort) => void;
}

/** Longer texts may be cut off; then the whole one is in the tooltip. */
const mostShown = 48;

const ariaSort = { asc: "ascending", desc: "descending" } as const;

/** The first click sorts up, the next down. */
function nextSort(current: Sort | null, column: string): Sort {
  if (current?.column !== column) return { column, order: "asc" };
  return { column, order: current.order === "asc" ? "desc" : "asc" };
}

function SortMark({ order }: { order: Sort["order"] | undefined }) {
  const Icon = order === undefined ? ChevronsUpDown : order === "asc" ? ArrowUp : ArrowDown;
  return (
    <Icon aria-hidden className={`size-3.5 shrink-0 ${order === undefined ? "opacity-40" : "text-accent"}`} />
  );
}

function WideTable({ caption, columns, rows, timezone, sort, onSort }: DataTableProps) {
  return (
    <div className="fit min-h-0 flex-1" style={rowsThatFit(rows.length, "roomy")}>
      <Scroller label={`${caption}, rows`} className="fit-box">
        <table className="w-full border-separate border-spacing-0 text-left">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => {
                const order = sort?.column === column.name ? sort.order : undefined;
                const end = isNumeric(column);
                return (
                  <th
                    key={column.name}
                    scope="col"
                    aria-sort={order && ariaSort[order]}
                    className={`sticky top-0 z-10 border-b border-line bg-surface p-0 text-xs font-medium text-ink-3 first:pl-2 last:pr-2 ${end ? "text-right" : ""}`}
                  >
                    {onSort ? (
                      <button
                        type="button"
                        onClick={() => onSort(nextSort(sort, column.name))}
                        className={`inline-flex h-8 items-center gap-1 rounded-md px-2 whitespace-nowrap hover:text-ink -outline-offset-2 ${end ? "flex-row-reverse" : ""}`}
                      >
                        {column.display}
                        <SortMark order={order} />
                      </button>
                    ) : (
                      <span className="inline-flex h-8 items-center px-2 whitespace-nowrap">
                        {column.display}
                      </span>
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // Keyed by place: rows of a query have no key, and the page is replaced as a whole
              <tr key={index} className="fit-row hover:bg-sunken">
                {columns.map((column, at) => (
                  <td
                    key={column.name}
                    title={typeof row[at] === "string" && row[at].length > mostShown ? row[at] : undefined}
                    className={`max-w-152 truncate border-b border-line px-2 first:pl-4 last:pr-4 ${isNumeric(column) ? "text-right tabular-nums" : ""}`}
                  >
                    <Cell column={column} value={row[at]} timezone={timezone} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </div>
  );
}

const firstCards = 5;

/** On a phone each row is a card: its names and values below each other. */
function CardList({ caption, columns, rows, timezone }: DataTableProps) {
  const [all, setAll] = useState(false);
  const more = all ? 0 : Math.max(0, rows.length - firstCards);
  return (
    <>
      <ul aria-label={caption} className="divide-y divide-line border-t border-line">
        {rows.slice(0, rows.length - more).map((row, index) => (
          // Keyed by place: rows of a query have no key, and the page is replaced as a whole
          <li key={index} className="px-4 py-3">
            <dl className="grid grid-cols-[minmax(4.5rem,auto)_1fr] gap-x-3 gap-y-1">
              {columns.map((column, at) => (
                <div key={column.name} className="contents">
                  <dt className="text-xs leading-5 text-ink-3">{column.display}</dt>
                  <dd className="min-w-0 break-words">
                    <Cell column={column} value={row[at]} timezone={timezone} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="h-11 shrink-0 rounded-b-xl border-t border-line text-accent font-medium -outline-offset-2 hover:bg-hover"
        >
          Show {more} more
        </button>
      )}
    </>
  );
}

export function DataTable(props: DataTableProps) {
  const narrow = useMedia("(max-width: 639px)");
  return narrow ? <CardList {...props} /> : <WideTable {...props} />;
}
