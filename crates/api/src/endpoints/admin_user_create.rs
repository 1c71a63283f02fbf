//! `POST /admin/users`: makes a local account.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_identity::NewAccount;

use crate::App;
use crate::admin::{BodyRefusals, Refusals, UserView, account_problem};
use crate::extract::{Administrator, Body};
use crate::problem::Problem;

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUserRequest {
    /// The address to sign in with; no other local account may have it.
    email: String,
    /// 1 to 200 characters.
    full_name: String,
    #[schema(format = Password)]
    password: String,
    /// Whether the person administers the platform; no where nothing is said.
    #[serde(default)]
    is_admin: bool,
}

/// Make a local account
///
/// It belongs to no tenant yet. People of an OpenID provider are made by their first sign-in.
#[utoipa::path(
    post, path = "/admin/users", tag = "Administration",
    request_body(content = NewUserRequest, example = json!({
        "email": "eve@watchroom.example", "full_name": "Eve Engineer", "password": "…"})),
    responses(
        (status = 201, body = UserView, example = json!({
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "eve@watchroom.example", "full_name": "Eve Engineer",
            "is_admin": false, "disabled": false, "sign_in": "local", "created_at": "2026-03-01T08:00:00Z",
            "last_sign_in_at": null, "memberships": []})),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_exists` or `passwords_off`"),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_user_create(
    State(app): State<App>,
    admin: Administrator,
    Body(wish): Body<NewUserRequest>,
) -> Result<(StatusCode, Json<UserView>), Problem> {
    let account =
        NewAccount { email: wish.email, full_name: wish.full_name, password: wish.password, is_admin: wish.is_admin };
    let made = app.identity.add_account(&account, &admin.by).await;
    let id = made.map_err(|error| account_problem(error, "password"))?;
    let user = app.central.user_by_id(id).await?.ok_or_else(|| Problem::not_found("user"))?;
    Ok((StatusCode::CREATED, Json(UserView::of(&app, user).await?)))
}
