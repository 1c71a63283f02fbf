//! `GET /tickets/views`: lists that were kept under a name.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeTickets;
use watchroom_store::desk::kept_views::view_list;

use crate::App;
use crate::desk::KeptView;
use crate::extract::InTenant;
use crate::problem::Problem;

/// Kept lists.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedViewList {
    /// The caller's own first, by name.
    views: Vec<KeptView>,
}

/// Kept lists of tickets
///
/// The caller's own, and those that others share. A view is a name for filters: what it shows is up to who opens it.
#[utoipa::path(
    get, path = "/tickets/views", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 200, body = SavedViewList, example = json!({"views": [{"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "name": "Open and late", "shared": true, "mine": true, "owner_name": "Naledi Mokoena",
            "query": "status=open&sla=breached", "created_at": "2026-03-09T09:00:00Z"}]})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets, or the caller is no person or only looks"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant for the caller, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_view_list(State(app): State<App>, tenant: InTenant) -> Result<Json<SavedViewList>, Problem> {
    let permit = tenant.desk(&app, SeeTickets)?;
    let tx = app.tenants.desk(&permit).await?;
    let views = view_list(&tx, tenant.member(), permit.scope().is_sensitive()).await?;
    tx.commit().await?;
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let views = views.into_iter().map(|view| KeptView::of(view, tenant.member(), &names)).collect();
    Ok(Json(SavedViewList { views }))
}
