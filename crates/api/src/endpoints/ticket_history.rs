//! `GET /tickets/{id}/history`: what changed, field by field.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeTickets;
use watchroom_domain::TicketId;
use watchroom_store::desk::detail::change_list;
use watchroom_store::desk::ticket::ticket_get as ticket_read;

use crate::App;
use crate::desk::{Read, no_such_ticket};
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::views::ChangeView;

/// What changed in a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketHistory {
    /// The newest first.
    changes: Vec<ChangeView>,
}

/// What changed in a ticket
///
/// Field by field, the newest first: who, what it was, what it became. Lines are added and never changed. A line that names
/// a ticket or a category that the caller may not see is left out.
#[utoipa::path(
    get, path = "/tickets/{id}/history", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 200, body = TicketHistory, example = json!({"changes": [{"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "at": "2026-03-09T09:00:00Z", "actor": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a12", "name": "Naledi Mokoena"},
            "field": "status", "old": "open", "new": "in_progress", "reason": null}]})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such ticket that the caller sees, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_history(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
) -> Result<Json<TicketHistory>, Problem> {
    let permit = tenant.desk(&app, SeeTickets)?;
    let id: TicketId = id.parse().map_err(|_| no_such_ticket())?;
    let tx = app.tenants.desk(&permit).await?;
    let row = ticket_read(&tx, permit.scope(), id).await?;
    let changes = match &row {
        Some(_) => change_list(&tx, permit.scope(), id).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    row.ok_or_else(no_such_ticket)?;
    let noted = app.reads.note(&app.central, &permit, &tenant.actor(&app), Read::History(id)).await?;
    Ok(Json(TicketHistory { changes: changes.into_iter().map(|row| ChangeView::of(row, noted)).collect() }))
}
