//! `DELETE /admin/tenants/{id}`: forgets a tenant.

use axum::extract::{Path, State};
use http::StatusCode;
use watchroom_domain::TenantId;

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// Forget a tenant
///
/// With its memberships, tokens and shares, at once and on every server process. Its database and its folder of dashboards
/// stay as they are.
#[utoipa::path(
    delete, path = "/admin/tenants/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The tenant", example = "operations")),
    responses(
        (status = 204, description = "Forgotten."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_tenant_remove(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: TenantId = path_id(&id, "tenant")?;
    app.identity.changing(app.central.tenant_remove(&id, &admin.by)).await?;
    app.refresh_tenants().await?;
    Ok(StatusCode::NO_CONTENT)
}
