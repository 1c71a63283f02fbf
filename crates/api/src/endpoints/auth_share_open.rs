//! `POST /auth/share`: opens a share by its link.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_identity::{Opened, ShareToken};
use watchroom_store::Actor;

use crate::App;
use crate::extract::{Body, ClientAddress, share_cookie};
use crate::problem::Problem;
use crate::sharing::SharedView;

/// What a share's link holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareOpening {
    #[schema(example = "wrs_…", format = Password)]
    token: String,
}

/// What a share shows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedResponse {
    pub(super) share: SharedView,
}

/// Open a share by its link
///
/// Sets a cookie of the share's own. From then on, calls that name the share in the header `X-Share` (or, where a browser
/// sends no headers, in the query parameter `share`) speak for it. Each opening is written down.
#[utoipa::path(
    post, path = "/auth/share", tag = "Shares", security(()),
    request_body(content = ShareOpening, example = json!({"token": "wrs_…"})),
    responses(
        (status = 200, body = SharedResponse, example = json!({"share": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "name": "Wall of the control room", "kind": "dashboard", "target": "default", "tenant": "tenant-alpha",
            "tenant_name": "Alpha Platform Operations", "ward_id": null, "longest_range_hours": 24, "timezone": "Africa/Johannesburg",
            "expires_at": "2026-05-30T08:00:00Z"}})),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "The link is wrong, has expired, or was revoked"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "Opened too often"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_share_open(
    State(app): State<App>,
    from: ClientAddress,
    Body(opening): Body<ShareOpening>,
) -> Result<Response, Problem> {
    let token = ShareToken::read(opening.token.trim()).ok_or_else(Problem::share_ended)?;
    let from = Actor::stranger(Some(from.to_string()), app.clock.now());
    let listed = match app.identity.open_share(&token, &from).await? {
        Opened::Share(listed) => listed,
        Opened::Ended => return Err(Problem::share_ended()),
        Opened::TooOften(wait) => return Err(Problem::opened_too_often(wait)),
    };
    let lives = listed.share.expires_at.duration_since(from.at);
    let cookie = share_cookie(listed.share.id, &token, app.settings.cookie, lives);
    let share = SharedView::of(&app, &listed);
    Ok(([(header::SET_COOKIE, cookie)], Json(SharedResponse { share })).into_response())
}
