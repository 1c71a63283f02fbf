//! `POST /tickets/{id}/assign`: hands a ticket to a team and a person.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::AssignTickets;
use watchroom_domain::{TeamId, UserId};

use crate::App;
use crate::desk::{AssignAsked, ChangeRefused, ChangedTicket, Changer, TicketChange, changed_ticket, given};
use crate::extract::{Body, InTenant, path_id};
use crate::problem::Problem;

/// Whom a ticket is handed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRequest {
    /// The team; null takes it from every team; left out, it stays.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "water")]
    team_id: Option<Option<TeamId>>,
    /// A member who can work on it, of no other team; null takes it from everybody; left out, the person stays where the team
    /// does.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    user_id: Option<Option<UserId>>,
    /// The version that the change was begun on.
    #[schema(example = 1)]
    version: i64,
}

/// Assign a ticket
///
/// For managers and admins.
#[utoipa::path(
    post, path = "/tickets/{id}/assign", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = AssignRequest, example = json!({"team_id": "water", "user_id": null, "version": 1})),
    responses(
        (status = 200, body = ChangedTicket, description = "The ticket as it is now", example = json!(changed_ticket("open"))),
        ChangeRefused,
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The ticket was changed meanwhile: `current` is the ticket as it is now"),
    ),
)]
pub(crate) async fn ticket_assign(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(asked): Body<AssignRequest>,
) -> Result<Json<ChangedTicket>, Problem> {
    let changer = Changer::of(&app, &tenant, AssignTickets).await?;
    let id = path_id(&id, "ticket")?;
    let to = AssignAsked { team: asked.team_id, user: asked.user_id }.read(&changer).await?;
    changer.make(id, &TicketChange::Assign(to), Some(asked.version)).await.map(Json)
}
