//! `POST /auth/backchannel-logout`: the provider ends sessions.

use axum::extract::State;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use url::form_urlencoded::parse;
use utoipa::ToSchema;

use super::auth_login::sign_in_from;
use crate::App;
use crate::extract::ClientAddress;
use crate::problem::Problem;

/// What the provider sends, as a form.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the form is read by hand; this is its description")]
pub(crate) struct BackchannelLogout {
    /// A signed token that names the session, the person, or both.
    logout_token: String,
}

/// End sessions in the provider's name
///
/// For the provider alone (OpenID Connect Back-Channel Logout 1.0). The sessions that the token names end at once, on every
/// process, with their open event streams. A token is good once.
#[utoipa::path(
    post, path = "/auth/backchannel-logout", tag = "Sign-in", security(()),
    request_body(content = BackchannelLogout, content_type = "application/x-www-form-urlencoded",
        example = json!({"logout_token": "eyJ0eXAiOiJsb2dvdXQrand0Ii…"})),
    responses(
        (status = 200, description = "The sessions have ended, or there were none."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_backchannel_logout(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "bad_body",
            "The body cannot be read",
            "It is no form.",
            "Send logout_token with content-type application/x-www-form-urlencoded.",
        ));
    }
    let mut tokens = parse(&body).filter(|(key, _)| key == "logout_token");
    let (Some((_, token)), None) = (tokens.next(), tokens.next()) else {
        return Err(Problem::bad_request(
            "bad_body",
            "The body cannot be read",
            "It holds no logout_token, or more than one.",
            "Send one.",
        ));
    };
    app.identity.end_by_provider(&token, &sign_in_from(address, &headers)).await?;
    Ok(StatusCode::OK)
}
