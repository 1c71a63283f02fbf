import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../api/problem";
import { deskQuery } from "../../api/tickets/desk";
import type { TicketSearch } from "../../api/tickets/search";
import { FullPage } from "../../ui/full-page";
import { ProblemNotice } from "../../ui/problem-notice";
import { StatusMessage } from "../../ui/status-message";
import { DeskPage } from "./desk-page";
import { ListSkeleton } from "./list/list-skeleton";
import { ZoneContext } from "./zone";

export interface TicketsPageProps {
  tenant: string;
  search: TicketSearch;
  /** What the address asks for and `search` does not hold, as it stands there. */
  untaken: readonly string[];
  /** The ticket that lies open over the list. */
  ticketId: string | undefined;
  /** Asks for another list; in place of the current entry of the history, or as a new one. */
  onAsk: (search: TicketSearch, replace: boolean) => void;
  onOpen: (id: string, replace: boolean) => void;
  /** In place of the current entry where that leads to nothing any more. */
  onClose: (replace: boolean) => void;
}

/** The desk of a tenant: its list, and the ticket that is open. */
export function TicketsPage(props: TicketsPageProps) {
  const desk = useQuery(deskQuery(props.tenant));
  if (desk.data === undefined) {
    if (!desk.isError) return <ListSkeleton />;
    const problem = problemFrom(desk.error);
    if (problem.code === "no_service_desk") return <NoDesk />;
    return (
      <main id="content" className="grid flex-1 place-items-center p-6">
        <ProblemNotice problem={problem} onRetry={() => void desk.refetch()} retrying={desk.isFetching} />
      </main>
    );
  }
  if (!desk.data.enabled) return <NoDesk />;
  if (!desk.data.may.see_tickets)
    return (
      <FullPage
        title="Tickets are not yours to see"
        text={desk.data.reasons.see_tickets ?? "Ask a manager of this tenant if that should be otherwise."}
      />
    );
  return (
    <ZoneContext value={desk.data.timezone}>
      <DeskPage {...props} desk={desk.data} />
      <StatusMessage />
    </ZoneContext>
  );
}

function NoDesk() {
  return (
    <FullPage
      title="This tenant has no service desk"
      text="It shows dashboards alone. Whoever runs the server can add a desk to it."
    />
  );
}
