import { Link } from "@tanstack/react-router";
import type { TicketDetail } from "../../../api/tickets/types";
import { StatusMark } from "../marks";
import { Part } from "./part";

/** What else was reported of the same thing. */
export function Related({ tenant, ticket }: { tenant: string; ticket: TicketDetail }) {
  const { duplicates, duplicates_total: total } = ticket;
  if (total === 0) return null;
  return (
    <Part
      title={`Duplicates (${total})`}
      beside={
        <Link
          to="/t/$tenant/tickets"
          params={{ tenant }}
          search={{ parent_id: ticket.id }}
          className="text-accent hover:underline"
        >
          Show as a list
        </Link>
      }
    >
      <ul className="flex flex-col gap-1">
        {duplicates.map(({ id, tracking_number, status }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <Link
              to="/t/$tenant/tickets/$ticketId"
              params={{ tenant, ticketId: id }}
              search={(before: object) => before}
              resetScroll={false}
              className="font-mono text-xs text-accent hover:underline pointer-coarse:py-3"
            >
              {tracking_number}
            </Link>
            <StatusMark status={status} />
          </li>
        ))}
      </ul>
      {total > duplicates.length && (
        <p className="text-xs text-ink-3">
          The oldest {duplicates.length} of {total} are shown; the list has them all.
        </p>
      )}
    </Part>
  );
}
