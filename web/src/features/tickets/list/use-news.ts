import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { atMostEvery } from "../../../api/at-most-every";
import { type DeskEvent, hearDesk } from "../../../api/events";
import { isNotFound } from "../../../api/problem";
import { getTickets, renewLists, ticketsQuery } from "../../../api/tickets/list";
import { getTicket, renewTicket, ticketQuery } from "../../../api/tickets/one";
import type { TicketSearch } from "../../../api/tickets/search";
import type { Ticket, TicketPage } from "../../../api/tickets/types";
import { inPlace, withoutRow, withRow } from "./held-rows";

const pauseMs = 2_000;
const nothing: ReadonlySet<string> = new Set();

const inOrder = (shown: readonly Ticket[], now: readonly Ticket[]) =>
  shown.length === now.length && shown.every(({ id }, at) => id === now[at]?.id);

interface NewsProps {
  tenant: string;
  search: TicketSearch;
  /** Whether rows must keep their places now: somebody scrolled, or chose some. */
  held: () => boolean;
  onGone: (ids: ReadonlySet<string>) => void;
}

/** Keeps the list as new as the events say, without moving rows under anybody's hand. */
export function useNews({ tenant, search, held, onGone }: NewsProps) {
  const client = useQueryClient();
  const [changed, setChanged] = useState(nothing);
  const latest = useRef({ search, held, onGone });
  latest.current = { search, held, onGone };

  const refresh = useCallback(() => {
    setChanged(nothing);
    return renewLists(client, tenant);
  }, [client, tenant]);

  useEffect(() => {
    let over = false;
    const keyNow = () => ticketsQuery(tenant, latest.current.search).queryKey;
    const shownNow = () => client.getQueryData<TicketPage>(keyNow());

    const freshen = async () => {
      const key = keyNow();
      const shown = shownNow();
      if (shown === undefined) return;
      const fresh = await getTickets(tenant, latest.current.search);
      if (over || JSON.stringify(key) !== JSON.stringify(keyNow())) return;
      const { rows, gone } = await inPlace(shown.tickets, fresh.tickets, (id) => getTicket(tenant, id));
      if (over) return;
      const newer = new Map(rows.map((ticket) => [ticket.id, ticket]));
      client.setQueryData<TicketPage>(key, (page) => {
        if (page === undefined) return page;
        const still = page.tickets.filter(({ id }) => !gone.has(id));
        const tickets = still.map((one) => {
          const now = newer.get(one.id);
          return now === undefined || now.version < one.version ? one : now;
        });
        return { ...page, tickets, total: fresh.total };
      });
      if (gone.size > 0) latest.current.onGone(gone);
      // Where every row stands in its place already there is nothing to ask for.
      if (inOrder(rows, fresh.tickets)) setChanged(nothing);
    };
    // A failure here shows by itself: the next one says so, and the list stands as it was.
    const list = atMostEvery(pauseMs, () => (latest.current.held() ? freshen() : refresh()));
    const lookAt = async (id: string) => {
      try {
        const ticket = await getTicket(tenant, id);
        if (over) return;
        client.setQueryData<TicketPage>(keyNow(), (page) => page && withRow(page, ticket));
      } catch (error) {
        if (over || !isNotFound(error)) return;
        client.setQueryData<TicketPage>(keyNow(), (page) => page && withoutRow(page, id));
        latest.current.onGone(new Set([id]));
      }
    };
    const open = atMostEvery(pauseMs, () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [, of, kind, one] }) => of === tenant && kind === "tickets" && one === "one",
        refetchType: "active",
      }),
    );
    const hear = ({ type, ticketId }: DeskEvent) => {
      if (ticketId !== undefined) {
        // What is on screen changes at once, whatever the pace of the list is.
        if (client.getQueryState(ticketQuery(tenant, ticketId).queryKey) !== undefined)
          void renewTicket(client, tenant, ticketId);
        if (shownNow()?.tickets.some(({ id }) => id === ticketId)) void lookAt(ticketId);
        if (latest.current.held()) setChanged((before) => new Set(before).add(ticketId));
      } else {
        // What lies in memory unseen may hold a ticket that is not theirs to see any more.
        client.removeQueries({ queryKey: ["tenant", tenant, "tickets"], type: "inactive" });
        open.ask();
      }
      if (type === "missed" && latest.current.held()) setChanged((before) => new Set(before).add(""));
      list.ask();
    };
    const stop = hearDesk(tenant, hear);
    return () => {
      over = true;
      stop();
      list.stop();
      open.stop();
    };
  }, [client, tenant, refresh]);

  // Another list begins with what is true of it.
  const asked = JSON.stringify(search);
  useEffect(() => setChanged(nothing), [asked]);
  return { changed: changed.size, refresh };
}
