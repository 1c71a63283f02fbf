import { Link } from "@tanstack/react-router";
import { MapPin } from "lucide-react";
import type { ReactNode } from "react";
import type { ServiceDesk, Ticket } from "../../../api/tickets/types";
import { wardName } from "../list/row-parts";
import { At } from "../when";
import { sourceNames } from "../words";
import { ZoneNote } from "../zone-note";
import { Part } from "./part";

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-xs leading-5 text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

const nothing = <span className="text-ink-3">–</span>;

/** Leads to the map of whoever looks; the page itself asks no map for anything. */
function Place({ latitude, longitude }: { latitude: number; longitude: number }) {
  return (
    <a
      href={`geo:${latitude},${longitude}`}
      className="inline-flex items-center gap-1 text-accent hover:underline tabular-nums pointer-coarse:min-h-11"
    >
      <MapPin className="size-3.5" aria-hidden />
      {latitude.toFixed(5)}, {longitude.toFixed(5)}
    </a>
  );
}

interface TicketFieldsProps {
  tenant: string;
  desk: ServiceDesk;
  ticket: Ticket;
}

export function TicketFields({ tenant, desk, ticket }: TicketFieldsProps) {
  const { latitude, longitude, parent } = ticket;
  const moment = (at: string | null) => (at === null ? nothing : <At at={at} />);
  return (
    <Part title="Details">
      <dl className="grid grid-cols-[minmax(6.5rem,auto)_1fr] gap-x-4 gap-y-1.5">
        <Row name="Category">{ticket.category}</Row>
        <Row name="Address">{ticket.address ?? nothing}</Row>
        <Row name="Location">
          {latitude === null || longitude === null ? (
            nothing
          ) : (
            <Place latitude={latitude} longitude={longitude} />
          )}
        </Row>
        <Row name="Ward">{wardName(desk, ticket.ward_id)}</Row>
        <Row name="Team">{ticket.assigned_team?.name ?? nothing}</Row>
        <Row name="Person">{ticket.assigned_user?.name ?? nothing}</Row>
        {parent && (
          <Row name="Duplicate of">
            <Link
              to="/t/$tenant/tickets/$ticketId"
              params={{ tenant, ticketId: parent.id }}
              search={(before: object) => before}
              resetScroll={false}
              className="font-mono text-xs text-accent hover:underline"
            >
              {parent.tracking_number}
            </Link>
          </Row>
        )}
        <Row name="Created">{moment(ticket.created_at)}</Row>
        <Row name="First response">{moment(ticket.first_responded_at)}</Row>
        <Row name="Resolved">{moment(ticket.resolved_at)}</Row>
        {ticket.closed_at && <Row name="Closed">{moment(ticket.closed_at)}</Row>}
        {ticket.reopened_count > 0 && (
          <Row name="Reopened">{ticket.reopened_count === 1 ? "Once" : `${ticket.reopened_count} times`}</Row>
        )}
        <Row name="Came by">{sourceNames[ticket.source]}</Row>
      </dl>
      {/* Where there is room for both, the list beside it says so. */}
      <ZoneNote className="mt-3 sm:hidden" />
    </Part>
  );
}
