import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { notTaken, readTicketSearch, type TicketSearch } from "../api/tickets/search";
import { TicketsPage } from "../features/tickets/tickets-page";

/** `/t/$tenant/tickets`, and the ticket that lies open over it. */
export function TicketsRoute() {
  const { tenant, ticketId } = useParams({ strict: false }) as { tenant: string; ticketId?: string };
  const raw = useSearch({ strict: false });
  const search = useMemo(() => readTicketSearch({ ...raw }), [raw]);
  const untaken = useMemo(() => notTaken({ ...raw }), [raw]);
  const navigate = useNavigate();

  const ask = (next: TicketSearch, replace: boolean) =>
    void navigate({ to: ".", search: next as never, replace, resetScroll: false });
  const open = (id: string, replace: boolean) =>
    void navigate({
      to: "/t/$tenant/tickets/$ticketId",
      params: { tenant, ticketId: id },
      search,
      replace,
      resetScroll: false,
    });
  const close = (replace: boolean) =>
    void navigate({ to: "/t/$tenant/tickets", params: { tenant }, search, replace, resetScroll: false });
  return (
    <TicketsPage
      key={tenant}
      tenant={tenant}
      search={search}
      untaken={untaken}
      ticketId={ticketId}
      onAsk={ask}
      onOpen={open}
      onClose={close}
    />
  );
}
