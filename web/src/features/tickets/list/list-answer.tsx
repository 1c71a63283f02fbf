import type { UseQueryResult } from "@tanstack/react-query";
import type { RefObject } from "react";
import { problemFrom } from "../../../api/problem";
import { ticketsPerPage } from "../../../api/tickets/list";
import type { TicketSearch } from "../../../api/tickets/search";
import type { TicketPage } from "../../../api/tickets/types";
import { Pager } from "../../../table/pager";
import { Button } from "../../../ui/button";
import { EmptyNotice } from "../../../ui/empty-notice";
import { NotRenewed } from "../../../ui/not-renewed";
import { ProblemNotice } from "../../../ui/problem-notice";
import { withFilter, withoutFilters } from "../filters/filter-kinds";
import { ListSkeleton } from "./list-skeleton";
import { TicketCards } from "./ticket-cards";
import { type ListProps, TicketTable } from "./ticket-table";

type ListAnswerProps = Omit<ListProps, "tickets"> & {
  query: UseQueryResult<TicketPage>;
  scroller: RefObject<HTMLElement | null>;
  narrow: boolean;
  onAsk: (search: TicketSearch, replace: boolean) => void;
};

function NoTickets({ search, total, onAsk }: Pick<ListAnswerProps, "search" | "onAsk"> & { total: number }) {
  const { sort_by: _, sort_order: _order, page, view: _view, ...filters } = search;
  if (total > 0)
    return (
      <div className="m-auto flex flex-col items-center gap-2 py-16">
        <EmptyNotice title={`There is no page ${page ?? 1} any more`} />
        <Button onClick={() => onAsk(withFilter(search, {}), true)}>To the first page</Button>
      </div>
    );
  if (Object.keys(filters).length === 0)
    return (
      <div className="m-auto py-16">
        <EmptyNotice
          title="There are no tickets yet"
          hint="What is reported or imported appears here by itself."
        />
      </div>
    );
  return (
    <div className="m-auto flex flex-col items-center gap-2 py-16">
      <EmptyNotice title="No ticket matches these filters" hint="Take one of them away, or all." />
      <Button onClick={() => onAsk(withoutFilters(search), false)}>Clear all filters</Button>
    </div>
  );
}

/** The tickets, or that none match, or why they could not be had. What was shown before stays meanwhile, faded. */
export function ListAnswer({ query, scroller, narrow, onAsk, ...list }: ListAnswerProps) {
  const { data, isPlaceholderData } = query;
  if (data === undefined) {
    if (!query.isError) return <ListSkeleton />;
    return (
      <div className="grid min-h-64 flex-1">
        <ProblemNotice
          problem={problemFrom(query.error)}
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </div>
    );
  }
  const { tickets, total } = data;
  const turn = (page: number) => {
    onAsk({ ...list.search, page: page === 0 ? undefined : page + 1 }, false);
    scroller.current?.scrollTo({ top: 0 });
    if (narrow) window.scrollTo({ top: 0 });
  };
  const shown =
    tickets.length === 0 ? (
      <NoTickets search={list.search} total={total} onAsk={onAsk} />
    ) : narrow ? (
      <TicketCards {...list} tickets={tickets} />
    ) : (
      <TicketTable {...list} tickets={tickets} />
    );
  return (
    <>
      {query.isError && <NotRenewed title={problemFrom(query.error).title} />}
      <section
        ref={scroller}
        aria-label="List of tickets"
        aria-busy={isPlaceholderData}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard could not scroll it otherwise
        tabIndex={0}
        className={`@container/list flex min-h-0 flex-1 flex-col bg-surface -outline-offset-2 transition-opacity sm:overflow-auto ${isPlaceholderData ? "opacity-50" : ""}`}
      >
        {shown}
      </section>
      {total > 0 && (
        <footer className="@container/panel flex shrink-0 justify-end border-t border-line bg-surface px-5 py-1.5 max-sm:justify-center max-sm:px-4 max-sm:pb-20">
          <Pager
            title="tickets"
            page={(list.search.page ?? 1) - 1}
            pageSize={ticketsPerPage}
            total={total}
            onPage={turn}
          />
        </footer>
      )}
    </>
  );
}
