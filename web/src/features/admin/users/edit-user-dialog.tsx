import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { User, UserChange } from "../../../api/admin/types";
import { changeUser, renewUsers } from "../../../api/admin/users";
import { placeProblem } from "../../../api/field-problem";
import { Button } from "../../../ui/button";
import { CheckField, TextField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { announce } from "../../../ui/status-message";
import { PasswordField } from "./password-field";

/** What was changed, and nothing else. */
function changes(user: User, typed: Required<Omit<UserChange, "disabled">>): UserChange {
  return {
    ...(typed.full_name === user.full_name ? {} : { full_name: typed.full_name }),
    ...(typed.email === user.email ? {} : { email: typed.email }),
    ...(typed.is_admin === user.is_admin ? {} : { is_admin: typed.is_admin }),
    ...(typed.password === "" ? {} : { password: typed.password }),
  };
}

export function EditUserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const { full_name, email, is_admin } = user;
  const [typed, setTyped] = useState({ full_name, email, is_admin, password: "" });
  const set = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const changed = changes(user, typed);
  const save = useMutation({
    mutationFn: () => changeUser(user.id, changed),
    onSuccess: async () => {
      onClose();
      announce(changed.password ? "The new password is set" : "Saved");
      await renewUsers(client);
    },
  });
  const { at, form } = placeProblem(save.error, {
    email: ["email", "already_exists"],
    password: ["password"],
    full_name: ["full_name"],
  });
  const local = user.sign_in === "local";
  return (
    <Modal size="small" title={`Edit ${user.full_name || user.email}`} onClose={onClose}>
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {!local && (
          <p className="text-ink-2">
            Name, address and password are kept by the provider; they are renewed with each sign-in.
          </p>
        )}
        <TextField
          label="Name"
          required={local}
          disabled={!local}
          maxLength={200}
          autoComplete="off"
          value={typed.full_name}
          onValue={(value) => set({ full_name: value })}
          error={at.full_name}
        />
        <TextField
          label="E-mail"
          type="email"
          required
          disabled={!local}
          maxLength={254}
          autoComplete="off"
          value={typed.email}
          onValue={(value) => set({ email: value })}
          error={at.email}
        />
        {local && (
          <PasswordField
            label="New password"
            value={typed.password}
            onValue={(password) => set({ password })}
            error={at.password}
            hint="Empty: it stays. A new one ends all sessions of this user; copy it before you save."
          />
        )}
        <CheckField
          label="Platform administrator"
          hint="Manages users, tenants, tokens and sessions, and reads the audit log."
          checked={typed.is_admin}
          onValue={(value) => set({ is_admin: value })}
        />
        {form && <FormProblem problem={form} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit look="primary" disabled={save.isPending || Object.keys(changed).length === 0}>
            {save.isPending ? "Saving…" : "Save"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
