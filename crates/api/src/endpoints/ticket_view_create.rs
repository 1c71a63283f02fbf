//! `POST /tickets/views`: keeps a list under a name.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;
use watchroom_access::KeepViews;
use watchroom_domain::SavedViewId;
use watchroom_store::desk::kept_views::{SavedView, view_add};

use crate::App;
use crate::desk::{KeptView, ViewRequest};
use crate::extract::{Body, InTenant};
use crate::problem::Problem;

/// Keep a list of tickets under a name
///
/// For people. What is shared is seen by everybody who sees tickets there; a liaison's by liaisons alone.
#[utoipa::path(
    post, path = "/tickets/views", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = ViewRequest, example = json!({"name": "Open and late", "query": "status=open&sla=breached", "shared": true})),
    responses(
        (status = 201, body = KeptView, example = json!({"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "name": "Open and late", "shared": true, "mine": true, "owner_name": "Naledi Mokoena",
            "query": "status=open&sla=breached", "created_at": "2026-03-09T09:00:00Z"})),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A filter that cannot be read, or no name"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets, or the caller is no person or only looks"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant for the caller, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The caller has a view of this name, or too many"),
    ),
)]
pub(crate) async fn ticket_view_create(
    State(app): State<App>,
    tenant: InTenant,
    Body(wish): Body<ViewRequest>,
) -> Result<(StatusCode, Json<KeptView>), Problem> {
    let permit = tenant.desk(&app, KeepViews)?;
    let owner = tenant.member().ok_or_else(Problem::persons_only)?;
    let (name, query) = wish.checked()?;
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let view = SavedView {
        id: SavedViewId(Uuid::now_v7()),
        owner,
        owner_name: names.name(owner),
        name,
        query,
        shared: wish.shared,
        created_at: app.clock.now(),
    };
    let tx = app.tenants.desk(&permit).await?;
    view_add(&tx, &view, tenant.is_liaison()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(KeptView::of(view, Some(owner), &names))))
}
