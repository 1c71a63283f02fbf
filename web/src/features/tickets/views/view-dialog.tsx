import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placeProblem } from "../../../api/field-problem";
import { queryText, type TicketSearch } from "../../../api/tickets/search";
import type { SavedView } from "../../../api/tickets/types";
import { changeView, createView, viewsQuery } from "../../../api/tickets/views";
import { CheckField, TextField } from "../../../ui/field";
import { FormButtons } from "../../../ui/form-buttons";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { announce } from "../../../ui/status-message";

export type ViewForm = { kind: "new" } | { kind: "update" | "rename"; view: SavedView };

const titles = { new: "Save this list as a view", update: "Save the changes", rename: "Rename or share" };

interface ViewDialogProps {
  tenant: string;
  form: ViewForm;
  search: TicketSearch;
  onSaved: (view: SavedView) => void;
  onClose: () => void;
}

export function ViewDialog({ tenant, form, search, onSaved, onClose }: ViewDialogProps) {
  const client = useQueryClient();
  const before = form.kind === "new" ? undefined : form.view;
  const [name, setName] = useState(before?.name ?? "");
  const [shared, setShared] = useState(before?.shared ?? false);
  const save = useMutation({
    mutationFn: () => {
      const query = form.kind === "rename" ? form.view.query : queryText(search);
      const body = { name: name.trim(), shared, query };
      return before === undefined ? createView(tenant, body) : changeView(tenant, before.id, body);
    },
    onSuccess: async (view) => {
      await client.invalidateQueries(viewsQuery(tenant));
      announce(`The view “${view.name}” is saved`);
      onSaved(view);
    },
  });
  const { at, form: problem } = placeProblem(save.error, { name: ["name", "already_exists"] });
  return (
    <Modal
      size="small"
      title={titles[form.kind]}
      description="Its filters and its order; the tickets in it are always today’s."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label="Name"
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onValue={setName}
          error={at.name}
        />
        <CheckField
          label="Share it"
          hint="Others at this desk see the view; each of them only tickets that are theirs to see."
          checked={shared}
          onValue={setShared}
        />
        {problem && <FormProblem problem={problem} />}
        <FormButtons
          act="Save view"
          doing="Saving…"
          pending={save.isPending}
          disabled={name.trim() === ""}
          onClose={onClose}
        />
      </form>
    </Modal>
  );
}
