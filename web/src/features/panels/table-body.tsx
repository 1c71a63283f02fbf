import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { TableQuery } from "../../api/panels";
import type { TableData } from "../../api/types";
import { DataTable } from "../../table/data-table";
import { Pager } from "../../table/pager";
import { EmptyNotice } from "../../ui/empty-notice";
import type { TableDisplay } from "./display";

interface TableBodyProps {
  title: string;
  data: TableData;
  display: TableDisplay;
  query: TableQuery;
  timezone: string;
  onQuery: (query: TableQuery) => void;
}

const typingPauseMs = 300;

function SearchBox({
  title,
  value,
  onSearch,
}: {
  title: string;
  value: string;
  onSearch: (value: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="relative min-w-32 flex-1 sm:max-w-64">
      <label htmlFor={id} className="sr-only">
        Search {title}
      </label>
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        id={id}
        type="search"
        placeholder="Search"
        value={typed}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSearch(next), typingPauseMs);
        }}
        className="h-8 w-full rounded-lg border border-line bg-surface pr-2 pl-8 text-sm outline-offset-0 placeholder:text-ink-3 pointer-coarse:h-11 pointer-coarse:text-base"
      />
    </div>
  );
}

export function TableBody({ title, data, display, query, timezone, onQuery }: TableBodyProps) {
  const sort =
    query.sortBy === undefined
      ? display.defaultSort
      : { column: query.sortBy, order: query.sortOrder ?? ("asc" as const) };
  const empty = data.rows.length === 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pb-2 max-sm:pr-2 print:hidden">
        <SearchBox
          title={title}
          value={query.search ?? ""}
          onSearch={(search) =>
            onQuery({ ...query, search: search === "" ? undefined : search, page: undefined })
          }
        />
        <Pager
          title={title}
          page={data.page}
          pageSize={data.page_size}
          total={data.total}
          onPage={(page) => onQuery({ ...query, page: page === 0 ? undefined : page })}
        />
      </div>
      {empty ? (
        <EmptyNotice
          title={query.search ? `Nothing matches “${query.search}”` : "No rows in this range"}
          hint={query.search ? "Try fewer or other words." : "Choose a longer range."}
        />
      ) : (
        <DataTable
          caption={title}
          columns={data.columns}
          rows={data.rows}
          timezone={timezone}
          sort={sort}
          onSort={
            display.sortable
              ? ({ column, order }) =>
                  onQuery({ ...query, sortBy: column, sortOrder: order, page: undefined })
              : undefined
          }
        />
      )}
    </div>
  );
}
