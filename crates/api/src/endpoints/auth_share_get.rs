//! `GET /auth/share`: what a share shows that was opened before.

use axum::Json;
use axum::extract::State;
use watchroom_identity::Who;

use super::auth_share_open::SharedResponse;
use crate::App;
use crate::extract::Known;
use crate::problem::Problem;
use crate::sharing::SharedView;

/// What an opened share shows
///
/// For a page that is loaded again: the cookie is there, the link is not. Opening it was written down; this is not.
#[utoipa::path(
    get, path = "/auth/share", tag = "Shares",
    params(("X-Share" = Option<String>, Header, description = "The share's id", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    responses(
        (status = 200, body = SharedResponse, example = json!({"share": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "name": "Wall of the control room", "kind": "dashboard", "target": "default", "tenant": "tenant-alpha",
            "tenant_name": "Alpha Platform Operations", "ward_id": null, "longest_range_hours": 24, "timezone": "Africa/Johannesburg",
            "expires_at": "2026-05-30T08:00:00Z"}})),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "The share has ended, or was not opened here"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The request names no share"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_share_get(
    State(app): State<App>,
    Known(caller): Known,
) -> Result<Json<SharedResponse>, Problem> {
    let Who::Share { id, .. } = caller.who() else { return Err(Problem::not_found("share")) };
    let listed = app.central.share_get(*id).await?.ok_or_else(Problem::share_ended)?;
    Ok(Json(SharedResponse { share: SharedView::of(&app, &listed) }))
}
