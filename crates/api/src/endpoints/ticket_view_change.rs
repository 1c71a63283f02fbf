//! `PUT /tickets/views/{id}`: changes a kept list.

use axum::Json;
use axum::extract::{Path, State};
use watchroom_access::KeepViews;
use watchroom_store::desk::kept_views::view_change;

use crate::App;
use crate::desk::{KeptView, ViewRequest, no_such_view};
use crate::extract::{Body, InTenant};
use crate::problem::Problem;

/// Change a kept list
///
/// Its owner alone can.
#[utoipa::path(
    put, path = "/tickets/views/{id}", tag = "Service desk",
    params(
        ("id" = String, Path, description = "The view's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = ViewRequest, example = json!({"name": "Open and late", "query": "status=open&sla=breached", "shared": true})),
    responses(
        (status = 200, body = KeptView, example = json!({"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "name": "Open and late", "shared": true, "mine": true, "owner_name": "Naledi Mokoena",
            "query": "status=open&sla=breached", "created_at": "2026-03-09T09:00:00Z"})),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A filter that cannot be read, or no name"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets, or the caller is no person or only looks"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such view of the caller's own, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The caller has another view of this name"),
    ),
)]
pub(crate) async fn ticket_view_change(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    Body(wish): Body<ViewRequest>,
) -> Result<Json<KeptView>, Problem> {
    let permit = tenant.desk(&app, KeepViews)?;
    let owner = tenant.member().ok_or_else(Problem::persons_only)?;
    let id = id.parse().map_err(|_| no_such_view())?;
    let (name, query) = wish.checked()?;
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let tx = app.tenants.desk(&permit).await?;
    let changed = view_change(&tx, id, owner, (&name, &query, wish.shared), permit.scope().is_sensitive()).await?;
    tx.commit().await?;
    Ok(Json(KeptView::of(changed.ok_or_else(no_such_view)?, Some(owner), &names)))
}
