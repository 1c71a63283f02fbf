//! A caller with a live session.

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_identity::Caller;

use super::session_token;
use crate::App;
use crate::problem::Problem;

/// Somebody who is signed in; 401 for everybody else.
pub(crate) struct SignedIn(pub(crate) Caller);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = session_token(&parts.headers, app.settings.cookie).ok_or_else(Problem::sign_in_needed)?;
        let caller = app.identity.caller(&token, None).await?;
        caller.map(Self).ok_or_else(Problem::sign_in_needed)
    }
}
