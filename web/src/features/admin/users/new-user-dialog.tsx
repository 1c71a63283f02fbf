import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { NewUser, User } from "../../../api/admin/types";
import { createUser, renewUsers } from "../../../api/admin/users";
import { placeProblem } from "../../../api/field-problem";
import { Button, buttonLook } from "../../../ui/button";
import { CheckField, TextField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { SecretOnce } from "../../../ui/secret-once";
import { PasswordField } from "./password-field";

const nobody: Required<NewUser> = { email: "", full_name: "", password: "", is_admin: false };

/** Makes a local account; people of a provider come by themselves with their first sign-in. */
export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState(nobody);
  const create = useMutation({ mutationFn: createUser, onSuccess: () => renewUsers(client) });
  if (create.data) return <Made user={create.data} password={typed.password} onClose={onClose} />;
  const set = (part: Partial<NewUser>) => setTyped((before) => ({ ...before, ...part }));
  const { at, form } = placeProblem(create.error, {
    email: ["email", "already_exists"],
    password: ["password"],
    full_name: ["full_name"],
  });
  return (
    <Modal
      size="small"
      title="New user"
      description="Belongs to no tenant until you add a membership."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(typed);
        }}
      >
        <TextField
          label="Name"
          required
          maxLength={200}
          autoComplete="off"
          value={typed.full_name}
          onValue={(full_name) => set({ full_name })}
          error={at.full_name}
        />
        <TextField
          label="E-mail"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          value={typed.email}
          onValue={(email) => set({ email })}
          error={at.email}
        />
        <PasswordField
          label="Password"
          required
          value={typed.password}
          onValue={(password) => set({ password })}
          error={at.password}
          hint="At least 12 characters. It is shown once more after this, to hand over."
        />
        <CheckField
          label="Platform administrator"
          hint="Manages users, tenants, tokens and sessions, and reads the audit log."
          checked={typed.is_admin}
          onValue={(is_admin) => set({ is_admin })}
        />
        {form && <FormProblem problem={form} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit look="primary" disabled={create.isPending}>
            {create.isPending ? "Creating…" : "Create user"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Made({ user, password, onClose }: { user: User; password: string; onClose: () => void }) {
  return (
    <Modal size="small" title={`${user.full_name || user.email} can sign in`} onClose={onClose}>
      <div className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4">
        <p className="text-ink-2">
          Hand over the address <strong className="font-medium text-ink break-all">{user.email}</strong> and
          this password, by a way that only they can read.
        </p>
        <SecretOnce
          label="Password"
          secret={password}
          copy="Copy password"
          note="It is not shown again; you can set a new one at any time."
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Done</Button>
          <Link
            to="/admin/users/$userId"
            params={{ userId: user.id }}
            className={buttonLook("primary")}
            onClick={onClose}
          >
            Add a membership
          </Link>
        </div>
      </div>
    </Modal>
  );
}
