//! `POST /auth/password`: chooses another password.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{BodyRefusals, Refusals, account_problem};
use crate::extract::{Body, Oneself};
use crate::problem::Problem;

/// The present password and the next.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordRequest {
    #[schema(format = Password)]
    current_password: String,
    #[schema(format = Password)]
    new_password: String,
}

/// Choose another password
///
/// Ends all of one's other sessions. For local accounts.
#[utoipa::path(
    post, path = "/auth/password", tag = "Sign-in",
    request_body(content = PasswordRequest, example = json!({"current_password": "…", "new_password": "…"})),
    responses(
        (status = 204, description = "Changed."),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The account was removed meanwhile."),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`kept_by_provider` or `passwords_off`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The present password was tried too often; `Retry-After` says how long to wait"),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn auth_password(
    State(app): State<App>,
    Oneself { person, by }: Oneself,
    Body(wish): Body<PasswordRequest>,
) -> Result<StatusCode, Problem> {
    let chosen = app.identity.choose_password(&person, &wish.current_password, &wish.new_password, &by).await;
    chosen.map_err(|error| account_problem(error, "new_password"))?;
    Ok(StatusCode::NO_CONTENT)
}
