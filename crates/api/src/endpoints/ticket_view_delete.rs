//! `DELETE /tickets/views/{id}`: forgets a kept list.

use axum::extract::{Path, State};
use http::StatusCode;
use watchroom_access::KeepViews;
use watchroom_store::desk::kept_views::view_remove;

use crate::App;
use crate::desk::no_such_view;
use crate::extract::InTenant;
use crate::problem::Problem;

/// Forget a kept list
///
/// Its owner alone can.
#[utoipa::path(
    delete, path = "/tickets/views/{id}", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The view's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 204, description = "Forgotten."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets, or the caller is no person or only looks"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such view of the caller's own, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_view_delete(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let permit = tenant.desk(&app, KeepViews)?;
    let owner = tenant.member().ok_or_else(Problem::persons_only)?;
    let id = id.parse().map_err(|_| no_such_view())?;
    let tx = app.tenants.desk(&permit).await?;
    let removed = view_remove(&tx, id, owner, permit.scope().is_sensitive()).await?;
    tx.commit().await?;
    if removed { Ok(StatusCode::NO_CONTENT) } else { Err(no_such_view()) }
}
