import { SeverityMark, StatusMark } from "../marks";
import { Ago } from "../when";
import { RowLink } from "./row-link";
import { Sla, wardName } from "./row-parts";
import { SelectBox } from "./select-box";
import type { ListProps } from "./ticket-table";

/** The list on a phone: a card for each ticket, all of which opens it. */
export function TicketCards({ tenant, desk, tickets, openId, selection, onSelect }: ListProps) {
  return (
    <ul aria-label="Tickets" className="divide-y divide-line">
      {tickets.map((ticket) => {
        const picked = selection.picked.has(ticket.id);
        return (
          <li
            key={ticket.id}
            data-row={ticket.id}
            className={`relative flex gap-1 py-2.5 pr-4 ${onSelect ? "pl-1.5" : "pl-4"} ${picked || ticket.id === openId ? "bg-accent-soft" : ""}`}
          >
            {onSelect && (
              <div className="relative z-1 -mt-1.5 shrink-0">
                <SelectBox
                  label={`Select ${ticket.tracking_number}`}
                  checked={picked}
                  onToggle={(range) => onSelect(ticket, range)}
                />
              </div>
            )}
            <div className="min-w-0 flex-1">
              <RowLink tenant={tenant} ticket={ticket} />
              <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
                <StatusMark status={ticket.status} />
                <SeverityMark severity={ticket.severity} />
                <Sla ticket={ticket} />
              </div>
              <p className="mt-1.5 text-xs text-ink-3">
                {[
                  ticket.category,
                  ticket.ward_id && wardName(desk, ticket.ward_id),
                  ticket.assigned_team?.name,
                ]
                  .filter(Boolean)
                  .join(" · ")}
                {" · "}
                <Ago at={ticket.created_at} />
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
