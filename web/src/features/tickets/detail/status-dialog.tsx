import { useState } from "react";
import { placeProblem } from "../../../api/field-problem";
import type { TicketStatus } from "../../../api/tickets/types";
import { StatusFields, statusBody, type TypedStatus } from "../forms/status-fields";
import { useSave } from "../merge/use-save";
import { isDone, statusNames } from "../words";
import { ActDialog } from "./act-dialog";
import type { ActionProps } from "./ticket-actions";

interface StatusDialogProps extends ActionProps {
  wanted: TicketStatus;
  onClose: () => void;
}

export function StatusDialog({ tenant, desk, ticket, wanted, onGone, onClose }: StatusDialogProps) {
  const [typed, setTyped] = useState<TypedStatus>({ status: wanted, note: "", reason: "" });
  // Events may bring another status meanwhile; the choices stay those that were asked among.
  const [choices] = useState(ticket.may.change_status);
  const save = useSave({
    tenant,
    ticket,
    done: `${ticket.tracking_number} is ${statusNames[typed.status].toLowerCase()}`,
    onSaved: onClose,
    onGone,
  });
  const { at, form } = placeProblem(save.error, {
    status: ["status", "status_not_allowed"],
    note: ["note"],
    reason: ["waiting_reason"],
  });
  const reopens = isDone(ticket.status) && typed.status === "open";
  return (
    <ActDialog
      tenant={tenant}
      desk={desk}
      save={save}
      title={reopens ? "Reopen the ticket" : `Set to “${statusNames[typed.status]}”`}
      description={`${ticket.tracking_number}, now ${statusNames[ticket.status].toLowerCase()}`}
      act={reopens ? "Reopen" : typed.status === "resolved" ? "Resolve" : "Change status"}
      problem={form}
      onSubmit={() => save.begin({ act: "status", ...statusBody(typed) })}
      onClose={onClose}
    >
      <StatusFields choices={choices} value={typed} onValue={setTyped} errors={at} />
    </ActDialog>
  );
}
