//! `GET /auth/sessions`: where one is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{Refusals, SessionView};
use crate::extract::Oneself;
use crate::problem::Problem;

/// More sessions of one person are not shown; those last used are.
const MOST_SHOWN: i64 = 200;

/// The own sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnSessions {
    sessions: Vec<SessionView>,
}

/// Where one is signed in
///
/// The own live sessions, those last used first; 200 at most.
#[utoipa::path(
    get, path = "/auth/sessions", tag = "Sign-in",
    responses(
        (status = 200, body = OwnSessions, example = json!({"sessions": [{
            "id": "5f0c2a0e-8d53-4c1c-9a8e-0d7c3f6b2a11", "user": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "email": "viewer@demo.example", "full_name": "Vusi Viewer"}, "created_at": "2026-03-09T07:12:00Z",
            "last_seen_at": "2026-03-09T09:40:00Z", "expires_at": "2026-03-16T07:12:00Z", "from_address": "192.0.2.7",
            "user_agent": "Mozilla/5.0", "sign_in": "local", "current": true}]})),
        Refusals,
    ),
)]
pub(crate) async fn auth_session_list(State(app): State<App>, oneself: Oneself) -> Result<Json<OwnSessions>, Problem> {
    let (sessions, _) = app.identity.sessions(Some(oneself.person.user), MOST_SHOWN, 0).await?;
    let current = oneself.person.session;
    Ok(Json(OwnSessions { sessions: sessions.into_iter().map(|session| SessionView::of(session, current)).collect() }))
}
