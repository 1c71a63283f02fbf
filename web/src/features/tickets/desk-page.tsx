import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { renewLists, ticketsQuery } from "../../api/tickets/list";
import { forgetTicket } from "../../api/tickets/one";
import type { ServiceDesk, Ticket } from "../../api/tickets/types";
import { useMedia } from "../../ui/use-media";
import { BulkBar } from "./bulk/bulk-bar";
import { type GoneWhy, TicketPanel } from "./detail/ticket-panel";
import { withFilter } from "./filters/filter-kinds";
import { GoneNotice } from "./gone-notice";
import { ListAnswer } from "./list/list-answer";
import { NewsNotice } from "./list/news-notice";
import { rowLinkId } from "./list/row-link";
import { useListKeys } from "./list/use-list-keys";
import { useNews } from "./list/use-news";
import { useSelection } from "./list/use-selection";
import { ListToolbar } from "./list-toolbar";
import { NewTicketDialog } from "./new-ticket-dialog";
import type { TicketsPageProps } from "./tickets-page";
import { UntakenNotice } from "./untaken-notice";

interface Gone {
  why: GoneWhy;
  trackingNumber: string | undefined;
}

const none: readonly Ticket[] = [];

/** The list with all that is around it, and beside it the ticket that is open. */
export function DeskPage(props: TicketsPageProps & { desk: ServiceDesk }) {
  const { tenant, desk, search, untaken, ticketId, onAsk, onOpen, onClose } = props;
  const client = useQueryClient();
  const narrow = useMedia("(max-width: 639px)");
  const list = useQuery(ticketsQuery(tenant, search));
  const tickets = list.data?.tickets ?? none;
  const [gone, setGone] = useState<Gone | null>(null);
  const [adding, setAdding] = useState(false);
  const scroller = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const mayBulk = desk.may.assign;
  const selection = useSelection(search, tickets);

  const held = useCallback(() => {
    const scrolled = narrow ? window.scrollY : (scroller.current?.scrollTop ?? 0);
    return scrolled > 0 || selection.now().picked.size > 0;
  }, [narrow, selection.now]);
  const news = useNews({ tenant, search, held, onGone: selection.lose });

  const rowNow = () =>
    document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row ?? ticketId ?? null;
  const current = useRef<string | null>(null);
  useListKeys({
    onMove: (step) => {
      const from = rowNow() ?? current.current;
      const at = tickets.findIndex(({ id }) => id === from);
      const next = at === -1 ? tickets[0] : tickets[at + step];
      if (next === undefined) return;
      current.current = next.id;
      document.getElementById(rowLinkId(next.id))?.focus();
      if (ticketId !== undefined) onOpen(next.id, true);
    },
    onOpen: () => {
      const id = rowNow() ?? current.current;
      if (id !== null && tickets.some((ticket) => ticket.id === id)) onOpen(id, false);
    },
    onSelect: (range) => {
      const id = rowNow() ?? current.current;
      const ticket = tickets.find((one) => one.id === id);
      if (ticket !== undefined && mayBulk) selection.toggle(ticket, range);
    },
    onSearch: () => field.current?.focus(),
    onClose: () => {
      if (ticketId !== undefined) close();
      else selection.clear();
    },
  });

  const close = () => {
    const back = ticketId;
    onClose(false);
    // The focus goes back to the row it came from, once the list stands there alone.
    requestAnimationFrame(
      () => back && document.getElementById(rowLinkId(back))?.focus({ preventScroll: true }),
    );
  };
  const onGone = (why: GoneWhy, trackingNumber: string | undefined) => {
    setGone({ why, trackingNumber });
    if (ticketId !== undefined) {
      forgetTicket(client, tenant, ticketId);
      selection.lose(new Set([ticketId]));
    }
    onClose(true);
    void renewLists(client, tenant);
  };
  const panel = ticketId !== undefined && (
    <TicketPanel
      key={ticketId}
      tenant={tenant}
      desk={desk}
      id={ticketId}
      narrow={narrow}
      onClose={close}
      onGone={onGone}
    />
  );
  if (narrow && panel) return <main id="content">{panel}</main>;
  return (
    <main
      id="content"
      className="relative flex min-w-0 sm:h-[calc(100dvh-3rem-1px-var(--banner,0px))] max-md:sm:h-[calc(100dvh-6rem-var(--banner,0px))] pointer-coarse:sm:h-[calc(100dvh-3.5rem-1px-var(--banner,0px))] max-md:pointer-coarse:sm:h-[calc(100dvh-7.5rem-var(--banner,0px))]"
    >
      {ticketId === undefined && <title>Tickets · Watchroom</title>}
      <div className="relative flex min-w-0 flex-1 flex-col">
        <ListToolbar
          tenant={tenant}
          desk={desk}
          search={search}
          total={list.data?.total}
          narrow={narrow}
          field={field}
          onAsk={onAsk}
          onNew={() => setAdding(true)}
        />
        <UntakenNotice untaken={untaken} onForget={() => onAsk(search, true)} />
        {gone && <GoneNotice {...gone} onDismiss={() => setGone(null)} />}
        <NewsNotice
          changed={news.changed}
          onRefresh={() => {
            void news.refresh();
            scroller.current?.scrollTo({ top: 0 });
            if (narrow) window.scrollTo({ top: 0 });
          }}
        />
        <ListAnswer
          query={list}
          scroller={scroller}
          narrow={narrow}
          tenant={tenant}
          desk={desk}
          openId={ticketId}
          search={search}
          onAsk={onAsk}
          selection={selection.selection}
          onSort={(sort) => onAsk(withFilter(search, sort), false)}
          onSelect={mayBulk ? selection.toggle : undefined}
          onSelectPage={mayBulk ? selection.togglePage : undefined}
        />
        {mayBulk && (
          <BulkBar
            tenant={tenant}
            desk={desk}
            selection={selection.selection}
            onClear={selection.clear}
            onLose={selection.lose}
          />
        )}
      </div>
      {panel && (
        <div className="w-[min(36rem,46vw)] shrink-0 border-l border-line max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-30 max-lg:w-[min(32rem,100%)] max-lg:shadow-pop">
          {panel}
        </div>
      )}
      {adding && (
        <NewTicketDialog
          tenant={tenant}
          desk={desk}
          onMade={(id) => {
            setAdding(false);
            onOpen(id, false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </main>
  );
}
