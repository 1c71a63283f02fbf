//! `POST /auth/login`: signs somebody in.

use axum::Json;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_identity::{Begun, Credential, SignInError, SignInFrom, SignedIn};

use super::auth_me::{Me, me_of};
use crate::App;
use crate::extract::{
    Body, ClientAddress, browser_secret, device_cookie, device_token, session_cookie, session_token, sign_in_cookie,
};
use crate::problem::Problem;

/// An account's address and password; or, where a provider vouches for people, where to go afterwards.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LoginRequest {
    /// With `local` alone.
    #[schema(example = "viewer@demo.example")]
    email: Option<String>,
    /// With `local` alone.
    #[schema(format = Password)]
    password: Option<String>,
    /// A path of this page; with `oidc` alone. Anything else is `/`.
    #[schema(example = "/dashboards/default")]
    return_to: Option<String>,
}

/// Who is signed in now, or where to go to be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum LoginResponse {
    /// With `local`.
    SignedIn {
        /// Who is signed in now.
        user: Box<Me>,
    },
    /// With `oidc`.
    GoOn {
        /// The provider's page.
        authorize_url: String,
    },
}

/// Sign in
///
/// With a local account it sets the session cookie, and ends the session that the browser had before. A second cookie makes
/// this device known: tries to sign in from elsewhere, however many fail, do not hold up who signs in on it. A wrong address
/// and a wrong password get the same answer, after the same time. Where a provider vouches for people it begins a sign-in in
/// this browser and says where to go: passwords are off then, and none is looked at.
#[utoipa::path(
    post, path = "/auth/login", tag = "Sign-in", security(()),
    request_body(content = LoginRequest, example = json!({"email": "viewer@demo.example", "password": "…"})),
    responses(
        (status = 200, body = LoginResponse, example = json!({"user": {
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "viewer@demo.example", "full_name": "Vusi Viewer",
            "is_admin": false, "sign_in": "local", "viewing_as": null, "active_tenant": null, "memberships": [{"tenant": "tenant-alpha",
            "tenant_name": "Alpha Platform Operations", "role": "viewer", "ward_id": null, "team_id": null}]}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "Too many tries failed; `Retry-After` says how long to wait"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_login(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    Body(login): Body<LoginRequest>,
) -> Result<Response, Problem> {
    if app.identity.provider().is_some() {
        return begin(&app, &headers, &login).await;
    }
    let (Some(email), Some(password)) = (&login.email, &login.password) else { return Err(incomplete(&login)) };
    let from = sign_in_from(address, &headers);
    let device = device_token(&headers, app.settings.cookie);
    let signed_in = app.identity.sign_in(email, password, &from, device.as_ref()).await;
    let SignedIn { session, device, user } = signed_in.map_err(problem)?;
    // Whoever had this browser before is signed out of it, on the server too.
    if let Some(old) = session_token(&headers, app.settings.cookie) {
        app.identity.replace_session(&old, &from).await?;
    }
    let gone = || Problem::internal("a new session is gone");
    let caller = app.identity.caller(&Credential::Session(session.clone()), None).await?.ok_or_else(gone)?;
    tracing::info!(user = %user.id, "signed in");
    let me = me_of(&app, &caller).await?;
    let cookies = [session_cookie(&session, app.settings.cookie), device_cookie(&device, app.settings.cookie)];
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Json(LoginResponse::SignedIn { user: Box::new(me) })).into_response())
}

/// Begins a sign-in at the provider.
async fn begin(app: &App, headers: &HeaderMap, login: &LoginRequest) -> Result<Response, Problem> {
    if login.email.is_some() || login.password.is_some() {
        return Err(problem(SignInError::Off));
    }
    let known = browser_secret(headers, app.settings.cookie);
    let Begun { authorize_url, browser } = app.identity.begin_sign_in(known, login.return_to.as_deref()).await?;
    let cookie = sign_in_cookie(&browser, app.settings.cookie);
    Ok(([(header::SET_COOKIE, cookie)], Json(LoginResponse::GoOn { authorize_url })).into_response())
}

/// Where a request signs in from.
pub(super) fn sign_in_from(address: ClientAddress, headers: &HeaderMap) -> SignInFrom {
    let text = |value: &HeaderValue| value.to_str().ok().map(ToOwned::to_owned);
    SignInFrom { address: Some(address.to_string()), user_agent: headers.get(header::USER_AGENT).and_then(text) }
}

fn incomplete(login: &LoginRequest) -> Problem {
    let missing = if login.email.is_none() { "email" } else { "password" };
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "bad_body",
        "The body cannot be read",
        format!("missing field `{missing}`"),
        "Send JSON of the form that /docs shows, with content-type application/json.",
    )
}

fn problem(error: SignInError) -> Problem {
    match error {
        SignInError::Wrong => Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_credentials",
            "That did not match",
            "The e-mail address or the password is wrong.",
            "Try again, or ask an administrator for a new password.",
        ),
        SignInError::Off => Problem::new(
            StatusCode::FORBIDDEN,
            "passwords_off",
            "Passwords are off here",
            "People sign in by their provider on this server; the password was not looked at.",
            "Begin on the sign-in page.",
        ),
        SignInError::TooMany(wait) => too_many_sign_ins(wait),
        SignInError::Busy => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "sign_in_busy",
            "Too many people are signing in",
            "There was no free place to check the password.",
            "Try again in a few seconds.",
        ),
        SignInError::Store(error) => error.into(),
    }
}

/// Too many tries failed: so long to wait.
pub(crate) fn too_many_sign_ins(wait: SignedDuration) -> Problem {
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_sign_ins",
        "Too many sign-ins failed",
        "The password was not looked at: too many tries failed, for this account or from this address.",
        format!("Try again in {}, or on a device that you signed in on before.", in_words(seconds)),
    )
    .again_after(seconds)
}

/// A time to wait, as people say it.
fn in_words(seconds: u32) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
