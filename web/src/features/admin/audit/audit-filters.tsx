import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { auditActionsQuery } from "../../../api/admin/audit";
import { adminTenantsQuery } from "../../../api/admin/tenants";
import { usersQuery } from "../../../api/admin/users";
import { Button } from "../../../ui/button";
import { DateField, SelectField, TextField } from "../../../ui/field";
import { actionName } from "./actions";
import type { AuditSearch } from "./audit-search";

interface AuditFiltersProps {
  asked: AuditSearch;
  onAsk: (asked: AuditSearch) => void;
}

const typingPauseMs = 400;

interface TypedFieldProps {
  label: string;
  type?: "search" | "text";
  placeholder?: string;
  list?: string;
  value: string | undefined;
  onValue: (value: string | undefined) => void;
  onTyping?: (value: string) => void;
}

/** Asks once whoever types pauses. */
function TypedField({ value = "", onValue, onTyping, ...field }: TypedFieldProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextField
      {...field}
      autoComplete="off"
      value={typed}
      onValue={(next) => {
        setTyped(next);
        onTyping?.(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onValue(next.trim() === "" ? undefined : next), typingPauseMs);
      }}
    />
  );
}

/** By the exact address; what is typed is completed from the users there are. */
function PersonField({ asked, onAsk }: AuditFiltersProps) {
  const list = useId();
  const [typed, setTyped] = useState("");
  const users = useQuery({ ...usersQuery(typed, 0), enabled: typed.length > 1 });
  return (
    <>
      <TypedField
        label="Person"
        placeholder="E-mail address"
        list={list}
        value={asked.person}
        onTyping={setTyped}
        onValue={(person) => onAsk({ ...asked, person })}
      />
      <datalist id={list}>
        {users.data?.users.map(({ id, email, full_name }) => (
          <option key={id} value={email}>
            {full_name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** What is asked of the log; all of it stands in the address. */
export function AuditFilters({ asked, onAsk }: AuditFiltersProps) {
  const actions = useQuery(auditActionsQuery);
  const tenants = useQuery(adminTenantsQuery);
  const optional = (value: string) => (value === "" ? undefined : value);
  const { page: _, ...filters } = asked;
  // One that the lists do not name any more is still what is asked for.
  const withAsked = (choices: { value: string; label: string }[], value: string | undefined) =>
    value === undefined || choices.some((choice) => choice.value === value)
      ? choices
      : [...choices, { value, label: value }];
  const change = (next: AuditSearch) => onAsk({ ...next, page: undefined });
  return (
    <div className="grid gap-3 border-b border-line p-4 sm:grid-cols-2 lg:grid-cols-3">
      <TypedField
        label="Search"
        type="search"
        placeholder="Anywhere in a record"
        value={asked.search}
        onValue={(search) => change({ ...asked, search })}
      />
      <PersonField asked={asked} onAsk={change} />
      <SelectField
        label="Action"
        value={asked.action ?? ""}
        choices={[
          { value: "", label: "All actions" },
          ...withAsked(
            (actions.data?.actions ?? []).map((value) => ({ value, label: actionName(value) })),
            asked.action,
          ),
        ]}
        onValue={(action) => change({ ...asked, action: optional(action) })}
      />
      <SelectField
        label="Tenant"
        value={asked.tenant ?? ""}
        choices={[
          { value: "", label: "All tenants" },
          ...withAsked(
            (tenants.data?.tenants ?? []).map(({ id, name }) => ({ value: id, label: name })),
            asked.tenant,
          ),
        ]}
        onValue={(tenant) => change({ ...asked, tenant: optional(tenant) })}
      />
      <div className="grid grid-cols-2 gap-3">
        <DateField
          label="From"
          value={asked.from ?? ""}
          max={asked.to}
          onValue={(from) => change({ ...asked, from: optional(from) })}
        />
        <DateField
          label="To"
          value={asked.to ?? ""}
          min={asked.from}
          onValue={(to) => change({ ...asked, to: optional(to) })}
        />
      </div>
      <div className="flex items-end">
        <Button
          className="h-10"
          disabled={Object.values(filters).every((value) => value === undefined)}
          onClick={() => onAsk({})}
        >
          Clear all filters
        </Button>
      </div>
    </div>
  );
}
