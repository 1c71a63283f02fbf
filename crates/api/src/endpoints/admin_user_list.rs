//! `GET /admin/users`: the users, page by page.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{Refusals, UserView, users_view};
use crate::extract::{Administrator, Parameters};
use crate::problem::Problem;

/// A page of users.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserPage {
    users: Vec<UserView>,
    /// How many there are on all pages.
    total: i64,
    /// From 0.
    page: i64,
    page_size: i64,
    page_count: i64,
}

/// The users, by address
#[utoipa::path(
    get, path = "/admin/users", tag = "Administration",
    params(
        ("search" = Option<String>, Query, description = "Part of an address or a name"),
        ("page" = Option<u32>, Query, description = "From 0"),
        ("page_size" = Option<u32>, Query, description = "1 to 200; 50 where nothing is said"),
    ),
    responses(
        (status = 200, body = UserPage, example = json!({"users": [{
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "councillor@demo.example", "full_name": "Cebisa Councillor",
            "is_admin": false, "disabled": false, "sign_in": "local", "created_at": "2026-03-01T08:00:00Z",
            "last_sign_in_at": "2026-03-09T07:12:00Z", "memberships": [{"tenant": "tenant-beta",
            "tenant_name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "team_id": null}]}],
            "total": 1, "page": 0, "page_size": 50, "page_count": 1})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_user_list(
    State(app): State<App>,
    _: Administrator,
    parameters: Parameters,
) -> Result<Json<UserPage>, Problem> {
    let paging = parameters.paging()?;
    let search = parameters.phrase("search")?;
    let (users, total) = app.central.user_search(search.as_deref(), paging.page_size, paging.offset()).await?;
    Ok(Json(UserPage {
        users: users_view(&app, users).await?,
        total,
        page: paging.page,
        page_size: paging.page_size,
        page_count: paging.count(total),
    }))
}
