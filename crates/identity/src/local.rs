//! Local accounts: people whom Watchroom itself knows by a password.

use jiff::SignedDuration;
use thiserror::Error;
use watchroom_domain::UserId;
use watchroom_store::{Actor, NewSession, SignInFailure, StoreError, StoredUser};

use crate::session::{Identity, LONGEST_SESSION, SignInFrom};
use crate::throttle::Account;
use crate::{DeviceToken, SessionToken, password};

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// The address to sign in with.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// The password, in the clear.
    pub password: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Somebody who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The new session.
    pub session: SessionToken,
    /// For the browser to keep: it shows at the next sign-in that this device is known.
    pub device: DeviceToken,
    /// The person.
    pub user: StoredUser,
}

/// Why somebody is not signed in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// The address or the password is wrong, or the account is shut: the caller is not told which.
    #[error("the e-mail address or the password is wrong")]
    Wrong,
    /// A provider vouches for people here, and passwords are off: nothing was checked.
    #[error("people sign in by their provider here")]
    Off,
    /// Too many tries failed: of this account, or from this address.
    #[error("too many sign-ins failed; another try is possible in {} s", .0.as_secs())]
    TooMany(SignedDuration),
    /// So many people sign in at this moment that another would only wait.
    #[error("too many people are signing in at this moment")]
    Busy,
    /// The central database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    /// Signs somebody in: checks the password and opens a session. `device` is what the browser shows of an earlier
    /// sign-in.
    ///
    /// # Errors
    /// See [`SignInError`]. A wrong address takes as long as a wrong password.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: &SignInFrom,
        device: Option<&DeviceToken>,
    ) -> Result<SignedIn, SignInError> {
        // A password beside the provider's own rules would be a way around them (CVE-2022-39360).
        if self.provider().is_some() {
            return Err(SignInError::Off);
        }
        let by = Actor::stranger(from.address.clone(), self.clock.now());
        let email = email.trim();
        if password.chars().count() > password::MOST_CHARACTERS || email.contains('\0') || email.len() > 254 {
            self.turn_away(email, "malformed", &by).await?;
            return Err(SignInError::Wrong);
        }
        let known = self.central.user_by_email(email).await?;
        let account = known.as_ref().map_or(Account::Unknown(email), |user| Account::Known(user.id));
        let admitted = self.admit(&account, from.address.as_deref(), device).await?;
        let admitted = admitted.map_err(SignInError::TooMany)?;
        let hash = known.as_ref().and_then(|user| user.password_hash.clone());
        let right = {
            let password = password.to_owned();
            let work = move || password::verify(&password, hash.as_deref());
            self.hashing(admitted.from_known_place, work).await.ok_or(SignInError::Busy)?
        };
        let reason = match known {
            Some(user) if right && user.disabled_at.is_none() => {
                let device = self.went_well(&admitted, user.id, device).await?;
                self.renew_hash(&user, password).await?;
                let by = Actor { user: Some(user.id), name: Some(user.email.clone()), ..by };
                return Ok(SignedIn { session: self.open_session(user.id, from, &by).await?, device, user });
            }
            Some(_) if right => "disabled",
            Some(_) => "wrong_password",
            None => "unknown_account",
        };
        self.turn_away(email, reason, &by).await?;
        Err(SignInError::Wrong)
    }

    /// Writes down that somebody was turned away. What is no address is left out: people type passwords there.
    async fn turn_away(&self, tried: &str, reason: &'static str, by: &Actor) -> Result<(), StoreError> {
        let tried = Some(tried).filter(|tried| is_email(tried));
        self.central.sign_in_failure_note(&SignInFailure { tried, way: "password", reason }, by).await
    }

    /// Hashes a password anew that was hashed with other parameters than today's. A password that was changed meanwhile
    /// stays as it is.
    async fn renew_hash(&self, user: &StoredUser, password: &str) -> Result<(), StoreError> {
        let Some(old) = user.password_hash.as_deref().filter(|hash| password::is_outdated(hash)) else { return Ok(()) };
        let password = password.to_owned();
        if let Some(new) = self.hashing(true, move || password::hash(&password)).await {
            self.central.user_renew_password_hash(user.id, old, &new).await?;
        }
        Ok(())
    }

    /// Whether a person who is signed in knows the password of the account, before something that asks for it again. Wrong
    /// answers are throttled like sign-ins: whoever finds an open session must not be able to guess.
    ///
    /// # Errors
    /// See [`SignInError`]; [`SignInError::Wrong`] also where the account has no password.
    pub async fn confirm_password(&self, user: UserId, password: &str) -> Result<(), SignInError> {
        if password.chars().count() > password::MOST_CHARACTERS {
            return Err(SignInError::Wrong);
        }
        let again = self.admit_again(user).await?.map_err(SignInError::TooMany)?;
        let hash = self.central.user_password_hash(user).await?;
        let password = password.to_owned();
        let work = move || password::verify(&password, hash.as_deref());
        if !self.hashing(true, work).await.ok_or(SignInError::Busy)? {
            return Err(SignInError::Wrong);
        }
        Ok(self.knew_again(&again).await?)
    }

    async fn open_session(&self, user: UserId, from: &SignInFrom, by: &Actor) -> Result<SessionToken, StoreError> {
        let token = SessionToken::make();
        let now = self.clock.now();
        let expires_at = now.saturating_add(LONGEST_SESSION).unwrap_or(now);
        let user_agent: Option<String> = from.user_agent.as_ref().map(|text| text.chars().take(400).collect());
        let session = NewSession {
            token_hash: &token.hash(),
            user,
            now,
            expires_at,
            from_address: from.address.as_deref(),
            user_agent: user_agent.as_deref(),
        };
        self.central.session_open(&session, by).await?;
        Ok(token)
    }
}

pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    (3..=254).contains(&text.len())
        && !local.is_empty()
        && !domain.is_empty()
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_two_sides_and_no_spaces() {
        assert!(is_email("admin@demo.example"));
        for bad in ["", "admin", "@demo", "admin@", "a b@demo", "a@b\n"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
