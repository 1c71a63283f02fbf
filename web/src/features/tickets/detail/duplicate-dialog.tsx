import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../api/problem";
import { ticketsQuery } from "../../../api/tickets/list";
import type { Ticket } from "../../../api/tickets/types";
import { SearchBox } from "../../../table/search-box";
import { Button } from "../../../ui/button";
import { EmptyNotice } from "../../../ui/empty-notice";
import { ProblemNotice } from "../../../ui/problem-notice";
import { Skeleton } from "../../../ui/skeleton";
import { StatusMark } from "../marks";
import { useSave } from "../merge/use-save";
import { Ago } from "../when";
import { ActDialog } from "./act-dialog";
import type { ActionProps } from "./ticket-actions";

interface FoundProps {
  tenant: string;
  ticket: Ticket;
  text: string;
  chosen: string | null;
  onChoose: (id: string) => void;
}

const mostShown = 8;

/** Tickets it may be a duplicate of: those that match, or those of its category first. */
function Found({ tenant, ticket, text, chosen, onChoose }: FoundProps) {
  const found = useQuery(
    ticketsQuery(tenant, text === "" ? { category: [ticket.category] } : { search: text }),
  );
  if (found.isError)
    return (
      <ProblemNotice
        problem={problemFrom(found.error)}
        onRetry={() => void found.refetch()}
        retrying={found.isFetching}
      />
    );
  if (found.data === undefined) return <Skeleton className="h-48" />;
  const tickets = found.data.tickets.filter(({ id }) => id !== ticket.id).slice(0, mostShown);
  if (tickets.length === 0) return <EmptyNotice title="No ticket matches" hint="Try other words." />;
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">The ticket it duplicates</legend>
      <div className="divide-y divide-line rounded-lg border border-line">
        {tickets.map((one) => (
          <label
            key={one.id}
            className={`flex min-h-11 cursor-pointer items-center gap-3 px-3 py-2 ${one.id === chosen ? "bg-accent-soft" : "hover:bg-hover"}`}
          >
            <input
              type="radio"
              name="parent"
              checked={one.id === chosen}
              onChange={() => onChoose(one.id)}
              className="size-4 shrink-0 accent-(--accent)"
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{one.description}</span>
              <span className="block truncate text-xs text-ink-3">
                <span className="font-mono">{one.tracking_number}</span> · <Ago at={one.created_at} />
                {one.address && ` · ${one.address}`}
              </span>
            </span>
            <StatusMark status={one.status} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function DuplicateDialog({
  tenant,
  desk,
  ticket,
  onGone,
  onClose,
}: ActionProps & { onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(ticket.parent?.id ?? null);
  const save = useSave({ tenant, ticket, done: "The duplicate is linked", onSaved: onClose, onGone });
  return (
    <ActDialog
      tenant={tenant}
      desk={desk}
      save={save}
      title="Which ticket does it duplicate?"
      description={ticket.tracking_number}
      act="Link"
      nothing={chosen === null || chosen === ticket.parent?.id}
      problem={save.error && problemFrom(save.error)}
      onSubmit={() => save.begin({ act: "parent", parent_id: chosen })}
      onClose={onClose}
    >
      {ticket.parent && (
        <div className="flex items-center justify-between gap-3">
          <p>
            Now a duplicate of <span className="font-mono text-xs">{ticket.parent.tracking_number}</span>
          </p>
          <Button disabled={save.pending} onClick={() => save.begin({ act: "parent", parent_id: null })}>
            Unlink
          </Button>
        </div>
      )}
      <SearchBox title="tickets" value={text} onSearch={setText} />
      <Found tenant={tenant} ticket={ticket} text={text.trim()} chosen={chosen} onChoose={setChosen} />
    </ActDialog>
  );
}
