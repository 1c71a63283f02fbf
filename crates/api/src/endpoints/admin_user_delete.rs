//! `DELETE /admin/users/{id}`: removes a user.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// Remove a user
///
/// With all memberships, sessions and shares, at once. What the person did stays in the audit log. Somebody whom an OpenID
/// provider vouches for comes back by signing in, without any membership: shut them out instead.
#[utoipa::path(
    delete, path = "/admin/users/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    responses(
        (status = 204, description = "Removed."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`last_admin` or `yourself`"),
        Refusals,
    ),
)]
pub(crate) async fn admin_user_delete(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = path_id(&id, "user")?;
    app.identity.changing(app.central.user_delete(id, &admin.by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
