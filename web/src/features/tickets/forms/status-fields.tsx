import type { StatusChange, TicketStatus } from "../../../api/tickets/types";
import { SelectField, TextField } from "../../../ui/field";
import { TextAreaField } from "../../../ui/text-area";
import { isDone, statusNames } from "../words";

export interface TypedStatus {
  status: TicketStatus;
  note: string;
  reason: string;
}

interface StatusFieldsProps {
  choices: readonly TicketStatus[];
  value: TypedStatus;
  onValue: (value: TypedStatus) => void;
  errors: { status?: string; note?: string; reason?: string };
}

/** Waiting needs its reason, which stops the clock; a note may go along with any. */
export function StatusFields({ choices, value, onValue, errors }: StatusFieldsProps) {
  return (
    <>
      <SelectField
        label="New status"
        value={value.status}
        choices={choices.map((status) => ({ value: status, label: statusNames[status] }))}
        error={errors.status}
        onValue={(status) => onValue({ ...value, status: status as TicketStatus })}
      />
      {value.status === "waiting" && (
        <TextField
          label="Waiting for"
          required
          maxLength={500}
          autoComplete="off"
          value={value.reason}
          hint="What or whom. The clock may stand still meanwhile, and its ledger names this reason."
          error={errors.reason}
          onValue={(reason) => onValue({ ...value, reason })}
        />
      )}
      <TextAreaField
        label="Note"
        maxLength={10_000}
        value={value.note}
        hint={
          isDone(value.status)
            ? "What was done. Tickets closed without a note are counted on the operations page."
            : "May stay empty. Only people at the desk read it."
        }
        error={errors.note}
        onValue={(note) => onValue({ ...value, note })}
      />
    </>
  );
}

/** As the API takes it: what is empty is not named. */
export function statusBody({ status, note, reason }: TypedStatus): StatusChange {
  return {
    status,
    ...(note.trim() === "" ? {} : { note: note.trim() }),
    ...(status === "waiting" ? { waiting_reason: reason.trim() } : {}),
  };
}
