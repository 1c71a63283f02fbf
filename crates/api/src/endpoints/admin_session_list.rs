//! `GET /admin/sessions`: who is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::UserId;

use crate::App;
use crate::admin::{Refusals, SessionView};
use crate::extract::{Administrator, Parameters};
use crate::problem::Problem;

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionPage {
    sessions: Vec<SessionView>,
    /// How many there are on all pages.
    total: i64,
    /// From 0.
    page: i64,
    page_size: i64,
    page_count: i64,
}

/// The live sessions, those last used first
#[utoipa::path(
    get, path = "/admin/sessions", tag = "Administration",
    params(
        ("user_id" = Option<String>, Query, description = "Of one user"),
        ("page" = Option<u32>, Query, description = "From 0"),
        ("page_size" = Option<u32>, Query, description = "1 to 200; 50 where nothing is said"),
    ),
    responses(
        (status = 200, body = SessionPage, example = json!({"sessions": [{
            "id": "5f0c2a0e-8d53-4c1c-9a8e-0d7c3f6b2a11", "user": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "email": "viewer@demo.example", "full_name": "Vusi Viewer"}, "created_at": "2026-03-09T07:12:00Z",
            "last_seen_at": "2026-03-09T09:40:00Z", "expires_at": "2026-03-16T07:12:00Z", "from_address": "192.0.2.7",
            "user_agent": "Mozilla/5.0", "sign_in": "local", "current": false}],
            "total": 1, "page": 0, "page_size": 50, "page_count": 1})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        Refusals,
    ),
)]
pub(crate) async fn admin_session_list(
    State(app): State<App>,
    admin: Administrator,
    parameters: Parameters,
) -> Result<Json<SessionPage>, Problem> {
    let paging = parameters.paging()?;
    let of: Option<UserId> = parameters.id("user_id")?;
    let (sessions, total) = app.identity.sessions(of, paging.page_size, paging.offset()).await?;
    Ok(Json(SessionPage {
        sessions: sessions.into_iter().map(|session| SessionView::of(session, admin.person.session)).collect(),
        total,
        page: paging.page,
        page_size: paging.page_size,
        page_count: paging.count(total),
    }))
}
