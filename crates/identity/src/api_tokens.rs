//! Programs' tokens: making them.

use jiff::SignedDuration;
use thiserror::Error;
use uuid::Uuid;
use watchroom_domain::{ApiTokenId, Role, TenantId};
use watchroom_store::{ActError, Actor, ListedApiToken, NewApiToken, Place};

use crate::{ApiToken, Identity};

/// Days that a token may live.
pub const LONGEST_API_TOKEN_DAYS: u16 = 365;
/// Characters that a token's name may have.
const LONGEST_NAME: usize = 100;

/// A token that somebody wants.
#[derive(Debug, Clone)]
pub struct ApiTokenWish {
    /// What its makers call it.
    pub name: String,
    /// The tenant it opens.
    pub tenant: TenantId,
    /// Its role there, and what it is limited to.
    pub place: Place,
    /// Days until it ends.
    pub days: u16,
}

/// Why a token was not made.
#[derive(Debug, Error)]
pub enum ApiTokenError {
    /// No name.
    #[error("a token's name has 1 to {LONGEST_NAME} characters, none of them a control character")]
    Name,
    /// Sensitive tickets are for a person.
    #[error("no program is a saps_liaison: sensitive tickets are for a person")]
    Liaison,
    /// It would live too long, or not at all.
    #[error("a token lives 1 to {LONGEST_API_TOKEN_DAYS} days")]
    Days,
    /// It cannot be done as things are.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl Identity {
    /// Makes a token. It is returned this once, and kept as a hash alone.
    ///
    /// # Errors
    /// See [`ApiTokenError`].
    pub async fn make_api_token(
        &self,
        wish: &ApiTokenWish,
        by: &Actor,
    ) -> Result<(ApiToken, ListedApiToken), ApiTokenError> {
        let name = wish.name.trim();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(ApiTokenError::Name);
        }
        if wish.place.role == Role::SapsLiaison {
            return Err(ApiTokenError::Liaison);
        }
        if !(1..=LONGEST_API_TOKEN_DAYS).contains(&wish.days) {
            return Err(ApiTokenError::Days);
        }
        let lifetime = SignedDuration::from_hours(i64::from(wish.days) * 24);
        let token = ApiToken::make();
        let Place { role, ward, team } = wish.place.clone();
        let new = NewApiToken {
            id: ApiTokenId(Uuid::now_v7()),
            name: name.to_owned(),
            tenant: wish.tenant.clone(),
            role,
            ward,
            team,
            expires_at: by.at.saturating_add(lifetime).unwrap_or(by.at),
        };
        let listed = self.central.api_token_create(&new, &token.hash(), by).await?;
        Ok((token, listed))
    }
}
