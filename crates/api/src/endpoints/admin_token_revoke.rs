//! `DELETE /admin/tokens/{id}`: revokes a program's token.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// Revoke a program's token
///
/// At once, on every server process. One that is revoked already stays so.
#[utoipa::path(
    delete, path = "/admin/tokens/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The token's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    responses(
        (status = 204, description = "Revoked."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_token_revoke(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = path_id(&id, "token")?;
    app.identity.changing(app.central.api_token_revoke(id, &admin.by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
