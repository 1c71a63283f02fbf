//! `POST /auth/logout`: ends the session.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::App;
use crate::extract::{expired_cookie, session_token};
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
pub(crate) async fn auth_logout(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = session_token(&headers, app.settings.cookie) {
        app.identity.sign_out(&token).await?;
    }
    // What a browser kept on disk of the session. Not "cookies": the device stays known, which keeps strangers from
    // holding up its owner; nor "storage": that is the choice of light or dark.
    let headers = [
        (header::SET_COOKIE, expired_cookie(app.settings.cookie)),
        (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}
