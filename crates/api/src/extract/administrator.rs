//! The platform's administrators.

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_identity::Person;
use watchroom_store::Actor;

use super::signed_in::Known;
use super::{ClientAddress, SignedIn};
use crate::App;
use crate::problem::Problem;

/// Somebody who administers the platform, as themselves: 401 for nobody; 403 for everybody else, for programs' tokens, for
/// shares, and for an administrator who looks through a member's eyes.
pub(crate) struct Administrator {
    /// The person.
    pub(crate) person: Person,
    /// The same, as the audit log names who did something.
    pub(crate) by: Actor,
}

impl FromRequestParts<App> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Known(caller) = Known::from_request_parts(parts, app).await?;
        let person = caller.person().filter(|person| person.is_admin).cloned().ok_or_else(Problem::admins_only)?;
        if person.viewing_as.is_some() {
            return Err(Problem::not_while_viewing());
        }
        let from = ClientAddress::from_request_parts(parts, app).await?;
        Ok(Self { by: actor(app, &person, from), person })
    }
}

/// A person who is signed in, and who does something about the own account.
pub(crate) struct Oneself {
    /// The person.
    pub(crate) person: Person,
    /// The same, as the audit log names who did something.
    pub(crate) by: Actor,
}

impl FromRequestParts<App> for Oneself {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn { person, .. } = SignedIn::from_request_parts(parts, app).await?;
        let from = ClientAddress::from_request_parts(parts, app).await?;
        Ok(Self { by: actor(app, &person, from), person })
    }
}

fn actor(app: &App, person: &Person, from: ClientAddress) -> Actor {
    Actor {
        at: app.clock.now(),
        user: Some(person.user),
        name: Some(person.email.clone()),
        from_address: Some(from.to_string()),
    }
}
