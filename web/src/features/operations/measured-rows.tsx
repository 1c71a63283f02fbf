import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Skeleton } from "../../ui/skeleton";

export interface Part {
  value: number;
  look: keyof typeof looks;
}

// Apart in lightness and in pattern, not in hue alone.
const looks = {
  open: "bg-accent",
  done: "bg-line-strong",
  late: "late-fill",
} as const;

/** A bar of parts, as long as they are of the longest bar beside it. The numbers stand next to it: it says nothing. */
export function Bar({ parts, longest }: { parts: readonly Part[]; longest: number }) {
  return (
    <span aria-hidden className="flex h-2.5 w-full gap-px max-sm:h-1.5 overflow-hidden rounded-xs">
      {parts.map(({ look, value }) => (
        <span
          key={look}
          className={`h-full min-w-0 transition-[width] duration-500 first:rounded-l-xs last:rounded-r-xs ${looks[look]}`}
          style={{ width: `${longest === 0 ? 0 : (value / longest) * 100}%` }}
        />
      ))}
    </span>
  );
}

/** What a part of the bars is. */
export function Key({ look, children }: { look: Part["look"]; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-xs ${looks[look]}`} />
      {children}
    </span>
  );
}

interface MeasuredRow {
  id: string;
  name: string;
  /** What is no name but a lack of one: `No ward`. */
  nameless?: boolean;
  bar: ReactNode;
  /** One per column. */
  cells: readonly ReactNode[];
}

interface MeasuredRowsProps {
  caption: string;
  /** Of the first column. */
  heading: string;
  columns: readonly ReactNode[];
  rows: readonly MeasuredRow[];
}

/** More rows than these are shown on request. */
const mostRows = 10;

/** A table of numbers with a bar in each row: a chart whose every number can be read, and followed. */
export function MeasuredRows({ caption, heading, columns, rows }: MeasuredRowsProps) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, mostRows);
  // So many numbers leave a name no room beside them on a phone: there it stands above them.
  const wide = columns.length > 3;
  return (
    <>
      <table className="w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-2xs text-ink-3">
          <tr>
            <th scope="col" className="pb-1 font-medium">
              {heading}
            </th>
            {/* The bars' column: what they are stands in the others. */}
            <td className="max-sm:hidden" />
            {columns.map((column, index) => (
              <th
                key={index}
                scope="col"
                className="pb-1 pl-5 text-right max-sm:pl-3 font-medium whitespace-nowrap"
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ id, name, nameless, bar, cells }) => (
            <tr key={id} className="h-7.5 pointer-coarse:h-11 max-sm:h-11">
              <th
                scope="row"
                title={name}
                className={`max-w-0 pr-4 font-normal max-sm:w-full sm:w-[36%] ${wide ? "max-sm:pb-2 max-sm:align-bottom" : ""} ${nameless ? "text-ink-3 italic" : "text-ink"}`}
              >
                <span className={`block truncate ${wide ? "max-sm:w-[calc(100vw-6rem)]" : ""}`}>{name}</span>
                <span className={`block sm:hidden ${wide ? "mt-2.5" : "mt-1"}`}>{bar}</span>
              </th>
              <td className="w-full max-sm:hidden">{bar}</td>
              {cells.map((cell, index) => (
                <td
                  key={index}
                  className={`pl-5 text-right whitespace-nowrap max-sm:pl-3 ${wide ? "max-sm:h-14 max-sm:pb-0.5 max-sm:align-bottom" : ""}`}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="mt-1.5 -ml-2 inline-flex h-8 items-center gap-1.5 self-start rounded-lg px-2 text-xs font-medium text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-11"
        >
          <ChevronDown className={`size-3.5 transition-transform ${all ? "rotate-180" : ""}`} aria-hidden />
          {all ? `Show the first ${mostRows}` : `Show all ${rows.length}`}
        </button>
      )}
    </>
  );
}

export function RowsSkeleton() {
  return (
    <div className="flex flex-col pt-5 pb-9.5">
      {Array.from({ length: mostRows }, (_, row) => (
        <div key={row} className="flex h-7.5 items-center gap-4 max-sm:h-11 pointer-coarse:h-11">
          <Skeleton className="h-3 w-[28%]" />
          <Skeleton className="h-2.5 flex-1" />
          <Skeleton className="h-3 w-14" />
        </div>
      ))}
    </div>
  );
}
