//! `POST /auth/login`: signs somebody in.

use axum::Json;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_identity::{Credential, SignInError, SignInFrom, SignedIn};

use super::auth_me::{Me, me_of};
use crate::App;
use crate::extract::{Body, ClientAddress, device_cookie, device_token, session_cookie};
use crate::problem::Problem;

/// An account's address and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LoginRequest {
    #[schema(example = "viewer@demo.example")]
    email: String,
    #[schema(format = Password)]
    password: String,
}

/// Who is signed in now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginResponse {
    user: Me,
}

/// Sign in with a local account
///
/// Sets the session cookie, and one that makes this device known: tries to sign in from elsewhere, however many fail, do
/// not hold up who signs in on it. A wrong address and a wrong password get the same answer, after the same time.
#[utoipa::path(
    post, path = "/auth/login", tag = "Sign-in", security(()),
    request_body(content = LoginRequest, example = json!({"email": "viewer@demo.example", "password": "…"})),
    responses(
        (status = 200, body = LoginResponse, example = json!({"user": {
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "viewer@demo.example", "full_name": "Vusi Viewer",
            "is_admin": false, "active_tenant": null, "memberships": [{"tenant": "tenant-alpha",
            "tenant_name": "Alpha Platform Operations", "role": "viewer", "ward_id": null, "team_id": null}]}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "Too many tries failed; `Retry-After` says how long to wait"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_login(
    State(app): State<App>,
    from: ClientAddress,
    headers: HeaderMap,
    Body(login): Body<LoginRequest>,
) -> Result<Response, Problem> {
    let text = |value: &HeaderValue| value.to_str().ok().map(ToOwned::to_owned);
    let from =
        SignInFrom { address: Some(from.to_string()), user_agent: headers.get(header::USER_AGENT).and_then(text) };
    let device = device_token(&headers, app.settings.cookie);
    let signed_in = app.identity.sign_in(&login.email, &login.password, &from, device.as_ref()).await;
    let SignedIn { session, device, user } = signed_in.map_err(problem)?;
    let gone = || Problem::internal("a new session is gone");
    let caller = app.identity.caller(&Credential::Session(session.clone()), None).await?.ok_or_else(gone)?;
    tracing::info!(user = %user.id, "signed in");
    let me = me_of(&app, caller.person().ok_or_else(gone)?, &caller).await?;
    let cookies = [session_cookie(&session, app.settings.cookie), device_cookie(&device, app.settings.cookie)];
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Json(LoginResponse { user: me })).into_response())
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
        SignInError::TooMany(wait) => {
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

/// A time to wait, as people say it.
fn in_words(seconds: u32) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
