import type {
  Quality,
  Severity,
  SlaFilter,
  SlaState,
  TicketSource,
  TicketStatus,
} from "../../api/tickets/types";

// How people read the API's words.

export const statusNames: Record<TicketStatus, string> = {
  open: "Open",
  in_progress: "In progress",
  waiting: "Waiting",
  escalated: "Escalated",
  resolved: "Resolved",
  closed: "Closed",
};

export const severityNames: Record<Severity, string> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

export const slaNames: Record<SlaState, string> = {
  none: "No target",
  on_track: "On track",
  at_risk: "At risk",
  paused: "Paused",
  met: "Met",
  breached: "Breached",
};

export const slaFilterNames: Record<SlaFilter, string> = {
  ok: "In time",
  at_risk: "At risk",
  breached: "Breached",
};

export const qualityNames: Record<Quality, string> = {
  closed_quickly: "Closed within minutes",
  closed_without_note: "Closed without a note",
  reopened: "Reopened soon after",
  repeat_place: "Reported again at one place",
};

export const sourceNames: Record<TicketSource, string> = {
  page: "Entered here",
  import: "Imported",
  open311: "Open311",
  demo: "Demo",
};

const fieldNames: Record<string, string> = {
  status: "Status",
  severity: "Severity",
  category: "Category",
  description: "Description",
  address: "Address",
  latitude: "Latitude",
  longitude: "Longitude",
  ward_id: "Ward",
  is_sensitive: "Sensitive",
  team_id: "Team",
  assigned_team: "Team",
  assigned_team_id: "Team",
  user_id: "Person",
  assigned_user: "Person",
  assigned_user_id: "Person",
  parent_id: "Duplicate of",
  parent: "Duplicate of",
  waiting_reason: "Waiting for",
  assignment: "Assigned to",
};

/** `ward_id` as people read it. */
export function fieldName(field: string): string {
  const words = field.replaceAll("_", " ");
  return fieldNames[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The worded value of a field, as a change or a comparison shows it. */
export function fieldValue(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field === "status") return statusNames[value as TicketStatus] ?? String(value);
  if (field === "severity") return severityNames[value as Severity] ?? String(value);
  if (typeof value === "object") {
    const { name, tracking_number: number } = value as { name?: unknown; tracking_number?: unknown };
    return typeof name === "string" ? name : typeof number === "string" ? number : JSON.stringify(value);
  }
  return String(value);
}

export const isDone = (status: TicketStatus) => status === "resolved" || status === "closed";
