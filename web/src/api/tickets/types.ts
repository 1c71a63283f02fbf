export type Severity = "low" | "medium" | "high" | "critical";
export type TicketStatus = "open" | "in_progress" | "waiting" | "escalated" | "resolved" | "closed";
export type SlaState = "none" | "on_track" | "at_risk" | "paused" | "met" | "breached";
export type SlaFilter = "ok" | "at_risk" | "breached";
export type Quality = "closed_quickly" | "closed_without_note" | "reopened" | "repeat_place";
export type TicketSource = "page" | "import" | "open311" | "demo";
export type NoteVisibility = "internal" | "public";

export interface Named {
  id: string;
  name: string;
}

export interface Ticket {
  id: string;
  tracking_number: string;
  category: string;
  severity: Severity;
  status: TicketStatus;
  description: string;
  address: string | null;
  latitude: number | null;
  longitude: number | null;
  ward_id: string | null;
  is_sensitive: boolean;
  assigned_team: Named | null;
  assigned_user: Named | null;
  parent: { id: string; tracking_number: string } | null;
  waiting_reason: string | null;
  created_at: string;
  updated_at: string;
  first_responded_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  sla_response_deadline: string | null;
  sla_resolution_deadline: string | null;
  sla_state: SlaState;
  sla_response_state: SlaState;
  reopened_count: number;
  source: TicketSource;
  version: number;
}

export interface TicketPage {
  tickets: Ticket[];
  total: number;
  /** From 0. */
  page: number;
  page_size: number;
  page_count: number;
  as_of: string;
}

export interface Note {
  id: string;
  at: string;
  author: Named | null;
  visibility: NoteVisibility;
  body: string;
}

export interface ClockSegment {
  from: string;
  to: string;
  kind: "counted" | "paused" | "closed_hours";
  reason: string | null;
}

export interface SlaClock {
  target_minutes: number | null;
  started_at: string;
  deadline: string | null;
  at_risk_at: string | null;
  stopped_at: string | null;
  state: SlaState;
  counted_minutes: number;
  segments: ClockSegment[];
}

interface TicketMay {
  /** The statuses it may go to. */
  change_status: TicketStatus[];
  assign: boolean;
  edit: boolean;
  note: boolean;
  why_not: string | null;
}

export interface TicketDetail extends Ticket {
  notes: Note[];
  ledger: { response: SlaClock | null; resolution: SlaClock | null };
  duplicates: { id: string; tracking_number: string; status: TicketStatus }[];
  /** How many there are: `duplicates` holds the oldest 500. */
  duplicates_total: number;
  may: TicketMay;
}

/** What is told to somebody who may not see the ticket, though it is theirs that made it so. */
export interface OutOfSight {
  tracking_number: string;
  visible: false;
}

export interface HistoryChange {
  id: string;
  at: string;
  actor: Named | null;
  field: string;
  old: unknown;
  new: unknown;
}

export interface NewTicket {
  category: string;
  description: string;
  severity?: Severity;
  address?: string;
  latitude?: number;
  longitude?: number;
  ward_id?: string;
  team_id?: string;
  is_sensitive?: boolean;
}

export interface StatusChange {
  status: TicketStatus;
  note?: string;
  waiting_reason?: string;
}

export interface Assignment {
  team_id: string | null;
  user_id: string | null;
}

export interface TicketEdit {
  severity?: Severity;
  category?: string;
  description?: string;
  address?: string | null;
  latitude?: number | null;
  longitude?: number | null;
  ward_id?: string | null;
  is_sensitive?: boolean;
}

export type BulkAct = ({ action: "assign" } & Assignment) | ({ action: "status" } & StatusChange);

interface BulkResult {
  id: string;
  ok: boolean;
  ticket?: Ticket | null;
  problem?: { code: string; title: string; detail: string } | null;
}

export interface BulkAnswer {
  results: BulkResult[];
  changed: number;
  failed: number;
}

type DeskAct = "see_tickets" | "change_status" | "edit" | "assign" | "see_operations" | "export";

export interface ServiceDesk {
  enabled: boolean;
  may: Record<DeskAct, boolean>;
  /** Why not, for what one may not. */
  reasons: Partial<Record<DeskAct, string>>;
  categories: string[];
  severities: Severity[];
  statuses: TicketStatus[];
  teams: Named[];
  wards: Named[];
  people: { id: string; name: string; team_id: string | null }[];
  ward_id: string | null;
  team_id: string | null;
  /** The tenant's zone, in which its days begin. */
  timezone?: string;
}

export interface SavedView {
  id: string;
  name: string;
  shared: boolean;
  mine: boolean;
  owner_name: string;
  /** `status=open&severity=high`. */
  query: string;
  created_at: string;
}

export interface NewView {
  name: string;
  query: string;
  shared: boolean;
}
