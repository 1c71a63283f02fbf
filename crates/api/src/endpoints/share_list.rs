//! `GET /shares`: what a tenant shares.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeShares;

use crate::App;
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::sharing::{ShareView, SharesOf, handles, is_gone, shares_permit};

/// What a tenant shares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShareList {
    shares: Vec<ShareView>,
}

/// What an organisation shares, the newest first
///
/// For its managers and admins. Also shares that ended within the last 90 days. Who is limited to a ward sees those of that
/// ward; a manager sees those of things that the manager sees, and of things that are gone. The links themselves are kept
/// nowhere.
#[utoipa::path(
    get, path = "/shares", tag = "Shares",
    params(("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha")),
    responses(
        (status = 200, body = ShareList, example = json!({"shares": [{
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "name": "Wall of the control room", "kind": "dashboard",
            "target": "default", "role": "viewer", "ward_id": null, "longest_range_hours": 24, "state": "live",
            "created_by": "manager@demo.example", "created_at": "2026-03-01T08:00:00Z",
            "expires_at": "2026-05-30T08:00:00Z", "revoked_at": null, "last_used_at": "2026-03-09T09:00:00Z"}]})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not a manager or an admin of the tenant"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn share_list(State(app): State<App>, tenant: InTenant) -> Result<Json<ShareList>, Problem> {
    let shares = SharesOf(tenant.ctx.tenant());
    let permit = shares_permit(&tenant, SeeShares, &shares)?;
    let now = app.clock.now();
    let all = app.central.share_list(permit.tenant()).await?;
    let handled = all.iter().filter(|listed| handles(&tenant, &permit, listed));
    let shares = handled.map(|listed| ShareView::of(listed, is_gone(&tenant, &listed.share.reach), now)).collect();
    Ok(Json(ShareList { shares }))
}
