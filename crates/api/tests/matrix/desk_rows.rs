//! The desk's routes: each asked for tickets that stand in different places, so that the cells show whose is whose.

use serde_json::json;

use crate::rows::{PUBLIC, Row, TENANT};
use crate::stage::Stand::{OtherTeam, OtherTenant, OtherWard, Own, Sensitive};
use crate::stage::Target::{OthersView, OwnView, Ticket, TicketBeside};

/// A read of one ticket.
const GET: Row = Row { path: "/api/v1/tickets/{id}", ..TENANT };
const HISTORY: Row = Row { path: "/api/v1/tickets/{id}/history", ..TENANT };
const STATUS: Row = Row {
    method: "PATCH",
    path: "/api/v1/tickets/{id}/status",
    body: |_| Some(json!({"status": "closed", "version": 1})),
    ..TENANT
};
const EDIT: Row = Row {
    method: "PATCH",
    path: "/api/v1/tickets/{id}",
    body: |_| Some(json!({"severity": "high", "version": 1})),
    ..TENANT
};
const ASSIGN: Row = Row {
    method: "POST",
    path: "/api/v1/tickets/{id}/assign",
    body: |_| Some(json!({"team_id": null, "version": 1})),
    ..TENANT
};
const NOTE: Row = Row {
    method: "POST",
    path: "/api/v1/tickets/{id}/notes",
    body: |_| Some(json!({"body": "Seen", "visibility": "public"})),
    ..TENANT
};
const PARENT: Row = Row {
    method: "PUT",
    path: "/api/v1/tickets/{id}/parent",
    body: |stage| Some(json!({"parent_id": stage.other, "version": 1})),
    ..TENANT
};
const BULK: Row = Row {
    method: "POST",
    path: "/api/v1/tickets/bulk",
    body: |stage| Some(json!({"ids": [stage.id], "action": "status", "status": "closed"})),
    ..TENANT
};
const CREATE: Row = Row { method: "POST", path: "/api/v1/tickets", ..TENANT };
const EXPORT: Row = Row { path: "/api/v1/tickets/export", asked: "/api/v1/tickets/export?format=csv", ..TENANT };
const VIEW: Row = Row { path: "/api/v1/tickets/views/{id}", ..TENANT };
const REPORTED: Row =
    Row { path: "/open311/v2/{tenant}/requests/{file}", asked: "/open311/v2/alpha/requests/{id}.json", ..PUBLIC };

/// Every route of the desk.
pub const DESK_ROWS: &[Row] = &[
    Row { path: "/api/v1/service-desk", ..TENANT },
    Row { path: "/api/v1/tickets", ..TENANT },
    Row { of: "own ward, own team", target: Ticket(Own), ..GET },
    Row { of: "another ward", target: Ticket(OtherWard), ..GET },
    Row { of: "another team", target: Ticket(OtherTeam), ..GET },
    Row { of: "sensitive", target: Ticket(Sensitive), ..GET },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..GET },
    Row { of: "own ward, own team", target: Ticket(Own), ..HISTORY },
    Row { of: "another ward", target: Ticket(OtherWard), ..HISTORY },
    Row { of: "another team", target: Ticket(OtherTeam), ..HISTORY },
    Row { of: "sensitive", target: Ticket(Sensitive), ..HISTORY },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..HISTORY },
    Row { of: "own ward, own team", target: Ticket(Own), ..STATUS },
    Row { of: "another ward", target: Ticket(OtherWard), ..STATUS },
    Row { of: "another team", target: Ticket(OtherTeam), ..STATUS },
    Row { of: "sensitive", target: Ticket(Sensitive), ..STATUS },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..STATUS },
    Row { of: "own ward, own team", target: Ticket(Own), ..EDIT },
    Row { of: "another ward", target: Ticket(OtherWard), ..EDIT },
    Row { of: "another team", target: Ticket(OtherTeam), ..EDIT },
    Row { of: "sensitive", target: Ticket(Sensitive), ..EDIT },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..EDIT },
    Row { of: "own ward, own team", target: Ticket(Own), ..ASSIGN },
    Row { of: "another ward", target: Ticket(OtherWard), ..ASSIGN },
    Row { of: "another team", target: Ticket(OtherTeam), ..ASSIGN },
    Row { of: "sensitive", target: Ticket(Sensitive), ..ASSIGN },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..ASSIGN },
    Row { of: "own ward, own team", target: Ticket(Own), ..NOTE },
    Row { of: "another ward", target: Ticket(OtherWard), ..NOTE },
    Row { of: "another team", target: Ticket(OtherTeam), ..NOTE },
    Row { of: "sensitive", target: Ticket(Sensitive), ..NOTE },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..NOTE },
    // Whoever looked at another version is told what became of it; nobody else learns that there is one.
    Row {
        of: "own, an old version",
        target: Ticket(Own),
        body: |_| Some(json!({"status": "closed", "version": 7})),
        ..STATUS
    },
    Row {
        of: "sensitive, an old version",
        target: Ticket(Sensitive),
        body: |_| Some(json!({"status": "closed", "version": 7})),
        ..STATUS
    },
    Row {
        of: "own, a step that is none",
        target: Ticket(Own),
        body: |_| Some(json!({"status": "open", "version": 1})),
        ..STATUS
    },
    Row {
        of: "own, made sensitive",
        target: Ticket(Own),
        body: |_| Some(json!({"is_sensitive": true, "version": 1})),
        ..EDIT
    },
    Row {
        of: "own, of a sensitive category",
        target: Ticket(Own),
        body: |_| Some(json!({"category": "Violence", "version": 1})),
        ..EDIT
    },
    Row { of: "own ward, own team", target: Ticket(Own), ..PARENT },
    Row { of: "another ward", target: Ticket(OtherWard), ..PARENT },
    Row { of: "another team", target: Ticket(OtherTeam), ..PARENT },
    Row { of: "sensitive", target: Ticket(Sensitive), ..PARENT },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..PARENT },
    Row { of: "own, of one of another ward", target: TicketBeside(OtherWard), ..PARENT },
    Row { of: "own, of one of another team", target: TicketBeside(OtherTeam), ..PARENT },
    Row { of: "own, of one that is sensitive", target: TicketBeside(Sensitive), ..PARENT },
    Row { of: "own, of one of tenant B", target: TicketBeside(OtherTenant), ..PARENT },
    Row { of: "own ward, own team", target: Ticket(Own), ..BULK },
    Row { of: "another ward", target: Ticket(OtherWard), ..BULK },
    Row { of: "another team", target: Ticket(OtherTeam), ..BULK },
    Row { of: "sensitive", target: Ticket(Sensitive), ..BULK },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..BULK },
    Row { of: "ordinary", body: |_| Some(json!({"category": "Pothole", "description": "A hole"})), ..CREATE },
    Row {
        of: "sensitive",
        body: |_| Some(json!({"category": "Pothole", "description": "A hole", "is_sensitive": true})),
        ..CREATE
    },
    Row {
        of: "of a sensitive category",
        body: |_| Some(json!({"category": "Violence", "description": "A fight"})),
        ..CREATE
    },
    Row { of: "as CSV", ..EXPORT },
    Row { of: "as JSON", asked: "/api/v1/tickets/export?format=json", ..EXPORT },
    Row { path: "/api/v1/tickets/views", ..TENANT },
    Row {
        method: "POST",
        path: "/api/v1/tickets/views",
        body: |_| Some(json!({"name": "Late", "query": "sla=breached", "shared": true})),
        ..TENANT
    },
    Row {
        method: "PUT",
        of: "an own one",
        target: OwnView,
        body: |stage| Some(json!({"name": stage.id, "query": "sla=breached", "shared": false})),
        ..VIEW
    },
    Row {
        method: "PUT",
        of: "another's, shared",
        target: OthersView,
        body: |stage| Some(json!({"name": stage.id, "query": "sla=breached", "shared": false})),
        ..VIEW
    },
    Row { method: "DELETE", of: "an own one", target: OwnView, ..VIEW },
    Row { method: "DELETE", of: "another's, shared", target: OthersView, ..VIEW },
    Row { path: "/api/v1/dashboard/metrics", ..TENANT },
    Row { path: "/api/v1/dashboard/volume", ..TENANT },
    Row { path: "/api/v1/dashboard/sla", ..TENANT },
    Row { path: "/api/v1/dashboard/workload", ..TENANT },
    Row { path: "/api/v1/dashboard/trend", ..TENANT },
    Row { path: "/api/v1/dashboard/wards", ..TENANT },
    Row { path: "/api/v1/dashboard/ageing", ..TENANT },
    Row { path: "/api/v1/dashboard/closure-quality", ..TENANT },
    // By Open311 everybody is the public, whatever they show.
    Row { of: "services", path: "/open311/v2/{tenant}/{list}", asked: "/open311/v2/alpha/services.json", ..PUBLIC },
    Row { of: "requests", path: "/open311/v2/{tenant}/{list}", asked: "/open311/v2/alpha/requests.json", ..PUBLIC },
    Row {
        of: "a report without a key",
        method: "POST",
        path: "/open311/v2/{tenant}/{list}",
        asked: "/open311/v2/alpha/requests.json",
        body: |_| Some(json!("service_code=pothole&address_string=1+Main+Street")),
        ..PUBLIC
    },
    Row {
        of: "a sensitive service",
        path: "/open311/v2/{tenant}/services/{file}",
        asked: "/open311/v2/alpha/services/violence.json",
        ..PUBLIC
    },
    Row { of: "ordinary", target: Ticket(Own), ..REPORTED },
    Row { of: "sensitive", target: Ticket(Sensitive), ..REPORTED },
    Row { of: "of tenant B", target: Ticket(OtherTenant), ..REPORTED },
];
