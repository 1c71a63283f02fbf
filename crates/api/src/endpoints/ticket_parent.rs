//! `PUT /tickets/{id}/parent`: says which ticket this one repeats.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::EditTickets;
use watchroom_domain::TicketId;

use crate::App;
use crate::desk::{ChangeRefused, ChangedTicket, Changer, TicketChange, changed_ticket};
use crate::extract::{Body, InTenant, path_id};
use crate::problem::Problem;

/// The ticket that another repeats.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParentRequest {
    /// The ticket that was reported first, which repeats none itself; null for none.
    #[schema(value_type = Option<String>, example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a12")]
    parent_id: Option<TicketId>,
    /// The version that the change was begun on.
    #[schema(example = 1)]
    version: i64,
}

/// Link a duplicate
///
/// For managers and admins, and for the liaison on sensitive tickets.
#[utoipa::path(
    put, path = "/tickets/{id}/parent", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = ParentRequest, example = json!({"parent_id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a12", "version": 1})),
    responses(
        (status = 200, body = ChangedTicket, description = "The ticket as it is now", example = json!(changed_ticket("open"))),
        ChangeRefused,
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The ticket was changed meanwhile: `current` is the ticket as it is now"),
    ),
)]
pub(crate) async fn ticket_parent(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(asked): Body<ParentRequest>,
) -> Result<Json<ChangedTicket>, Problem> {
    let changer = Changer::of(&app, &tenant, EditTickets).await?;
    let id = path_id(&id, "ticket")?;
    changer.make(id, &TicketChange::Parent(asked.parent_id), Some(asked.version)).await.map(Json)
}
