import { roleName } from "../../format/role";
import { SelectField, TextField } from "../../ui/field";
import { needsWard, type RoleChoice, takesTeam } from "./roles";

export interface Standing {
  role: string;
  ward: string;
  team: string;
}

interface RoleFieldsProps {
  choices: readonly RoleChoice[];
  value: Standing;
  onValue: (value: Standing) => void;
  errors?: Partial<Record<"role" | "ward" | "team", string>>;
}

/** A role, and the ward and the team that go with it. */
export function RoleFields({ choices, value, onValue, errors = {} }: RoleFieldsProps) {
  const says = choices.find(({ role }) => role === value.role)?.says;
  return (
    <>
      <SelectField
        label="Role"
        value={value.role}
        hint={says}
        error={errors.role}
        choices={choices.map(({ role }) => ({ value: role, label: roleName(role) }))}
        onValue={(role) => onValue({ ...value, role })}
      />
      <TextField
        label="Ward"
        value={value.ward}
        required={needsWard(value.role)}
        maxLength={64}
        autoComplete="off"
        error={errors.ward}
        hint={
          needsWard(value.role)
            ? "The one ward whose data is seen."
            : "Leave it empty for all wards. With one, only what is limited to that ward is seen."
        }
        onValue={(ward) => onValue({ ...value, ward })}
      />
      {(takesTeam(value.role) || value.team !== "") && (
        <TextField
          label="Team"
          value={value.team}
          maxLength={64}
          autoComplete="off"
          error={errors.team}
          hint="Whose tickets are this member’s own; may be empty."
          onValue={(team) => onValue({ ...value, team })}
        />
      )}
    </>
  );
}

/** As the API takes it: what is empty is not named. */
export function standingBody({ role, ward, team }: Standing) {
  const named = (text: string) => (text.trim() === "" ? undefined : text.trim());
  return { role, ward_id: named(ward), team_id: named(team) };
}
