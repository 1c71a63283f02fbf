//! `DELETE /auth/sessions/{id}`: ends one of the own sessions.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Oneself, path_id};
use crate::problem::Problem;

/// End one of the own sessions
#[utoipa::path(
    delete, path = "/auth/sessions/{id}", tag = "Sign-in",
    params(("id" = String, Path, description = "The session", example = "5f0c2a0e-8d53-4c1c-9a8e-0d7c3f6b2a11")),
    responses(
        (status = 204, description = "Ended."),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "None, or not one's own."),
        Refusals,
    ),
)]
pub(crate) async fn auth_session_end(
    State(app): State<App>,
    oneself: Oneself,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = path_id(&id, "session")?;
    let ending = app.central.session_end_by_id(id, Some(oneself.person.user), &oneself.by);
    app.identity.changing(ending).await?;
    Ok(StatusCode::NO_CONTENT)
}
