//! `POST /admin/tokens`: makes a program's token.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_domain::Role;
use watchroom_identity::{ApiTokenWish, place_in_tenant};

use crate::App;
use crate::admin::{BodyRefusals, Refusals, TokenView, bad_place, bad_role};
use crate::extract::{Administrator, Body, path_id};
use crate::problem::Problem;

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// 1 to 100 characters that say what it is for.
    name: String,
    #[schema(example = "tenant-beta")]
    tenant_id: String,
    /// viewer, field_worker, ward_councillor, manager or admin. No program is a saps_liaison: sensitive tickets are for a
    /// person.
    #[schema(example = "viewer")]
    role: String,
    /// The one ward that it sees; a ward councillor must have one.
    ward_id: Option<String>,
    team_id: Option<String>,
    /// 1 to 365.
    #[schema(example = 90, minimum = 1, maximum = 365)]
    expires_in_days: u16,
}

/// A token, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewTokenView {
    /// To be sent as `Authorization: Bearer wrt_…`. It is kept as a hash alone, and cannot be shown again.
    token: String,
    #[serde(flatten)]
    listed: TokenView,
}

/// Make a program's token
///
/// It opens one tenant in one role until it expires or is revoked, and never administers anything.
#[utoipa::path(
    post, path = "/admin/tokens", tag = "Administration",
    request_body(content = TokenRequest, example = json!({
        "name": "nightly report", "tenant_id": "tenant-beta", "role": "viewer", "expires_in_days": 90})),
    responses(
        (status = 201, body = NewTokenView, example = json!({"token": "wrt_…",
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "name": "nightly report", "tenant_id": "tenant-beta",
            "role": "viewer", "ward_id": null, "team_id": null, "created_by": "admin@demo.example",
            "created_at": "2026-03-01T08:00:00Z", "expires_at": "2026-05-30T08:00:00Z", "revoked_at": null,
            "last_used_at": null})),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant."),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_token_create(
    State(app): State<App>,
    admin: Administrator,
    Body(wish): Body<TokenRequest>,
) -> Result<(StatusCode, Json<NewTokenView>), Problem> {
    let tenant = path_id(&wish.tenant_id, "tenant")?;
    let role: Role = wish.role.parse().map_err(bad_role)?;
    let place = place_in_tenant(role, wish.ward_id.as_deref(), wish.team_id.as_deref()).map_err(bad_place)?;
    let wish = ApiTokenWish { name: wish.name, tenant, place, days: wish.expires_in_days };
    let (token, listed) = app.identity.make_api_token(&wish, &admin.by).await?;
    Ok((StatusCode::CREATED, Json(NewTokenView { token: token.to_text(), listed: listed.into() })))
}
