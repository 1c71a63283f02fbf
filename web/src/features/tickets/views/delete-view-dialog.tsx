import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemFrom } from "../../../api/problem";
import type { SavedView } from "../../../api/tickets/types";
import { deleteView, viewsQuery } from "../../../api/tickets/views";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { announce } from "../../../ui/status-message";

interface DeleteViewDialogProps {
  tenant: string;
  view: SavedView;
  onDeleted: () => void;
  onClose: () => void;
}

export function DeleteViewDialog({ tenant, view, onDeleted, onClose }: DeleteViewDialogProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteView(tenant, view.id),
    onSuccess: async () => {
      await client.invalidateQueries(viewsQuery(tenant));
      announce(`The view “${view.name}” is deleted`);
      onDeleted();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete “${view.name}”?`}
      act="Delete view"
      danger
      pending={remove.isPending}
      problem={remove.error && problemFrom(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        The list on screen stays as it is; only its name is forgotten
        {view.shared ? ", for everybody who was shown it" : ""}.
      </p>
    </ConfirmDialog>
  );
}
