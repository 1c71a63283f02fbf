import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placeProblem } from "../../api/field-problem";
import { type MadeShare, makeShare, type ShareKind, sharesQuery } from "../../api/shares";
import { Button } from "../../ui/button";
import { SelectField, TextField } from "../../ui/field";
import { FormProblem } from "../../ui/form-problem";

interface NewShareFormProps {
  tenant: string;
  kind: ShareKind;
  target: string;
  title: string;
  onMade: (share: MadeShare) => void;
}

const roles = [
  { value: "viewer", label: "Viewer", says: "What every viewer of this tenant sees." },
  { value: "ward_councillor", label: "Ward councillor", says: "Only what is limited to one ward." },
  { value: "manager", label: "Manager", says: "What a manager sees: more than most should." },
];

const ranges = [
  { value: "", label: "Any" },
  { value: "1", label: "An hour" },
  { value: "8", label: "8 hours" },
  { value: "24", label: "A day" },
  { value: "168", label: "7 days" },
  { value: "744", label: "31 days" },
];

const lives = [
  { value: "1", label: "A day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
];

export function NewShareForm({ tenant, kind, target, title, onMade }: NewShareFormProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState({ name: "", role: "viewer", ward: "", range: "", days: "30" });
  const set = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const ofWard = typed.role === "ward_councillor";
  const make = useMutation({
    mutationFn: () =>
      makeShare(tenant, {
        name: typed.name,
        kind,
        target,
        role: typed.role,
        ward_id: ofWard ? typed.ward : undefined,
        longest_range_hours: typed.range === "" ? undefined : Number(typed.range),
        expires_in_days: Number(typed.days),
      }),
    onSuccess: async (made) => {
      onMade(made);
      await client.invalidateQueries({ queryKey: sharesQuery(tenant).queryKey });
    },
  });
  const { at, form } = placeProblem(make.error, {
    ward: ["ward_id"],
    range: ["longest_range_hours"],
    days: ["expires_in_days"],
    role: ["role"],
    name: ["name"],
  });
  return (
    <form
      className="grid gap-4 p-5 sm:grid-cols-2 max-sm:p-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <div className="sm:col-span-2">
        <TextField
          label="Name"
          required
          maxLength={100}
          autoComplete="off"
          placeholder={`${title}, for the control room`}
          value={typed.name}
          onValue={(name) => set({ name })}
          error={at.name}
          hint="For whom it is: it stands on the shared page too."
        />
      </div>
      <SelectField
        label="Sees it as"
        value={typed.role}
        choices={roles}
        hint={roles.find(({ value }) => value === typed.role)?.says}
        error={at.role}
        onValue={(role) => set({ role })}
      />
      {ofWard ? (
        <TextField
          label="Ward"
          required
          maxLength={64}
          autoComplete="off"
          value={typed.ward}
          onValue={(ward) => set({ ward })}
          error={at.ward}
          hint="The one ward whose data is seen."
        />
      ) : (
        <div className="max-sm:hidden" />
      )}
      <SelectField
        label="Longest range"
        value={typed.range}
        choices={ranges}
        hint="How much time may be seen at once."
        error={at.range}
        onValue={(range) => set({ range })}
      />
      <SelectField
        label="Works for"
        value={typed.days}
        choices={lives}
        hint="You can revoke it before."
        error={at.days}
        onValue={(days) => set({ days })}
      />
      <div className="flex flex-col gap-4 sm:col-span-2">
        {form && <FormProblem problem={form} />}
        <div className="flex justify-end">
          <Button submit look="primary" disabled={make.isPending}>
            {make.isPending ? "Making…" : "Make link"}
          </Button>
        </div>
      </div>
    </form>
  );
}
