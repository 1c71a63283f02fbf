export interface RoleChoice {
  role: string;
  /** What it may do, in a line. */
  says: string;
}

export const roles: readonly RoleChoice[] = [
  { role: "viewer", says: "Sees dashboards and reports, and exports them." },
  { role: "field_worker", says: "A viewer who also works on the tickets of a team." },
  { role: "ward_councillor", says: "Sees what is limited to one ward, and that ward’s tickets." },
  { role: "manager", says: "Sees everything but sensitive tickets, assigns them, and shares dashboards." },
  { role: "saps_liaison", says: "Sees sensitive tickets, and nobody else’s." },
  { role: "admin", says: "A manager who also reads what is wrong with the dashboards’ files." },
];

/** Who is limited to a ward cannot be without one. */
export const needsWard = (role: string) => role === "ward_councillor";

/** Only who works on tickets has a team. */
export const takesTeam = (role: string) => role === "field_worker" || role === "manager";
