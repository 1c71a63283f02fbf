import type { SlaClock, TicketDetail } from "../../../api/tickets/types";
import { SlaMark } from "../marks";
import { minutesText } from "../span";
import { At, Deadline } from "../when";
import { LedgerBar } from "./ledger-bar";
import { LedgerTable } from "./ledger-table";
import { Part } from "./part";

function Clock({ name, clock }: { name: string; clock: SlaClock | null }) {
  if (clock === null)
    return (
      <div className="flex items-baseline justify-between gap-3">
        <h4 className="font-medium">{name}</h4>
        <p className="text-ink-3">No target</p>
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-0.5">
        <h4 className="font-medium">{name}</h4>
        <p className="flex flex-wrap items-center gap-x-2">
          <SlaMark state={clock.state} />
          <span className="text-ink-2">
            <Deadline deadline={clock.deadline} done={clock.stopped_at} paused={clock.state === "paused"} />
          </span>
        </p>
      </div>
      <LedgerBar name={name} clock={clock} />
      <p className="text-xs text-ink-3">
        {clock.target_minutes === null ? (
          `${minutesText(clock.counted_minutes)} counted`
        ) : (
          <>
            {minutesText(clock.counted_minutes)} of {minutesText(clock.target_minutes)} counted
          </>
        )}
        {clock.deadline && (
          <>
            {" · due "}
            <At at={clock.deadline} />
          </>
        )}
      </p>
      <LedgerTable name={name} clock={clock} />
    </div>
  );
}

/** Both clocks, and where each of their minutes went. */
export function SlaSection({ ticket }: { ticket: TicketDetail }) {
  const { response, resolution } = ticket.ledger;
  return (
    <Part title="Service level">
      {response === null && resolution === null ? (
        <p className="text-ink-3">No policy sets a target for this ticket.</p>
      ) : (
        <div className="flex flex-col gap-5">
          <Clock name="Response" clock={response} />
          <Clock name="Resolution" clock={resolution} />
        </div>
      )}
    </Part>
  );
}
