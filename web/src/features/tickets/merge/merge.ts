import type { TicketAct } from "../../../api/tickets/one";
import type { Ticket, TicketEdit } from "../../../api/tickets/types";

export interface MergeRow {
  field: string;
  mine: unknown;
  /** As it was when the change was begun. */
  before: unknown;
  /** As it is now. */
  theirs: unknown;
}

export type Keep = "mine" | "theirs";

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Team and person go together: one without the other is nobody's wish. */
function assignmentOf({ assigned_team, assigned_user }: Ticket) {
  return { team_id: assigned_team?.id ?? null, user_id: assigned_user?.id ?? null };
}

function fieldOf(ticket: Ticket, field: string): unknown {
  if (field === "assignment") return assignmentOf(ticket);
  if (field === "parent_id") return ticket.parent?.id ?? null;
  return ticket[field as keyof Ticket];
}

function wishes(act: TicketAct): Record<string, unknown> {
  switch (act.act) {
    case "status":
      return {
        status: act.status,
        ...(act.waiting_reason === undefined ? {} : { waiting_reason: act.waiting_reason }),
      };
    case "assign":
      return { assignment: { team_id: act.team_id, user_id: act.user_id } };
    case "parent":
      return { parent_id: act.parent_id };
    case "edit": {
      const { act: _, ...fields } = act;
      return fields;
    }
  }
}

/** What was wanted and is not so by now, field by field. */
export function mergeRows(act: TicketAct, before: Ticket, now: Ticket): MergeRow[] {
  return Object.entries(wishes(act))
    .map(([field, mine]) => ({ field, mine, before: fieldOf(before, field), theirs: fieldOf(now, field) }))
    .filter(({ mine, theirs }) => !same(mine, theirs));
}

/** Whether somebody else changed what was to be changed here too. */
export const isContested = ({ before, theirs }: MergeRow) => !same(before, theirs);

const compared = [
  "status",
  "waiting_reason",
  "severity",
  "category",
  "description",
  "address",
  "latitude",
  "longitude",
  "ward_id",
  "is_sensitive",
  "assigned_team",
  "assigned_user",
  "parent",
] as const satisfies readonly (keyof Ticket)[];

/** All that is different by now, whoever wanted what. */
export function changedFields(before: Ticket, now: Ticket) {
  return compared
    .filter((field) => !same(before[field], now[field]))
    .map((field) => ({ field, before: before[field], now: now[field] }));
}

/** What is still to be done with these choices; null where nothing is. */
export function keptAct(act: TicketAct, kept: Record<string, Keep>): TicketAct | null {
  const mine = (field: string) => kept[field] === "mine";
  switch (act.act) {
    case "status":
      return mine("status") ? act : null;
    case "assign":
      return mine("assignment") ? act : null;
    case "parent":
      return mine("parent_id") ? act : null;
    case "edit": {
      const { act: name, ...fields } = act;
      const left = Object.entries(fields).filter(([field]) => mine(field));
      return left.length === 0 ? null : { act: name, ...(Object.fromEntries(left) as TicketEdit) };
    }
  }
}

/** Words typed along with a status that is not wanted any more; they become a note rather than get lost. */
export function looseWords(act: TicketAct, kept: TicketAct | null): string {
  if (act.act !== "status" || kept !== null) return "";
  return [act.note, act.waiting_reason].filter((words) => words !== undefined && words !== "").join("\n");
}
