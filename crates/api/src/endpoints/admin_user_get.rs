//! `GET /admin/users/{id}`: one user.

use axum::Json;
use axum::extract::{Path, State};
use watchroom_domain::UserId;

use crate::App;
use crate::admin::{Refusals, UserView};
use crate::extract::{Administrator, path_id};
use crate::problem::Problem;

/// One user
#[utoipa::path(
    get, path = "/admin/users/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    responses(
        (status = 200, body = UserView, example = json!({
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "viewer@demo.example", "full_name": "Vusi Viewer",
            "is_admin": false, "disabled": false, "sign_in": "local", "created_at": "2026-03-01T08:00:00Z",
            "last_sign_in_at": null, "memberships": []})),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_user_get(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
) -> Result<Json<UserView>, Problem> {
    let id: UserId = path_id(&id, "user")?;
    let user = app.central.user_by_id(id).await?.ok_or_else(|| Problem::not_found("user"))?;
    UserView::of(&app, user).await.map(Json)
}
