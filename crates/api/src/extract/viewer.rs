//! Whoever looks through a member's eyes, to stop.

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_domain::SessionId;
use watchroom_store::Actor;

use super::{ClientAddress, credential};
use crate::App;
use crate::problem::Problem;

/// A person with a session, who may look through a member's eyes and may no longer be an administrator: the one caller
/// who changes something meanwhile, to end it.
pub(crate) struct Viewer {
    /// The session.
    pub(crate) session: SessionId,
    /// The person, as the audit log names who did something.
    pub(crate) by: Actor,
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let shown = credential(parts, app.settings.cookie).ok_or_else(Problem::sign_in_needed)?;
        let caller = app.identity.caller(&shown, None).await?.ok_or_else(Problem::sign_in_needed)?;
        let person = caller.person().ok_or_else(Problem::persons_only)?;
        let session = person.session.ok_or_else(Problem::persons_only)?;
        if !person.is_admin && person.viewing_as.is_none() {
            return Err(Problem::admins_only());
        }
        let from = ClientAddress::from_request_parts(parts, app).await?;
        let by = Actor {
            at: app.clock.now(),
            user: Some(person.user),
            name: Some(caller.who().name()),
            from_address: Some(from.to_string()),
        };
        Ok(Self { session, by })
    }
}
