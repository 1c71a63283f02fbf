import type { ServiceDesk, Ticket, TicketDetail } from "../../api/tickets/types";

// What the tests of tickets begin with.

export function someTicket(own: Partial<Ticket> = {}): Ticket {
  return {
    id: "t1",
    tracking_number: "WR-7K3F-92QD",
    category: "Pothole",
    severity: "medium",
    status: "open",
    description: "Deep pothole in the left lane",
    address: "12 Main Road",
    latitude: null,
    longitude: null,
    ward_id: "3",
    is_sensitive: false,
    assigned_team: null,
    assigned_user: null,
    parent: null,
    waiting_reason: null,
    created_at: "2026-03-01T08:00:00Z",
    updated_at: "2026-03-01T09:00:00Z",
    first_responded_at: null,
    resolved_at: null,
    closed_at: null,
    sla_response_deadline: null,
    sla_resolution_deadline: null,
    sla_state: "none",
    sla_response_state: "none",
    reopened_count: 0,
    source: "page",
    version: 1,
    ...own,
  };
}

export function someDetail(own: Partial<TicketDetail> = {}): TicketDetail {
  return {
    ...someTicket(own),
    notes: [],
    ledger: { response: null, resolution: null },
    duplicates: [],
    duplicates_total: 0,
    may: {
      change_status: ["in_progress", "waiting", "escalated", "resolved", "closed"],
      assign: true,
      edit: true,
      note: true,
      why_not: null,
    },
    ...own,
  };
}

export const someDesk: ServiceDesk = {
  enabled: true,
  may: {
    see_tickets: true,
    change_status: true,
    edit: true,
    assign: true,
    see_operations: true,
    export: true,
  },
  reasons: {},
  timezone: "Africa/Johannesburg",
  categories: ["Pothole", "Water leak"],
  severities: ["low", "medium", "high", "critical"],
  statuses: ["open", "in_progress", "waiting", "escalated", "resolved", "closed"],
  teams: [
    { id: "roads", name: "Roads" },
    { id: "water", name: "Water" },
  ],
  wards: [{ id: "3", name: "Ward 3" }],
  people: [{ id: "p1", name: "Naledi Khumalo", team_id: "roads" }],
  ward_id: null,
  team_id: null,
};
