//! `GET /auth/callback`: where the provider sends people back to.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use url::form_urlencoded::{Serializer, parse};
use watchroom_identity::{Failed, Finished, ProviderAnswer, SIGNED_OUT_PATH};

use super::auth_login::sign_in_from;
use crate::App;
use crate::extract::{ClientAddress, browser_secret, session_cookie, session_token};
use crate::problem::Problem;

/// Come back from the provider
///
/// Ends a sign-in that `POST /auth/login` began in this browser, sets the session cookie and goes on to where the person
/// wanted to go. A failure leads to `/sign-in?error=…` with one of `access_denied`, `account_disabled`, `provider_failed`,
/// `provider_refused`, `provider_unreachable`, `server_error`, `sign_in_expired`, `sign_in_off`,
/// `state_mismatch`, `token_refused`, and with
/// `return_to` where that is known.
#[utoipa::path(
    get, path = "/auth/callback", tag = "Sign-in", security(()),
    params(
        ("state" = Option<String>, Query, description = "What the sign-in was begun with"),
        ("code" = Option<String>, Query, description = "What tokens are given for"),
        ("iss" = Option<String>, Query, description = "The provider (RFC 9207)"),
        ("error" = Option<String>, Query, description = "Why there is no code"),
        ("error_description" = Option<String>, Query, description = "The provider's own words about it; for the log"),
    ),
    responses(
        (status = 303, description = "Signed in, and on to where the person wanted to go; or to the sign-in page, which says why not.",
            headers(("Location" = String, description = "A path of this origin"))),
        (status = 414, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_callback(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let browser = browser_secret(&headers, app.settings.cookie);
    let from = sign_in_from(address, &headers);
    let answer = answer_of(query.as_deref().unwrap_or_default());
    match app.identity.finish_sign_in(browser.as_ref(), &answer, &from).await {
        Ok(Finished { token, return_to, .. }) => {
            if let Some(old) = session_token(&headers, app.settings.cookie)
                && let Err(error) = app.identity.replace_session(&old, &from).await
            {
                tracing::warn!(cause = %error, "the browser's earlier session goes on until it expires");
            }
            let cookie = session_cookie(&token, app.settings.cookie);
            ([(header::SET_COOKIE, cookie)], go_to(&return_to)).into_response()
        }
        Err(Failed { error, return_to }) => {
            let mut query = Serializer::new(String::new());
            query.append_pair("error", error.code());
            if let Some(return_to) = return_to.filter(|place| place != "/") {
                query.append_pair("return_to", &return_to);
            }
            go_to(&format!("{SIGNED_OUT_PATH}?{}", query.finish())).into_response()
        }
    }
}

fn go_to(place: &str) -> Response {
    match HeaderValue::from_str(place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// What the query says. A parameter that is there twice says nothing: two readers could take different ones.
fn answer_of(query: &str) -> ProviderAnswer {
    let one = |name: &str| {
        let mut values = parse(query.as_bytes()).filter(|(key, _)| key == name);
        let value = values.next().map(|(_, value)| value.into_owned());
        value.filter(|_| values.next().is_none())
    };
    ProviderAnswer {
        state: one("state"),
        code: one("code"),
        issuer: one("iss"),
        error: one("error"),
        error_description: one("error_description"),
    }
}
