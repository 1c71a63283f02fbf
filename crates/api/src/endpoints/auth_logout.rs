//! `POST /auth/logout`: ends the session.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_identity::SIGNED_OUT_PATH;

use super::auth_login::sign_in_from;
use crate::App;
use crate::extract::{ClientAddress, expired_cookie, session_token};
use crate::problem::Problem;

/// Where to go next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogoutResponse {
    /// The provider's page, which ends its own session and leads back; or a path of this page, where the provider has none.
    logout_url: String,
}

/// Sign out
///
/// Ends the session at once, on every server process. Without a session it does nothing. Where a provider vouches for
/// people, the browser goes on to `logout_url`, so that the provider's own session ends too.
#[utoipa::path(
    post, path = "/auth/logout", tag = "Sign-in", security(()),
    responses(
        (status = 200, body = LogoutResponse, description = "Signed out here; the provider is next.",
            example = json!({"logout_url": "https://id.example/realms/main/protocol/openid-connect/logout?client_id=watchroom"})),
        (status = 204, description = "Signed out."),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_logout(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = session_token(&headers, app.settings.cookie);
    // What a browser kept on disk of the session. Not "cookies": the device stays known, which keeps strangers from
    // holding up its owner; nor "storage": that is the choice of light or dark.
    let gone = [
        (header::SET_COOKIE, expired_cookie(app.settings.cookie)),
        (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")),
    ];
    if app.identity.provider().is_some() {
        let logout_url = match token {
            Some(token) => app.identity.sign_out_of_provider(&token, &sign_in_from(address, &headers)).await?,
            None => SIGNED_OUT_PATH.to_owned(),
        };
        return Ok((gone, Json(LogoutResponse { logout_url })).into_response());
    }
    if let Some(token) = token {
        app.identity.sign_out(&token, &sign_in_from(address, &headers)).await?;
    }
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}
