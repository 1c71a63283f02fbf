import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { placeProblem } from "../../api/field-problem";
import { renewLists } from "../../api/tickets/list";
import { createTicket, isOutOfSight } from "../../api/tickets/one";
import type { NewTicket, ServiceDesk } from "../../api/tickets/types";
import { Button } from "../../ui/button";
import { CheckField, SelectField } from "../../ui/field";
import { FormButtons } from "../../ui/form-buttons";
import { FormProblem } from "../../ui/form-problem";
import { Modal } from "../../ui/modal";
import { announce } from "../../ui/status-message";
import { TicketFormFields, ticketFieldNames } from "./forms/ticket-form-fields";
import { emptyTicket, fieldsOf, placeErrors } from "./forms/typed-ticket";

interface NewTicketDialogProps {
  tenant: string;
  desk: ServiceDesk;
  onMade: (id: string) => void;
  onClose: () => void;
}

export function NewTicketDialog({ tenant, desk, onMade, onClose }: NewTicketDialogProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState({ ...emptyTicket, ward_id: desk.ward_id ?? "" });
  const [team, setTeam] = useState("");
  const [sensitive, setSensitive] = useState(false);
  const wrong = placeErrors(typed);
  const create = useMutation({
    mutationFn: () => {
      const named = Object.entries(fieldsOf(typed)).filter(([, value]) => value !== null);
      const body = {
        ...Object.fromEntries(named),
        ...(team === "" ? {} : { team_id: team }),
        ...(sensitive ? { is_sensitive: true } : {}),
      } as NewTicket;
      return createTicket(tenant, body);
    },
    onSuccess: async (made) => {
      if (!isOutOfSight(made)) {
        announce(`${made.tracking_number} is created`);
        onMade(made.id);
      }
      await renewLists(client, tenant);
    },
  });
  const { data: made } = create;
  if (made && isOutOfSight(made))
    return (
      <Modal size="small" title="The ticket is created" onClose={onClose}>
        <div className="flex flex-col gap-4 p-5 max-sm:p-4">
          <p className="text-ink-2">
            <strong className="font-mono font-medium text-ink select-all">{made.tracking_number}</strong> is
            sensitive: the police liaison alone sees it. Note the number; it is not shown to you again.
          </p>
          <div className="flex justify-end">
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      </Modal>
    );
  if (desk.categories.length === 0) return <NoCategories onClose={onClose} />;
  const { at, form } = placeProblem(create.error, { ...ticketFieldNames, team: ["team_id"] });
  return (
    <Modal size="small" title="New ticket" onClose={onClose}>
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(wrong).length === 0) create.mutate();
        }}
      >
        <TicketFormFields desk={desk} value={typed} onValue={setTyped} errors={{ ...at, ...wrong }} />
        {desk.teams.length > 0 && (
          <SelectField
            label="Team"
            value={team}
            choices={[
              { value: "", label: "Nobody yet" },
              ...desk.teams.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            error={at.team}
            onValue={setTeam}
          />
        )}
        <CheckField
          label="Sensitive"
          hint="The police liaison alone sees it. You are told its number, once."
          checked={sensitive}
          onValue={setSensitive}
        />
        {form && <FormProblem problem={form} />}
        <FormButtons act="Create ticket" doing="Creating…" pending={create.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}

/** A desk that was just made: a ticket needs a category, and nobody can choose one. */
function NoCategories({ onClose }: { onClose: () => void }) {
  return (
    <Modal size="small" title="New ticket" onClose={onClose}>
      <div className="flex flex-col gap-4 p-5 max-sm:p-4">
        <p className="text-ink-2">
          This service desk has no categories yet, and every ticket has one. Whoever runs the server adds them
          to the desk’s <code>service_desk.yaml</code>, and then calls <code>watchroom desk apply</code>.
        </p>
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Modal>
  );
}
