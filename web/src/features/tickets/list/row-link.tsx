import { Link } from "@tanstack/react-router";
import type { Ticket } from "../../../api/tickets/types";
import { SensitiveMark } from "../marks";

export const rowLinkId = (id: string) => `ticket-${id}`;

/** The ticket's words, and the way to it: a link, so that it opens in another tab as well. */
export function RowLink({ tenant, ticket }: { tenant: string; ticket: Ticket }) {
  return (
    <Link
      id={rowLinkId(ticket.id)}
      to="/t/$tenant/tickets/$ticketId"
      params={{ tenant, ticketId: ticket.id }}
      search={(before: object) => before}
      resetScroll={false}
      preload={false}
      className="block min-w-0 rounded-sm after:absolute after:inset-0 sm:after:hidden"
    >
      <span className="flex min-w-0 items-center gap-1.5">
        <span className="min-w-0 truncate font-medium" title={ticket.description}>
          {ticket.description}
        </span>
        {ticket.is_sensitive && <SensitiveMark />}
      </span>
      <span className="flex min-w-0 gap-1.5 text-xs text-ink-3">
        <span className="shrink-0 font-mono text-2xs leading-4">{ticket.tracking_number}</span>
        {ticket.address && (
          <span className="min-w-0 truncate" title={ticket.address}>
            {ticket.address}
          </span>
        )}
      </span>
    </Link>
  );
}
