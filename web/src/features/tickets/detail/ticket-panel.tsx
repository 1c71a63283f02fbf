import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Link2, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { isNotFound, problemFrom } from "../../../api/problem";
import { ticketQuery } from "../../../api/tickets/one";
import type { ServiceDesk, TicketDetail } from "../../../api/tickets/types";
import { IconButton } from "../../../ui/button";
import { CopyButton } from "../../../ui/copy-button";
import { NotRenewed } from "../../../ui/not-renewed";
import { ProblemNotice } from "../../../ui/problem-notice";
import { SensitiveMark, SeverityMark, StatusMark } from "../marks";
import { Ago } from "../when";
import { DetailSkeleton } from "./detail-skeleton";
import { Notes } from "./notes";
import { Related } from "./related";
import { SlaSection } from "./sla-section";
import { TicketActions } from "./ticket-actions";
import { TicketFields } from "./ticket-fields";
import { Timeline } from "./timeline";

export type GoneWhy = "reclassified" | "not_found";

interface TicketPanelProps {
  tenant: string;
  desk: ServiceDesk;
  id: string;
  narrow: boolean;
  onClose: () => void;
  onGone: (why: GoneWhy, trackingNumber: string | undefined) => void;
}

function Shown({
  tenant,
  desk,
  ticket,
  onGone,
}: Pick<TicketPanelProps, "tenant" | "desk" | "onGone"> & { ticket: TicketDetail }) {
  return (
    <>
      <div className="flex flex-col gap-3 border-b border-line px-5 pt-4 pb-4 max-sm:px-4">
        <h2 className="text-base leading-6 font-semibold tracking-[-0.01em] break-words whitespace-pre-wrap">
          {ticket.description}
        </h2>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <StatusMark status={ticket.status} />
          <SeverityMark severity={ticket.severity} />
          {ticket.is_sensitive && <SensitiveMark />}
          <span className="text-xs text-ink-3">
            Changed <Ago at={ticket.updated_at} />
          </span>
        </div>
        {ticket.waiting_reason && (
          <p className="text-ink-2">
            Waiting for <span className="font-medium text-ink">{ticket.waiting_reason}</span>
          </p>
        )}
        <TicketActions
          tenant={tenant}
          desk={desk}
          ticket={ticket}
          onGone={(why) => onGone(why, ticket.tracking_number)}
        />
      </div>
      <TicketFields tenant={tenant} desk={desk} ticket={ticket} />
      <SlaSection ticket={ticket} />
      <Related tenant={tenant} ticket={ticket} />
      <Notes tenant={tenant} ticket={ticket} />
      <Timeline tenant={tenant} desk={desk} id={ticket.id} version={ticket.version} />
    </>
  );
}

/** One ticket, beside its list; on a phone in its place. */
export function TicketPanel({ tenant, desk, id, narrow, onClose, onGone }: TicketPanelProps) {
  const { data, error, isError, isFetching, refetch } = useQuery(ticketQuery(tenant, id));
  const gone = isNotFound(error);
  // In place of the list it is the page, beside it a part of that.
  const TicketNumber = narrow ? "h1" : "p";
  const panel = useRef<HTMLElement>(null);
  const tellGone = useRef(onGone);
  tellGone.current = onGone;
  const number = data?.tracking_number;
  useEffect(() => {
    if (gone) tellGone.current("not_found", number);
  }, [gone, number]);
  useEffect(() => {
    // On a phone the list is not there to keep the focus.
    if (narrow) panel.current?.focus();
  }, [narrow]);
  // What may not be seen any more is not shown a moment longer.
  const shown = gone ? undefined : data;
  return (
    <section
      ref={panel}
      id="ticket"
      data-ticket
      tabIndex={-1}
      aria-label={shown ? `Ticket ${shown.tracking_number}` : "Ticket"}
      className="flex min-h-0 flex-col bg-surface outline-none max-sm:min-h-[calc(100dvh-3.5rem)] sm:h-full"
    >
      {shown && <title>{`${shown.tracking_number} · Watchroom`}</title>}
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2.5 pl-5 max-sm:sticky max-sm:top-[calc(3.5rem+var(--banner,0px))] max-sm:z-20 max-sm:h-14 max-sm:bg-surface max-sm:pl-1.5">
        {narrow && (
          <IconButton label="Back to the list" onClick={onClose}>
            <ArrowLeft className="size-5" aria-hidden />
          </IconButton>
        )}
        <TicketNumber className="min-w-0 flex-1 truncate font-mono text-sm select-all">
          {number ?? "Ticket"}
        </TicketNumber>
        {shown && <CopyButton compact icon={Link2} label="Copy link" text={window.location.href} />}
        {!narrow && (
          <IconButton label="Close the ticket" className="size-9" onClick={onClose}>
            <X className="size-4.5" aria-hidden />
          </IconButton>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard could not scroll it otherwise */}
      <div className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 max-sm:overflow-visible" tabIndex={0}>
        {shown ? (
          <>
            {isError && <NotRenewed title={problemFrom(error).title} />}
            <Shown key={shown.id} tenant={tenant} desk={desk} ticket={shown} onGone={onGone} />
          </>
        ) : isError && !gone ? (
          <div className="grid min-h-64">
            <ProblemNotice
              problem={problemFrom(error)}
              onRetry={() => void refetch()}
              retrying={isFetching}
            />
          </div>
        ) : (
          <DetailSkeleton />
        )}
      </div>
    </section>
  );
}
