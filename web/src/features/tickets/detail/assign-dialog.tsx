import { useState } from "react";
import { placeProblem } from "../../../api/field-problem";
import type { Assignment } from "../../../api/tickets/types";
import { AssignFields } from "../forms/assign-fields";
import { useSave } from "../merge/use-save";
import { ActDialog } from "./act-dialog";
import type { ActionProps } from "./ticket-actions";

export function AssignDialog({
  tenant,
  desk,
  ticket,
  onGone,
  onClose,
}: ActionProps & { onClose: () => void }) {
  const [value, setValue] = useState<Assignment>({
    team_id: ticket.assigned_team?.id ?? null,
    user_id: ticket.assigned_user?.id ?? null,
  });
  const save = useSave({
    tenant,
    ticket,
    done: `${ticket.tracking_number} is assigned`,
    onSaved: onClose,
    onGone,
  });
  const { at, form } = placeProblem(save.error, { team: ["team_id"], person: ["user_id"] });
  return (
    <ActDialog
      tenant={tenant}
      desk={desk}
      save={save}
      title="Assign the ticket"
      description={ticket.tracking_number}
      act="Assign"
      problem={form}
      onSubmit={() => save.begin({ act: "assign", ...value })}
      onClose={onClose}
    >
      <AssignFields desk={desk} value={value} onValue={setValue} errors={at} />
    </ActDialog>
  );
}
