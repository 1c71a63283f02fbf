//! `DELETE /admin/sessions/{id}`: ends a session.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// End a session
#[utoipa::path(
    delete, path = "/admin/sessions/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The session", example = "5f0c2a0e-8d53-4c1c-9a8e-0d7c3f6b2a11")),
    responses(
        (status = 204, description = "Ended."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_session_end(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = path_id(&id, "session")?;
    app.identity.changing(app.central.session_end_by_id(id, None, &admin.by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
