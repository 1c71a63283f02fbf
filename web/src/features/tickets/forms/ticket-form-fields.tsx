import type { ServiceDesk, Severity } from "../../../api/tickets/types";
import { SelectField, TextField } from "../../../ui/field";
import { TextAreaField } from "../../../ui/text-area";
import { severityNames } from "../words";
import type { TypedTicket } from "./typed-ticket";

/** The API's names of each field of the form, for `placeProblem`. */
export const ticketFieldNames = {
  category: ["category"],
  severity: ["severity"],
  description: ["description"],
  address: ["address"],
  latitude: ["latitude"],
  longitude: ["longitude"],
  ward_id: ["ward_id"],
} as const;

interface TicketFormFieldsProps {
  desk: ServiceDesk;
  value: TypedTicket;
  onValue: (value: TypedTicket) => void;
  errors: Partial<Record<keyof TypedTicket, string>>;
}

/** What people are asked about a ticket, new or not. */
export function TicketFormFields({ desk, value, onValue, errors }: TicketFormFieldsProps) {
  const set = (part: Partial<TypedTicket>) => onValue({ ...value, ...part });
  // One that the lists do not name any more is still what the ticket says.
  const withOwn = (choices: { value: string; label: string }[], own: string) =>
    own === "" || choices.some((choice) => choice.value === own)
      ? choices
      : [...choices, { value: own, label: own }];
  const categories = desk.categories.map((name) => ({ value: name, label: name }));
  const wards = desk.wards.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <TextAreaField
        label="What is wrong"
        required
        maxLength={10_000}
        value={value.description}
        error={errors.description}
        onValue={(description) => set({ description })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Category"
          required
          value={value.category}
          choices={[
            ...(value.category === "" ? [{ value: "", label: "Choose one" }] : []),
            ...withOwn(categories, value.category),
          ]}
          error={errors.category}
          onValue={(category) => set({ category })}
        />
        <SelectField
          label="Severity"
          value={value.severity}
          choices={desk.severities.map((severity) => ({ value: severity, label: severityNames[severity] }))}
          error={errors.severity}
          onValue={(severity) => set({ severity: severity as Severity })}
        />
      </div>
      <TextField
        label="Address"
        maxLength={500}
        autoComplete="off"
        value={value.address}
        error={errors.address}
        onValue={(address) => set({ address })}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Latitude"
          inputMode="decimal"
          autoComplete="off"
          value={value.latitude}
          error={errors.latitude}
          onValue={(latitude) => set({ latitude })}
        />
        <TextField
          label="Longitude"
          inputMode="decimal"
          autoComplete="off"
          value={value.longitude}
          error={errors.longitude}
          onValue={(longitude) => set({ longitude })}
        />
      </div>
      <SelectField
        label="Ward"
        value={value.ward_id}
        choices={[{ value: "", label: "Without a ward" }, ...withOwn(wards, value.ward_id)]}
        error={errors.ward_id}
        onValue={(ward_id) => set({ ward_id })}
      />
    </>
  );
}
