//! `POST /auth/login`: signs somebody in.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_identity::{Credential, SignInError, SignInFrom};

use super::auth_me::{Me, me_of};
use crate::App;
use crate::extract::{Body, ClientAddress, session_cookie};
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
/// Sets the session cookie. A wrong address and a wrong password get the same answer, after the same time.
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
    let (token, user) = app.identity.sign_in(&login.email, &login.password, &from).await.map_err(problem)?;
    let gone = || Problem::internal("a new session is gone");
    let caller = app.identity.caller(&Credential::Session(token.clone()), None).await?.ok_or_else(gone)?;
    tracing::info!(user = %user.id, "signed in");
    let me = me_of(&app, caller.person().ok_or_else(gone)?, &caller).await?;
    let cookie = session_cookie(&token, app.settings.cookie);
    Ok(([(header::SET_COOKIE, cookie)], Json(LoginResponse { user: me })).into_response())
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
