//! `DELETE /admin/users/{id}/tenants/{tenant_id}`: takes a membership away.

use axum::extract::{Path, State};
use http::StatusCode;
use watchroom_domain::TenantId;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// Take a membership away
#[utoipa::path(
    delete, path = "/admin/users/{id}/tenants/{tenant_id}", tag = "Administration",
    params(
        ("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("tenant_id" = String, Path, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 204, description = "Taken away."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_membership_delete(
    State(app): State<App>,
    admin: Administrator,
    Path((id, tenant)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (user, tenant): (_, TenantId) = (path_id(&id, "user")?, path_id(&tenant, "membership")?);
    app.identity.changing(app.central.membership_delete(user, &tenant, &admin.by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
