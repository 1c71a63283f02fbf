import { isNotFound } from "../../../api/problem";
import type { Ticket, TicketPage } from "../../../api/tickets/types";

/**
 * The rows that stand, each as it is now and in its place; those that may not be seen any more are gone at once.
 * `fresh` is what the list would show now, `look` asks for one of those that it would not.
 */
export async function inPlace(
  shown: readonly Ticket[],
  fresh: readonly Ticket[],
  look: (id: string) => Promise<Ticket>,
): Promise<{ rows: Ticket[]; gone: Set<string> }> {
  const now = new Map(fresh.map((ticket) => [ticket.id, ticket]));
  const gone = new Set<string>();
  const rows = await Promise.all(
    shown.map(async (ticket) => {
      const found = now.get(ticket.id);
      if (found !== undefined) return found;
      try {
        return await look(ticket.id);
      } catch (error) {
        if (isNotFound(error)) gone.add(ticket.id);
        return ticket;
      }
    }),
  );
  return { rows: rows.filter(({ id }) => !gone.has(id)), gone };
}

/** One row as it is now; the very page of before where that changes nothing. */
export function withRow(page: TicketPage, ticket: Ticket): TicketPage {
  const shown = page.tickets.find(({ id }) => id === ticket.id);
  // What an older answer says must not undo what a newer one said.
  if (shown === undefined || shown.version > ticket.version) return page;
  return { ...page, tickets: page.tickets.map((one) => (one.id === ticket.id ? ticket : one)) };
}

export function withoutRow(page: TicketPage, gone: string): TicketPage {
  const tickets = page.tickets.filter(({ id }) => id !== gone);
  if (tickets.length === page.tickets.length) return page;
  return { ...page, tickets, total: Math.max(0, page.total - 1) };
}
