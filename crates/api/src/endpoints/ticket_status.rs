//! `PATCH /tickets/{id}/status`: moves a ticket along its life cycle.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::ChangeStatus;
use watchroom_store::desk::change::StatusChange;

use crate::App;
use crate::desk::vocabulary::StatusWord;
use crate::desk::{ChangeRefused, ChangedTicket, Changer, TicketChange, changed_ticket, word};
use crate::extract::{Body, InTenant, path_id};
use crate::problem::Problem;

/// A new status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusRequest {
    /// The next status.
    #[schema(value_type = StatusWord)]
    status: String,
    /// A word to it, kept as an internal note.
    note: Option<String>,
    /// 1 to 500 characters: what the ticket waits for. Needed with `waiting`, and refused with every other status.
    #[schema(example = "Parts are ordered")]
    waiting_reason: Option<String>,
    /// The version that the change was begun on.
    #[schema(example = 1)]
    version: i64,
}

/// Change a ticket's status
///
/// Any open status may follow any other open one, and resolved or closed; resolved may become closed; both may be reopened.
/// The first status that is not `open` counts as the first response. Field workers change tickets of their own team.
#[utoipa::path(
    patch, path = "/tickets/{id}/status", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = StatusRequest, example = json!({"status": "in_progress", "note": "On our way", "version": 1})),
    responses(
        (status = 200, body = ChangedTicket, description = "The ticket as it is now", example = json!(changed_ticket("in_progress"))),
        ChangeRefused,
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The ticket was changed meanwhile (`ticket_changed`, with the ticket as it is now in `current`), or the status cannot follow (`status_not_allowed`)"),
    ),
)]
pub(crate) async fn ticket_status(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(asked): Body<StatusRequest>,
) -> Result<Json<ChangedTicket>, Problem> {
    let changer = Changer::of(&app, &tenant, ChangeStatus).await?;
    let id = path_id(&id, "ticket")?;
    let StatusRequest { status, note, waiting_reason, version } = asked;
    let change = StatusChange { status: word("status", &status)?, note, waiting_reason };
    changer.make(id, &TicketChange::Status(change), Some(version)).await.map(Json)
}
