import type { Assignment, ServiceDesk } from "../../../api/tickets/types";
import { SelectField } from "../../../ui/field";

interface AssignFieldsProps {
  desk: ServiceDesk;
  value: Assignment;
  onValue: (value: Assignment) => void;
  errors: { team?: string; person?: string };
}

const nobody = { value: "", label: "Nobody" };

/** A person of the team, where one is chosen; without a team, anybody. */
export function AssignFields({ desk, value, onValue, errors }: AssignFieldsProps) {
  const people = desk.people.filter(
    ({ id, team_id }) => value.team_id === null || team_id === value.team_id || id === value.user_id,
  );
  return (
    <>
      <SelectField
        label="Team"
        value={value.team_id ?? ""}
        choices={[
          { value: "", label: "No team" },
          ...desk.teams.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={errors.team}
        onValue={(team) => {
          const team_id = team === "" ? null : team;
          const person = desk.people.find(({ id }) => id === value.user_id);
          const stays = team_id === null || person?.team_id === team_id;
          onValue({ team_id, user_id: stays ? value.user_id : null });
        }}
      />
      <SelectField
        label="Person"
        value={value.user_id ?? ""}
        choices={[nobody, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        error={errors.person}
        hint={
          value.team_id !== null && people.length === 0
            ? "Nobody of this team has an account; the team alone is enough."
            : undefined
        }
        onValue={(user) => onValue({ ...value, user_id: user === "" ? null : user })}
      />
    </>
  );
}
