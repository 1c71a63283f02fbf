import type { HistoryChange, ServiceDesk } from "../../../api/tickets/types";
import { fieldValue } from "../words";

export interface Moment {
  key: string;
  at: string;
  actor: string;
  changes: HistoryChange[];
}

/** What one person changed at one moment belongs together. */
export function moments(changes: readonly HistoryChange[]): Moment[] {
  const found: Moment[] = [];
  for (const change of changes) {
    const actor = change.actor?.name ?? "The system";
    const latest = found.at(-1);
    if (latest !== undefined && latest.at === change.at && latest.actor === actor)
      latest.changes.push(change);
    else found.push({ key: change.id, at: change.at, actor, changes: [change] });
  }
  return found;
}

/** Ids as the names people know, where the desk knows them. */
export function nameFrom(desk: ServiceDesk, field: string, value: unknown): string {
  const lists: Record<string, readonly { id: string; name: string }[]> = {
    ward_id: desk.wards,
    team_id: desk.teams,
    assigned_team_id: desk.teams,
    user_id: desk.people,
    assigned_user_id: desk.people,
  };
  return lists[field]?.find(({ id }) => id === value)?.name ?? fieldValue(field, value);
}
