import type { ServiceDesk, Ticket } from "../../../api/tickets/types";
import { SlaMark } from "../marks";
import { Deadline } from "../when";

export function Sla({ ticket }: { ticket: Ticket }) {
  return (
    <span className="flex flex-col max-sm:flex-row max-sm:items-center max-sm:gap-1.5">
      <SlaMark state={ticket.sla_state} />
      <span className="text-xs text-ink-3">
        <Deadline
          deadline={ticket.sla_resolution_deadline}
          done={ticket.resolved_at ?? ticket.closed_at}
          paused={ticket.sla_state === "paused"}
        />
      </span>
    </span>
  );
}

export function Assigned({ ticket }: { ticket: Ticket }) {
  const { assigned_team: team, assigned_user: user } = ticket;
  if (team === null && user === null) return <span className="text-ink-3">Nobody</span>;
  return (
    <span className="flex min-w-0 flex-col">
      <span className="truncate" title={team?.name}>
        {team?.name ?? "No team"}
      </span>
      {user && (
        <span className="truncate text-xs text-ink-3" title={user.name}>
          {user.name}
        </span>
      )}
    </span>
  );
}

export function wardName(desk: ServiceDesk, ward: string | null): string {
  if (ward === null) return "–";
  return desk.wards.find(({ id }) => id === ward)?.name ?? ward;
}
