import type { ReactNode } from "react";
import type { ServiceDesk } from "../../../api/tickets/types";
import type { Problem } from "../../../api/types";
import { FormButtons } from "../../../ui/form-buttons";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { MergeDialog } from "../merge/merge-dialog";
import type { Save } from "../merge/use-save";

interface ActDialogProps {
  tenant: string;
  desk: ServiceDesk;
  save: Save;
  title: string;
  description: ReactNode;
  act: string;
  /** Nothing is wanted yet that is not so. */
  nothing?: boolean;
  danger?: boolean;
  /** Why it was refused, where no field is at fault. */
  problem: Problem | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form about one ticket, and over it what is to be merged where somebody was faster. */
export function ActDialog(props: ActDialogProps) {
  const { tenant, desk, save, title, description, act, nothing, danger, problem, onSubmit, onClose } = props;
  return (
    <>
      <Modal size="small" title={title} description={description} onClose={onClose}>
        <form
          className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!save.pending) onSubmit();
          }}
        >
          {props.children}
          {problem && save.conflict === null && <FormProblem problem={problem} />}
          <FormButtons
            act={act}
            doing="Saving…"
            pending={save.pending}
            disabled={nothing}
            danger={danger}
            onClose={onClose}
          />
        </form>
      </Modal>
      {save.conflict && (
        <MergeDialog
          key={save.conflict.now.version}
          tenant={tenant}
          desk={desk}
          save={save}
          onNothingLeft={onClose}
        />
      )}
    </>
  );
}
