//! `PATCH /tickets/{id}`: corrects what a ticket says.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::EditTickets;
use watchroom_domain::WardId;
use watchroom_store::desk::change::TicketEdit;

use crate::App;
use crate::desk::vocabulary::SeverityWord;
use crate::desk::{ChangeRefused, ChangedTicket, Changer, TicketChange, bad_field, changed_ticket, given, word};
use crate::extract::{Body, InTenant, path_id};
use crate::problem::Problem;

/// Fields to be changed; those left out stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditRequest {
    /// How urgent it is. Deadlines go by it from the original start on.
    #[schema(value_type = Option<SeverityWord>)]
    severity: Option<String>,
    /// One of the desk's categories. One whose tickets are sensitive makes this ticket sensitive.
    category: Option<String>,
    /// 1 to 10,000 characters.
    description: Option<String>,
    /// Up to 500 characters; null empties it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    address: Option<Option<String>>,
    /// Degrees north, -90 to 90, together with the longitude; null empties it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    latitude: Option<Option<f64>>,
    /// Degrees east, -180 to 180, together with the latitude; null empties it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    longitude: Option<Option<f64>>,
    /// One of the desk's wards; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    ward_id: Option<Option<WardId>>,
    /// Whether it is for the police liaison alone.
    is_sensitive: Option<bool>,
    /// The version that the change was begun on.
    #[schema(example = 1)]
    version: i64,
}

/// Correct a ticket
///
/// For managers and admins, and for the liaison on sensitive tickets. A ticket that becomes sensitive, or is sensitive no
/// more, or moves to another ward, may vanish from whoever corrected it: the answer is then its number alone.
#[utoipa::path(
    patch, path = "/tickets/{id}", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = EditRequest, example = json!({"severity": "high", "ward_id": "3", "version": 1})),
    responses(
        (status = 200, body = ChangedTicket, description = "The ticket as it is now; or its number alone, where the caller sees it no more", example = json!(changed_ticket("open"))),
        ChangeRefused,
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The ticket was changed meanwhile: `current` is the ticket as it is now"),
    ),
)]
pub(crate) async fn ticket_edit(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(asked): Body<EditRequest>,
) -> Result<Json<ChangedTicket>, Problem> {
    let changer = Changer::of(&app, &tenant, EditTickets).await?;
    let id = path_id(&id, "ticket")?;
    let version = asked.version;
    let edit = TicketEdit {
        severity: asked.severity.as_deref().map(|text| word("severity", text)).transpose()?,
        category: asked.category,
        description: asked.description,
        address: asked.address,
        latitude: asked.latitude,
        longitude: asked.longitude,
        ward: asked.ward_id,
        is_sensitive: asked.is_sensitive,
    };
    if edit == TicketEdit::default() {
        return Err(bad_field("nothing_asked", "body", "it names no field to change", "Name at least one field."));
    }
    changer.make(id, &TicketChange::Edit(edit), Some(version)).await.map(Json)
}
