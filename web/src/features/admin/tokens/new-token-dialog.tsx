import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adminTenantsQuery } from "../../../api/admin/tenants";
import { makeToken, tokensQuery } from "../../../api/admin/tokens";
import type { MadeApiToken } from "../../../api/admin/types";
import { placeProblem } from "../../../api/field-problem";
import { Button } from "../../../ui/button";
import { SelectField, TextField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { SecretOnce } from "../../../ui/secret-once";
import { Answer } from "../answer";
import { RoleFields, type Standing, standingBody } from "../role-fields";
import { roles } from "../roles";

const lives = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "180", label: "180 days" },
  { value: "365", label: "A year" },
];

// Sensitive tickets are for a person.
const forPrograms = roles.filter(({ role }) => role !== "saps_liaison");

interface TokenFormProps {
  tenants: readonly { id: string; name: string }[];
  onMade: (token: MadeApiToken) => void;
  onClose: () => void;
}

function TokenForm({ tenants, onMade, onClose }: TokenFormProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [tenant, setTenant] = useState(tenants[0]?.id ?? "");
  const [days, setDays] = useState("90");
  const [standing, setStanding] = useState<Standing>({ role: "viewer", ward: "", team: "" });
  const make = useMutation({
    mutationFn: () =>
      makeToken({ name, tenant_id: tenant, expires_in_days: Number(days), ...standingBody(standing) }),
    onSuccess: async (made) => {
      onMade(made);
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  const { at, form } = placeProblem(make.error, {
    ward: ["ward_id"],
    team: ["team_id"],
    role: ["role"],
    days: ["expires_in_days"],
    name: ["name"],
  });
  return (
    <form
      className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
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
        hint="What the program is, so that somebody knows it again in a year."
      />
      <SelectField
        label="Tenant"
        value={tenant}
        choices={tenants.map(({ id, name: label }) => ({ value: id, label }))}
        onValue={setTenant}
      />
      <RoleFields choices={forPrograms} value={standing} onValue={setStanding} errors={at} />
      <SelectField label="Expires after" value={days} choices={lives} onValue={setDays} error={at.days} />
      {form && <FormProblem problem={form} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button submit look="primary" disabled={make.isPending}>
          {make.isPending ? "Making…" : "Make token"}
        </Button>
      </div>
    </form>
  );
}

export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const tenants = useQuery(adminTenantsQuery);
  const [made, setMade] = useState<MadeApiToken | null>(null);
  if (made !== null) {
    return (
      <Modal size="small" title={`The token of ${made.name}`} onClose={onClose}>
        <div className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4">
          <SecretOnce
            label="Token"
            secret={made.token}
            copy="Copy token"
            note="It is shown only now: only its hash is kept. Whoever has it can use it."
          />
          <p className="text-ink-2">
            The program sends it with each request, as{" "}
            <code className="font-mono text-xs text-ink">Authorization: Bearer …</code>
          </p>
          <div className="flex justify-end">
            <Button look="primary" onClick={onClose}>
              I have copied it
            </Button>
          </div>
        </div>
      </Modal>
    );
  }
  return (
    <Modal size="small" title="New token" onClose={onClose}>
      <Answer query={tenants}>
        {({ tenants: list }) => <TokenForm tenants={list} onMade={setMade} onClose={onClose} />}
      </Answer>
    </Modal>
  );
}
