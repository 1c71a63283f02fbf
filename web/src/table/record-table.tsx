import type { Key, ReactNode } from "react";
import { useMedia } from "../ui/use-media";

export interface RecordColumn<Row> {
  name: string;
  /** The column's heading; on a phone what stands before the value. */
  head: string;
  cell: (row: Row) => ReactNode;
  /** At the row's end: buttons and menus, whose heading is only read out. */
  actions?: boolean;
  /** Stays this wide at least, so that names and addresses do not break. */
  least?: "small" | "medium";
}

interface RecordTableProps<Row> {
  /** Says what the table holds; read out, not shown. */
  caption: string;
  /** The first names the row: it heads the row's card on a phone. */
  columns: readonly RecordColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => Key;
}

const leasts = { small: "min-w-44", medium: "min-w-56" };

function Wide<Row>({ caption, columns, rows, keyOf }: RecordTableProps<Row>) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, head, actions }) => (
              <th
                key={name}
                scope="col"
                className="h-9 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-5 last:pr-5"
              >
                {actions ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="group/row hover:bg-sunken">
              {columns.map(({ name, cell, actions, least }, at) => {
                const look = `h-12 border-b border-line px-3 py-2 group-last/row:border-b-0 first:pl-5 last:pr-5 ${actions ? "w-0 text-right whitespace-nowrap" : ""} ${least ? leasts[least] : ""}`;
                return at === 0 ? (
                  <th key={name} scope="row" className={`min-w-44 font-normal wrap-anywhere ${look}`}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} className={look}>
                    {cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cards<Row>({ caption, columns, rows, keyOf }: RecordTableProps<Row>) {
  const [first, ...rest] = columns;
  const values = rest.filter(({ actions }) => !actions);
  const actions = rest.find((column) => column.actions);
  return (
    <ul aria-label={caption} className="divide-y divide-line">
      {rows.map((row) => (
        <li key={keyOf(row)} className="px-4 py-3">
          <div className="flex items-start justify-between gap-2">
            <div className="min-w-0 flex-1 pt-0.5 break-words">{first?.cell(row)}</div>
            {actions && <div className="shrink-0">{actions.cell(row)}</div>}
          </div>
          <dl className="mt-2 grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-3 gap-y-1">
            {values.map(({ name, head, cell }) => (
              <div key={name} className="contents">
                <dt className="text-xs leading-5 text-ink-3">{head}</dt>
                <dd className="min-w-0 break-words">{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Rows of our own records: a table, and on a phone a card for each. */
export function RecordTable<Row>(props: RecordTableProps<Row>) {
  const narrow = useMedia("(max-width: 639px)");
  return narrow ? <Cards {...props} /> : <Wide {...props} />;
}
