//! `POST /tickets`: makes a ticket.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::EditTickets;
use watchroom_domain::{Severity, TeamId, WardId};
use watchroom_store::desk::change::NewTicket;

use crate::App;
use crate::desk::vocabulary::SeverityWord;
use crate::desk::{ChangedTicket, Changer, changed_ticket, word};
use crate::extract::{Body, InTenant};
use crate::problem::Problem;

/// A ticket to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicketRequest {
    /// One of the desk's categories. One whose tickets are sensitive makes this ticket sensitive.
    #[schema(example = "Water leak")]
    category: String,
    /// 1 to 10,000 characters.
    #[schema(example = "Water runs down the street")]
    description: String,
    /// How urgent it is; left out, medium.
    #[schema(value_type = Option<SeverityWord>)]
    severity: Option<String>,
    /// Up to 500 characters.
    address: Option<String>,
    /// Degrees north, -90 to 90, together with the longitude.
    latitude: Option<f64>,
    /// Degrees east, -180 to 180, together with the latitude.
    longitude: Option<f64>,
    /// One of the desk's wards.
    #[schema(value_type = Option<String>, example = "3")]
    ward_id: Option<WardId>,
    /// One of the desk's teams.
    #[schema(value_type = Option<String>)]
    team_id: Option<TeamId>,
    /// Whether it is for the police liaison alone; left out: as the tickets are that the caller sees.
    is_sensitive: Option<bool>,
}

/// Make a ticket
///
/// For managers, admins and the liaison. Where its maker does not see it (a manager makes a sensitive one), the answer is its
/// number alone. Numbers are random, so that they tell nothing of other tickets.
#[utoipa::path(
    post, path = "/tickets", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = TicketRequest, example = json!({"category": "Water leak", "severity": "high",
        "description": "Water runs down the street", "address": "12 Long Street", "ward_id": "3"})),
    responses(
        (status = 201, body = ChangedTicket, description = "The ticket; or its number alone, where the caller does not see it", example = json!(changed_ticket("open"))),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A field is not as it should be"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not for the caller's role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No service desk"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_create(
    State(app): State<App>,
    tenant: InTenant,
    Body(asked): Body<TicketRequest>,
) -> Result<(StatusCode, Json<ChangedTicket>), Problem> {
    let changer = Changer::of(&app, &tenant, EditTickets).await?;
    let new = NewTicket {
        category: asked.category,
        severity: asked.severity.map_or(Ok(Severity::Medium), |text| word("severity", &text))?,
        description: asked.description,
        address: asked.address,
        latitude: asked.latitude,
        longitude: asked.longitude,
        ward: asked.ward_id,
        team: asked.team_id,
        is_sensitive: asked.is_sensitive,
        source: "page",
    };
    changer.create(&new).await.map(|ticket| (StatusCode::CREATED, Json(ticket)))
}
