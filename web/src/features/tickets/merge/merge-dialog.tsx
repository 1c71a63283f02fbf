import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../api/problem";
import { historyQuery } from "../../../api/tickets/one";
import type { Assignment, ServiceDesk } from "../../../api/tickets/types";
import { Button } from "../../../ui/button";
import { FormProblem } from "../../../ui/form-problem";
import { Modal } from "../../../ui/modal";
import { fieldName, fieldValue } from "../words";
import { changedFields, isContested, type Keep, keptAct, looseWords, mergeRows } from "./merge";
import { MergeRowChoice } from "./merge-row";
import type { Save } from "./use-save";
import { WhoChanged } from "./who-changed";

interface MergeDialogProps {
  tenant: string;
  desk: ServiceDesk;
  save: Save;
  /** Everything of theirs was taken: there is nothing left to save. */
  onNothingLeft: () => void;
}

/** The values as people know them, where the fields hold ids. */
function wordedBy(desk: ServiceDesk) {
  return (field: string, value: unknown): string => {
    if (field === "ward_id")
      return desk.wards.find(({ id }) => id === value)?.name ?? fieldValue(field, value);
    if (field !== "assignment") return fieldValue(field, value);
    const { team_id, user_id } = value as Assignment;
    const team = desk.teams.find(({ id }) => id === team_id)?.name;
    const person = desk.people.find(({ id }) => id === user_id)?.name;
    return [team ?? team_id, person ?? user_id].filter(Boolean).join(", ") || "nobody";
  };
}

/** Somebody was faster: what was wanted beside what is, field by field, and then once more. */
export function MergeDialog({ tenant, desk, save, onNothingLeft }: MergeDialogProps) {
  const { conflict } = save;
  const [kept, setKept] = useState<Record<string, Keep>>({});
  const history = useQuery({
    ...historyQuery(tenant, conflict?.before.id ?? ""),
    enabled: conflict !== null,
    staleTime: 0,
  });
  if (conflict === null) return null;
  const { act, before, now } = conflict;
  const rows = mergeRows(act, before, now);
  const choices = Object.fromEntries(rows.map(({ field }) => [field, kept[field] ?? "mine"]));
  const left = keptAct(act, choices);
  const words = looseWords(act, left);
  const worded = wordedBy(desk);
  const touched = new Set(rows.map(({ field }) => field));
  const others = changedFields(before, now).filter(
    ({ field }) =>
      !touched.has(field) &&
      !(touched.has("assignment") && field.startsWith("assigned_")) &&
      !(touched.has("parent_id") && field === "parent"),
  );
  const submit = () => {
    if (left === null && words === "") onNothingLeft();
    else save.merge(left, words);
  };
  return (
    <Modal
      size="medium"
      title="Somebody was faster"
      description={`${now.tracking_number}. Nothing of yours is saved yet, and nothing is lost.`}
      onClose={save.giveUp}
    >
      <form
        className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <WhoChanged since={before.updated_at} history={history} />
        {rows.length === 0 ? (
          <p>
            The ticket is already as you wanted it.
            {words !== "" && " What you wrote is added as a note."}
          </p>
        ) : (
          <div className="flex flex-col gap-3">
            {rows.map((row) => (
              <MergeRowChoice
                key={row.field}
                name={fieldName(row.field)}
                mine={worded(row.field, row.mine)}
                theirs={worded(row.field, row.theirs)}
                before={isContested(row) ? worded(row.field, row.before) : undefined}
                kept={choices[row.field] ?? "mine"}
                onKeep={(keep) => setKept((all) => ({ ...all, [row.field]: keep }))}
              />
            ))}
          </div>
        )}
        {others.length > 0 && (
          <div className="text-sm">
            <p className="mb-1 font-medium">Changed as well, and kept as it is now</p>
            <ul className="text-ink-2">
              {others.map(({ field, before: was, now: is }) => (
                <li key={field}>
                  {fieldName(field)}: {worded(field, was)} → {worded(field, is)}
                </li>
              ))}
            </ul>
          </div>
        )}
        {act.act === "status" && (act.note || words !== "") && (
          <div className="rounded-lg bg-sunken px-3.5 py-2.5">
            <p className="text-xs text-ink-3">
              {left === null ? "Kept as an internal note" : "Your note goes along"}
            </p>
            <p className="whitespace-pre-wrap">{left === null ? words : act.note}</p>
          </div>
        )}
        {save.error && <FormProblem problem={problemFrom(save.error)} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={save.giveUp}>Back to what I typed</Button>
          <Button submit look="primary" disabled={save.pending}>
            {save.pending
              ? "Saving…"
              : left !== null
                ? "Save on top of theirs"
                : words === ""
                  ? "Take theirs"
                  : "Take theirs, keep my note"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
