//! `GET /tickets/{id}`: one ticket with its notes, its clocks and what the caller may do with it.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use watchroom_access::{AssignTickets, ChangeStatus, EditTickets, SeeTickets};
use watchroom_desk::may_become;
use watchroom_domain::{TicketId, TicketStatus};
use watchroom_store::desk::detail::{DuplicateRow, duplicate_list, note_list};
use watchroom_store::desk::facts::facts_of;
use watchroom_store::desk::ticket::ticket_get as ticket_read;

use crate::App;
use crate::desk::vocabulary::StatusWord;
use crate::desk::{Read, no_such_ticket};
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::views::{ClockView, NoteView, TicketView};

/// A ticket in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketDetail {
    #[serde(flatten)]
    ticket: TicketView,
    /// The oldest first; for a councillor the public ones alone.
    notes: Vec<NoteView>,
    ledger: Ledger,
    /// The tickets that repeat this one, as far as the caller sees them: the oldest 500. `GET /tickets?parent_id=` has all.
    duplicates: Vec<Duplicate>,
    /// How many there are.
    #[schema(example = 0)]
    duplicates_total: i64,
    may: TicketMay,
}

/// Both clocks, as far as there are targets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketLedger)]
pub(crate) struct Ledger {
    #[schema(required = true)]
    response: Option<ClockView>,
    #[schema(required = true)]
    resolution: Option<ClockView>,
}

/// A ticket that repeats another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketDuplicate)]
pub(crate) struct Duplicate {
    id: Uuid,
    tracking_number: String,
    #[schema(value_type = StatusWord)]
    status: String,
}

/// What the caller may do with the ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketMay {
    /// The statuses that it may be given.
    #[schema(value_type = Vec<StatusWord>)]
    change_status: Vec<&'static str>,
    assign: bool,
    edit: bool,
    note: bool,
    /// Why something of this is refused; null where nothing is.
    #[schema(required = true)]
    why_not: Option<String>,
}

/// One ticket
///
/// With its notes, the ledgers of its clocks (each minute since it came in, and why it counted or not), the tickets that
/// repeat it, and what the caller may do. A ticket that the caller may not see answers as one that is not there.
#[utoipa::path(
    get, path = "/tickets/{id}", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 200, body = TicketDetail, example = json!({"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "tracking_number": "WR-7K3F-92QD",
            "category": "Water leak", "severity": "high", "status": "open", "waiting_reason": null, "description": "Water on the pavement",
            "address": "12 Long Street", "latitude": -33.92, "longitude": 18.42, "ward_id": "3", "is_sensitive": false,
            "assigned_team": {"id": "water", "name": "Water"}, "assigned_user": null, "parent": null, "source": "page",
            "created_at": "2026-03-09T09:00:00Z", "updated_at": "2026-03-09T09:00:00Z", "first_responded_at": null,
            "resolved_at": null, "closed_at": null, "reopened_count": 0, "sla_response_deadline": null,
            "sla_resolution_deadline": null, "sla_response_state": "none", "sla_state": "none", "version": 1, "notes": [],
            "ledger": {"response": null, "resolution": null}, "duplicates": [], "duplicates_total": 0,
            "may": {"change_status": ["in_progress", "waiting", "escalated", "resolved", "closed"], "assign": false, "edit": false,
                "note": true, "why_not": "Only managers and admins assign tickets; you are here as a field worker."}})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such ticket that the caller sees, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_get(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
) -> Result<Json<TicketDetail>, Problem> {
    let permit = tenant.desk(&app, SeeTickets)?;
    let id: TicketId = id.parse().map_err(|_| no_such_ticket())?;
    // Before the transaction: they may take a connection of their own.
    let policies = app.tenants.desk_policies(tenant.ctx.tenant()).await?;
    let tx = app.tenants.desk(&permit).await?;
    let Some(row) = ticket_read(&tx, permit.scope(), id).await? else {
        tx.commit().await?;
        return Err(no_such_ticket());
    };
    let (notes, (duplicates, duplicates_total), facts) = tokio::try_join!(
        note_list(&tx, id, permit.reads_public_notes_alone()),
        duplicate_list(&tx, permit.scope(), id),
        facts_of(&tx, &row)
    )?;
    tx.commit().await?;
    let noted = app.reads.note(&app.central, &permit, &tenant.actor(&app), Read::Ticket(id)).await?;
    let now = app.clock.now();
    let clocks = policies.clocks(&facts, now);
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let may = may(&tenant, row.status);
    Ok(Json(TicketDetail {
        ticket: TicketView::of(row, &names, now, noted),
        notes: notes.into_iter().map(NoteView::of).collect(),
        ledger: Ledger {
            response: clocks.response.map(ClockView::of),
            resolution: clocks.resolution.map(ClockView::of),
        },
        duplicates: duplicates.into_iter().map(Duplicate::of).collect(),
        duplicates_total,
        may,
    }))
}

impl Duplicate {
    fn of(row: DuplicateRow) -> Self {
        Self { id: row.id.0, tracking_number: row.tracking_number, status: row.status }
    }
}

/// By the caller's place; the ticket is one that the caller sees.
fn may(tenant: &InTenant, status: TicketStatus) -> TicketMay {
    let no_status = tenant.desk_reason(ChangeStatus);
    let no_assign = tenant.desk_reason(AssignTickets);
    let no_edit = tenant.desk_reason(EditTickets);
    let next = TicketStatus::ALL.iter().copied().filter(|to| may_become(status, *to).is_ok());
    TicketMay {
        change_status: if no_status.is_none() { next.map(TicketStatus::as_str).collect() } else { Vec::new() },
        assign: no_assign.is_none(),
        edit: no_edit.is_none(),
        note: no_status.is_none(),
        why_not: no_assign.or(no_status).or(no_edit),
    }
}
