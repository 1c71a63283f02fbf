import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placeProblem } from "../../api/field-problem";
import { changePassword, ownSessionsQuery } from "../../api/own-sessions";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { TextField } from "../../ui/field";
import { FormProblem } from "../../ui/form-problem";
import { announce } from "../../ui/status-message";

const nothing = { current: "", next: "", again: "" };

/** Its own address goes along unseen, so that a password manager knows whose password changes. */
export function PasswordForm({ email }: { email: string }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState(nothing);
  const [unlike, setUnlike] = useState(false);
  const set = (part: Partial<typeof nothing>) => setTyped((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => changePassword(typed.current, typed.next),
    onSuccess: async () => {
      setTyped(nothing);
      announce("Your password is changed; your other sessions are ended");
      await client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  const { at, form } = placeProblem(save.error, {
    current: ["current_password"],
    next: ["new_password"],
  });
  return (
    <Card title="Change your password" description="Your other sessions end with it.">
      <form
        className="flex max-w-sm flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const same = typed.next === typed.again;
          setUnlike(!same);
          if (same) save.mutate();
        }}
      >
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={typed.current}
          onValue={(current) => set({ current })}
          error={at.current}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          value={typed.next}
          onValue={(next) => set({ next })}
          error={at.next}
          hint="At least 12 characters; a few words in a row do well."
        />
        <TextField
          label="New password again"
          type="password"
          autoComplete="new-password"
          required
          value={typed.again}
          onValue={(again) => set({ again })}
          error={unlike && typed.next !== typed.again ? "These two are not the same." : undefined}
        />
        {form && <FormProblem problem={form} />}
        <div>
          <Button submit look="primary" disabled={save.isPending}>
            {save.isPending ? "Saving…" : "Change password"}
          </Button>
        </div>
      </form>
    </Card>
  );
}
