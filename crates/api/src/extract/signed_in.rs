//! Callers, whoever they are, and those who are persons.

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_identity::{Caller, Person};

use super::known::known;
use crate::App;
use crate::problem::Problem;

/// Somebody who is known, by whatever they show; 401 for everybody else.
pub(crate) struct Known(pub(crate) Caller);

impl FromRequestParts<App> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        known(parts, app, None).await.map(|(_, caller)| Self(caller))
    }
}

/// A person who is signed in; 401 for nobody, 403 for a program's token and a share.
pub(crate) struct SignedIn {
    /// The person.
    pub(crate) person: Person,
    /// What is known with the person.
    pub(crate) caller: Caller,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Known(caller) = Known::from_request_parts(parts, app).await?;
        let person = caller.person().cloned().ok_or_else(Problem::persons_only)?;
        Ok(Self { person, caller })
    }
}
