import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addTenant, changeTenant, renewTenants } from "../../../api/admin/tenants";
import type { Tenant } from "../../../api/admin/types";
import { placeProblem } from "../../../api/field-problem";
import { Button } from "../../../ui/button";
import { TextField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { announce } from "../../../ui/status-message";

interface TenantDialogProps {
  what: "add" | "rename" | "address";
  /** The one to change. */
  tenant?: Tenant;
  onClose: () => void;
}

const titles = { add: "Add a tenant", rename: "Rename", address: "New address of the database" };

/** The database's address holds a password: it is typed unseen, sent once, and never comes back. */
export function TenantDialog({ what, tenant, onClose }: TenantDialogProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState({ id: "", name: tenant?.name ?? "", url: "" });
  const set = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => {
      if (tenant === undefined) return addTenant({ id: typed.id, name: typed.name, database_url: typed.url });
      return changeTenant(tenant.id, what === "rename" ? { name: typed.name } : { database_url: typed.url });
    },
    onSuccess: async () => {
      onClose();
      announce(what === "add" ? `${typed.name} is added` : "Saved");
      await renewTenants(client);
    },
  });
  const { at, form } = placeProblem(save.error, {
    url: ["database_url"],
    id: ["id", "already_exists"],
    name: ["name"],
  });
  return (
    <Modal
      size="small"
      title={titles[what]}
      description={tenant ? tenant.name : "Its dashboards’ files belong into a folder of the same id."}
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {what === "add" && (
          <TextField
            label="Id"
            required
            pattern="[a-z0-9][a-z0-9_\-]{0,62}"
            maxLength={63}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed.id}
            onValue={(id) => set({ id })}
            error={at.id}
            hint="Small letters, digits, - and _. It stands in addresses and cannot be changed."
          />
        )}
        {what !== "address" && (
          <TextField
            label="Name"
            required
            maxLength={200}
            autoComplete="off"
            value={typed.name}
            onValue={(name) => set({ name })}
            error={at.name}
            hint="What people read."
          />
        )}
        {what !== "rename" && (
          <TextField
            label="Database address"
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="postgres://role:password@host/database"
            value={typed.url}
            onValue={(url) => set({ url })}
            error={at.url}
            hint="Of a role that can only read. It is tried before it is kept, sealed, and never shown again."
          />
        )}
        {form && <FormProblem problem={form} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit look="primary" disabled={save.isPending}>
            {save.isPending ? "Saving…" : what === "add" ? "Add tenant" : "Save"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
