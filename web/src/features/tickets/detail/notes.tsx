import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { problemFrom } from "../../../api/problem";
import { addNote, renewTicket } from "../../../api/tickets/one";
import type { NoteVisibility, TicketDetail } from "../../../api/tickets/types";
import { Button } from "../../../ui/button";
import { CheckField } from "../../../ui/field";
import { FormProblem } from "../../../ui/form-problem";
import { Tag } from "../../../ui/tag";
import { TextAreaField } from "../../../ui/text-area";
import { Ago } from "../when";
import { Part } from "./part";

interface NotesProps {
  tenant: string;
  ticket: TicketDetail;
}

function NewNote({ tenant, ticket }: NotesProps) {
  const client = useQueryClient();
  const form = useId();
  const [body, setBody] = useState("");
  const [visibility, setVisibility] = useState<NoteVisibility>("internal");
  const add = useMutation({
    mutationFn: () => addNote(tenant, ticket.id, body.trim(), visibility),
    onSuccess: async () => {
      setBody("");
      setVisibility("internal");
      await renewTicket(client, tenant, ticket.id);
    },
  });
  return (
    <form
      id={form}
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextAreaField label="Add a note" rows={2} maxLength={10_000} value={body} onValue={setBody} />
      {add.error && <FormProblem problem={problemFrom(add.error)} />}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <CheckField
          label="Public"
          hint="The ward’s councillor and whoever reported it may read it."
          checked={visibility === "public"}
          onValue={(on) => setVisibility(on ? "public" : "internal")}
        />
        <Button submit disabled={body.trim() === "" || add.isPending}>
          {add.isPending ? "Adding…" : `Add ${visibility} note`}
        </Button>
      </div>
    </form>
  );
}

export function Notes({ tenant, ticket }: NotesProps) {
  const { notes, may } = ticket;
  return (
    <Part title={notes.length === 0 ? "Notes" : `Notes (${notes.length})`}>
      <div className="flex flex-col gap-4">
        {notes.length === 0 ? (
          <p className="text-ink-3">No note yet.</p>
        ) : (
          <ul className="flex flex-col gap-3">
            {notes.map(({ id, at, author, visibility, body }) => (
              <li key={id} className="rounded-lg bg-sunken px-3.5 py-2.5">
                <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-2">
                  <span className="font-medium text-ink">{author?.name ?? "The system"}</span>
                  <Ago at={at} />
                  {visibility === "public" && <Tag look="accent">Public</Tag>}
                </p>
                <p className="mt-0.5 break-words whitespace-pre-wrap">{body}</p>
              </li>
            ))}
          </ul>
        )}
        {may.note && <NewNote tenant={tenant} ticket={ticket} />}
      </div>
    </Part>
  );
}
