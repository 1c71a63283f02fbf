//! `POST /tickets/{id}/notes`: writes a note to a ticket.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::ChangeStatus;
use watchroom_store::desk::change::{NewNote, Visibility};

use crate::App;
use crate::desk::vocabulary::VisibilityWord;
use crate::desk::{ChangeRefused, Changer, bad_field};
use crate::extract::{Body, InTenant, path_id};
use crate::problem::Problem;
use crate::views::NoteView;

/// A note to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteRequest {
    /// 1 to 10,000 characters.
    #[schema(example = "The valve is replaced")]
    body: String,
    /// Who reads it. internal: whoever works on tickets; public: ward councillors as well.
    #[schema(value_type = VisibilityWord)]
    visibility: String,
}

/// Write a note
///
/// The first public note counts as the first response. A note leaves the ticket's version as it is: nobody has to merge
/// because of it.
#[utoipa::path(
    post, path = "/tickets/{id}/notes", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The ticket's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = NoteRequest, example = json!({"body": "The valve is replaced", "visibility": "public"})),
    responses(
        (status = 201, body = NoteView, description = "The note", example = json!({"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a13", "at": "2026-03-09T09:20:00Z",
            "author": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a14", "name": "Naledi Mokoena"}, "visibility": "public",
            "body": "The valve is replaced"})),
        ChangeRefused,
    ),
)]
pub(crate) async fn ticket_note(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(asked): Body<NoteRequest>,
) -> Result<(StatusCode, Json<NoteView>), Problem> {
    let changer = Changer::of(&app, &tenant, ChangeStatus).await?;
    let id = path_id(&id, "ticket")?;
    let visibility = match asked.visibility.as_str() {
        "internal" => Visibility::Internal,
        "public" => Visibility::Public,
        other => {
            let what = format!("`{other}` is neither internal nor public");
            return Err(bad_field("unknown_word", "visibility", what, "Write internal or public."));
        }
    };
    let note = NewNote::checked("body", &asked.body, visibility)?;
    let written = changer.write_note(id, &note).await?;
    let view = NoteView {
        id: written.id,
        at: written.at,
        author: changer.actor(),
        visibility: written.visibility.as_str(),
        body: written.body,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
