//! `DELETE /shares/{id}`: ends a share.

use axum::extract::{Path, State};
use http::StatusCode;
use watchroom_access::Share;

use crate::App;
use crate::extract::{InTenant, path_id};
use crate::problem::Problem;
use crate::sharing::{SharesOf, handles, shares_permit};

/// Revoke a share
///
/// At once, on every server process; pages that show it end. One that is revoked already stays so.
#[utoipa::path(
    delete, path = "/shares/{id}", tag = "Shares",
    params(
        ("id" = String, Path, description = "The share's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
    ),
    responses(
        (status = 204, description = "Revoked."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not a manager or an admin of the tenant"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn share_revoke(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let shares = SharesOf(tenant.ctx.tenant());
    let permit = shares_permit(&tenant, Share, &shares)?;
    let id = path_id(&id, "share")?;
    let listed = app.central.share_get(id).await?.filter(|listed| handles(&tenant, &permit, listed));
    listed.ok_or_else(|| Problem::not_found("share"))?;
    let by = tenant.actor(&app);
    app.identity.changing(app.central.share_revoke(id, &by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
