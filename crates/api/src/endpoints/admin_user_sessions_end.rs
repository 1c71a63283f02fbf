//! `DELETE /admin/users/{id}/sessions`: signs somebody out everywhere.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// Sign somebody out everywhere
///
/// Ends all of the person's sessions at once, on every server process; of oneself, this one too.
#[utoipa::path(
    delete, path = "/admin/users/{id}/sessions", tag = "Administration",
    params(("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    responses(
        (status = 204, description = "Ended."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_user_sessions_end(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = path_id(&id, "user")?;
    app.identity.changing(app.central.session_end_all_of_user(id, &admin.by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
