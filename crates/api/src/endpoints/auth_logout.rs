//! `POST /auth/logout`: ends the session.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use crate::App;
use crate::extract::{ClientAddress, expired_cookie, session_token};
use crate::problem::Problem;

/// Sign out
///
/// Ends the session at once, on every server process. Without a session it does nothing.
#[utoipa::path(
    post, path = "/auth/logout", tag = "Sign-in", security(()),
    responses(
        (status = 204, description = "Signed out."),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_logout(
    State(app): State<App>,
    from: ClientAddress,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = session_token(&headers, app.settings.cookie) {
        app.identity.sign_out(&token, Some(from.to_string())).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, expired_cookie(app.settings.cookie))]).into_response())
}
