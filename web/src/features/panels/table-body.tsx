import type { TableQuery } from "../../api/panels";
import type { TableData } from "../../api/types";
import { DataTable } from "../../table/data-table";
import { Pager } from "../../table/pager";
import { SearchBox } from "../../table/search-box";
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
