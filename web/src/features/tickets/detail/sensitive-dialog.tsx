import { problemFrom } from "../../../api/problem";
import { useSave } from "../merge/use-save";
import { ActDialog } from "./act-dialog";
import type { ActionProps } from "./ticket-actions";

export function SensitiveDialog({
  tenant,
  desk,
  ticket,
  onGone,
  onClose,
}: ActionProps & { onClose: () => void }) {
  const save = useSave({ tenant, ticket, done: "The ticket is changed", onSaved: onClose, onGone });
  const becomes = !ticket.is_sensitive;
  return (
    <ActDialog
      tenant={tenant}
      desk={desk}
      save={save}
      title={becomes ? "Mark as sensitive?" : "Mark as not sensitive?"}
      description={ticket.tracking_number}
      act={becomes ? "Mark as sensitive" : "Mark as not sensitive"}
      danger={becomes}
      problem={save.error && problemFrom(save.error)}
      onSubmit={() => save.begin({ act: "edit", is_sensitive: becomes })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        {becomes
          ? "It disappears from your screen; the police liaison alone sees it. Only the liaison can take this back."
          : "It disappears from your screen; everybody else at the desk sees it, with its notes and its history."}
      </p>
    </ActDialog>
  );
}
