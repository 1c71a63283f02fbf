//! `POST /admin/view-as`: looks through a member's eyes.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{BodyRefusals, Refusals};
use crate::extract::{Administrator, Body, path_id};
use crate::problem::Problem;

/// Whose eyes, and in which tenant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViewAsRequest {
    #[schema(format = Uuid, example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")]
    user_id: String,
    #[schema(example = "tenant-beta")]
    tenant_id: String,
}

/// See a tenant exactly as a given member does
///
/// From now on this session has that member's one membership, and nothing else: it looks, changes nothing and takes no file
/// away, until `DELETE /admin/view-as`, or its end. Both are written down. A liaison's eyes are the liaison's own.
#[utoipa::path(
    post, path = "/admin/view-as", tag = "Administration",
    request_body(content = ViewAsRequest, example = json!({
        "user_id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "tenant_id": "tenant-beta"})),
    responses(
        (status = 204, description = "The session looks through the member's eyes."),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not an administrator; or `not_viewable`: no member, shut out, or a liaison."),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such user, or no such tenant."),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_view_as_begin(
    State(app): State<App>,
    admin: Administrator,
    Body(wish): Body<ViewAsRequest>,
) -> Result<StatusCode, Problem> {
    let session = admin.person.session.ok_or_else(Problem::persons_only)?;
    let user = path_id(&wish.user_id, "user")?;
    let tenant = path_id(&wish.tenant_id, "tenant")?;
    app.identity.view_as(session, user, &tenant, &admin.by).await?;
    Ok(StatusCode::NO_CONTENT)
}
