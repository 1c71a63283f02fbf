import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placeProblem } from "../../../api/field-problem";
import { renewLists } from "../../../api/tickets/list";
import { changeTickets } from "../../../api/tickets/one";
import { statuses } from "../../../api/tickets/search";
import type { Assignment, BulkAct, ServiceDesk } from "../../../api/tickets/types";
import { FormButtons } from "../../../ui/form-buttons";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { announce } from "../../../ui/status-message";
import { AssignFields } from "../forms/assign-fields";
import { StatusFields, statusBody, type TypedStatus } from "../forms/status-fields";
import type { Selection } from "../list/selection";
import { BulkResults } from "./bulk-results";

export type BulkKind = "assign" | "status";

interface BulkDialogProps {
  tenant: string;
  desk: ServiceDesk;
  kind: BulkKind;
  selection: Selection;
  /** Those that are changed; the others stay chosen. */
  onChanged: (ids: ReadonlySet<string>) => void;
  onClose: () => void;
}

const nobody: Assignment = { team_id: null, user_id: null };
const typedAtFirst: TypedStatus = { status: "resolved", note: "", reason: "" };

export function BulkDialog({ tenant, desk, kind, selection, onChanged, onClose }: BulkDialogProps) {
  const client = useQueryClient();
  // The choice as it was when the dialog came: events may take tickets out of it.
  const [chosen] = useState(() => [...selection.picked.values()]);
  const [assignment, setAssignment] = useState(nobody);
  const [status, setStatus] = useState(typedAtFirst);
  const count = `${chosen.length} ${chosen.length === 1 ? "ticket" : "tickets"}`;
  const save = useMutation({
    mutationFn: () => {
      const act: BulkAct =
        kind === "assign" ? { action: "assign", ...assignment } : { action: "status", ...statusBody(status) };
      const versions = Object.fromEntries(chosen.map(({ id, version }) => [id, version]));
      return changeTickets(
        tenant,
        chosen.map(({ id }) => id),
        act,
        versions,
      );
    },
    onSuccess: async ({ results, failed, changed }) => {
      onChanged(new Set(results.filter(({ ok }) => ok).map(({ id }) => id)));
      if (failed === 0) {
        onClose();
        announce(`${changed} ${changed === 1 ? "ticket is" : "tickets are"} changed`);
      }
      await renewLists(client, tenant);
    },
  });
  if (save.data !== undefined && save.data.failed > 0)
    return <BulkResults answer={save.data} chosen={chosen} onClose={onClose} />;
  const { at, form } = placeProblem(save.error, {
    team: ["team_id"],
    person: ["user_id"],
    status: ["status"],
    note: ["note"],
    reason: ["waiting_reason"],
  });
  return (
    <Modal
      size="small"
      title={kind === "assign" ? `Assign ${count}` : `Change the status of ${count}`}
      description="One that somebody changed meanwhile stays as it is, and is named."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {kind === "assign" ? (
          <AssignFields desk={desk} value={assignment} onValue={setAssignment} errors={at} />
        ) : (
          <StatusFields choices={statuses} value={status} onValue={setStatus} errors={at} />
        )}
        {form && <FormProblem problem={form} />}
        <FormButtons
          act={kind === "assign" ? `Assign ${count}` : `Change ${count}`}
          doing="Saving…"
          pending={save.isPending}
          onClose={onClose}
        />
      </form>
    </Modal>
  );
}
