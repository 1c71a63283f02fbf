//! `PUT /admin/users/{id}`: changes a user.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_identity::AccountChange;

use crate::App;
use crate::admin::{BodyRefusals, Refusals, UserView, account_problem};
use crate::extract::{Administrator, Body, path_id};
use crate::problem::Problem;

/// What is to be changed; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChangeRequest {
    email: Option<String>,
    full_name: Option<String>,
    is_admin: Option<bool>,
    /// Whether the person is shut out.
    disabled: Option<bool>,
    /// Another password; ends all of the person's sessions.
    #[schema(format = Password)]
    password: Option<String>,
}

/// Change a user
///
/// It holds at once, on every server process. Who is shut out is signed out everywhere. Address, name and password of an
/// OpenID provider's people are the provider's.
#[utoipa::path(
    put, path = "/admin/users/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    request_body(content = UserChangeRequest, example = json!({"disabled": true})),
    responses(
        (status = 200, body = UserView, example = json!({
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "eve@watchroom.example", "full_name": "Eve Engineer",
            "is_admin": false, "disabled": true, "sign_in": "local", "created_at": "2026-03-01T08:00:00Z",
            "last_sign_in_at": null, "memberships": []})),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "`last_admin`, `yourself`, `already_exists`, `kept_by_provider` or `passwords_off`"),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_user_change(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
    Body(wish): Body<UserChangeRequest>,
) -> Result<Json<UserView>, Problem> {
    let id = path_id(&id, "user")?;
    let change = AccountChange {
        email: wish.email,
        full_name: wish.full_name,
        password: wish.password,
        is_admin: wish.is_admin,
        disabled: wish.disabled,
    };
    let changed = app.identity.change_account(id, &change, &admin.by).await;
    let user = changed.map_err(|error| account_problem(error, "password"))?;
    UserView::of(&app, user).await.map(Json)
}
