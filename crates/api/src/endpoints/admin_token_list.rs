//! `GET /admin/tokens`: programs' tokens.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{Refusals, TokenView};
use crate::extract::Administrator;
use crate::problem::Problem;

/// Programs' tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenList {
    tokens: Vec<TokenView>,
}

/// Programs' tokens, the newest first
///
/// Also those that expired or were revoked within the last 90 days. The tokens themselves are kept nowhere.
#[utoipa::path(
    get, path = "/admin/tokens", tag = "Administration",
    responses(
        (status = 200, body = TokenList, example = json!({"tokens": [{
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "name": "nightly report", "tenant_id": "tenant-beta",
            "role": "viewer", "ward_id": null, "team_id": null, "created_by": "admin@demo.example",
            "created_at": "2026-03-01T08:00:00Z", "expires_at": "2026-05-30T08:00:00Z", "revoked_at": null,
            "last_used_at": "2026-03-09T02:00:00Z"}]})),
        Refusals,
    ),
)]
pub(crate) async fn admin_token_list(State(app): State<App>, _: Administrator) -> Result<Json<TokenList>, Problem> {
    let tokens = app.central.api_token_list().await?;
    Ok(Json(TokenList { tokens: tokens.into_iter().map(TokenView::from).collect() }))
}
