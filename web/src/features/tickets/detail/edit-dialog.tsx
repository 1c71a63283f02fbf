import { useState } from "react";
import { placeProblem } from "../../../api/field-problem";
import { TicketFormFields, ticketFieldNames } from "../forms/ticket-form-fields";
import { editOf, placeErrors, typedOf } from "../forms/typed-ticket";
import { useSave } from "../merge/use-save";
import { ActDialog } from "./act-dialog";
import type { ActionProps } from "./ticket-actions";

export function EditDialog({ tenant, desk, ticket, onGone, onClose }: ActionProps & { onClose: () => void }) {
  const [before] = useState(ticket);
  const [typed, setTyped] = useState(() => typedOf(ticket));
  const save = useSave({
    tenant,
    ticket,
    done: `${ticket.tracking_number} is changed`,
    onSaved: onClose,
    onGone,
  });
  const wrong = placeErrors(typed);
  const edit = editOf(typed, before);
  const { at, form } = placeProblem(save.error, ticketFieldNames);
  return (
    <ActDialog
      tenant={tenant}
      desk={desk}
      save={save}
      title="Edit the ticket"
      description={ticket.tracking_number}
      act="Save"
      nothing={Object.keys(edit).length === 0 || Object.keys(wrong).length > 0}
      problem={form}
      onSubmit={() => save.begin({ act: "edit", ...edit })}
      onClose={onClose}
    >
      <TicketFormFields desk={desk} value={typed} onValue={setTyped} errors={{ ...at, ...wrong }} />
    </ActDialog>
  );
}
