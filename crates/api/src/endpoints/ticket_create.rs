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
use crate::desk::{ChangedTicket, Changer, word};
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
    post, path = "/tickets", tag = "Tickets",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = TicketRequest, example = json!({"category": "Water leak", "severity": "high",
        "description": "Water runs down the street", "address": "12 Long Street", "ward_id": "3"})),
    responses(
        (status = 201, body = ChangedTicket, description = "The ticket; or its number alone, where the caller does not see it", example = json!({"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "tracking_number": "WR-7K3F-92QD",
            "category": "Water leak", "severity": "high", "status": "open", "waiting_reason": null,
            "description": "Water runs down the street", "address": "12 Long Street", "latitude": -33.92, "longitude": 18.42,
            "ward_id": "3", "is_sensitive": false, "assigned_team": {"id": "water", "name": "Water"}, "assigned_user": null,
            "parent": null, "source": "page", "created_at": "2026-03-09T09:00:00Z", "updated_at": "2026-03-09T09:20:00Z",
            "first_responded_at": null, "resolved_at": null, "closed_at": null, "reopened_count": 0,
            "sla_response_deadline": "2026-03-09T10:00:00Z", "sla_resolution_deadline": "2026-03-10T09:00:00Z",
            "sla_response_state": "on_track", "sla_state": "on_track", "version": 2})),
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
