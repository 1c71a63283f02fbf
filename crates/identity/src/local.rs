//! Local accounts: people whom Watchroom itself knows by a password.

use thiserror::Error;
use uuid::Uuid;
use watchroom_domain::UserId;
use watchroom_store::{NewSession, NewUser, StoreError, StoredUser};

use crate::session::{Identity, LONGEST_SESSION, SignInFrom};
use crate::{BadPassword, SessionToken, password};

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

/// Why somebody is not signed in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// The address or the password is wrong, or the account is shut: the caller is not told which.
    #[error("the e-mail address or the password is wrong")]
    Wrong,
    /// A provider vouches for people here, and passwords are off: nothing was checked.
    #[error("people sign in by their provider here")]
    Off,
    /// So many people sign in at this moment that another would only wait.
    #[error("too many people are signing in at this moment")]
    Busy,
    /// The central database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an account was not made.
#[derive(Debug, Error)]
pub enum AddUserError {
    /// No e-mail address.
    #[error("`{0}` is no e-mail address")]
    Email(String),
    /// No name.
    #[error("the name must have 1 to 200 characters")]
    Name,
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] BadPassword),
    /// The central database, or the address is taken.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    /// Signs somebody in: checks the password and opens a session.
    ///
    /// # Errors
    /// See [`SignInError`]. A wrong address takes as long as a wrong password.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: &SignInFrom,
    ) -> Result<(SessionToken, StoredUser), SignInError> {
        // A password beside the provider's own rules would be a way around them (CVE-2022-39360).
        if self.provider().is_some() {
            return Err(SignInError::Off);
        }
        if password.chars().count() > password::MOST_CHARACTERS || email.contains('\0') || email.len() > 254 {
            return Err(SignInError::Wrong);
        }
        let known = self.central.user_by_email(email.trim()).await?;
        let hash = known.as_ref().and_then(|user| user.password_hash.clone());
        let right = {
            let password = password.to_owned();
            self.hashing(move || password::verify(&password, hash.as_deref())).await.ok_or(SignInError::Busy)?
        };
        match known {
            Some(user) if right && user.disabled_at.is_none() => Ok((self.open_session(user.id, from).await?, user)),
            _ => Err(SignInError::Wrong),
        }
    }

    /// Makes a local account.
    ///
    /// # Errors
    /// See [`AddUserError`].
    pub async fn add_account(&self, account: &NewAccount) -> Result<UserId, AddUserError> {
        let email = account.email.trim();
        if !is_email(email) {
            return Err(AddUserError::Email(email.to_owned()));
        }
        if !(1..=200).contains(&account.full_name.trim().chars().count()) {
            return Err(AddUserError::Name);
        }
        let id = UserId(Uuid::now_v7());
        let user = NewUser {
            id,
            email: email.to_owned(),
            full_name: account.full_name.trim().to_owned(),
            password_hash: Some(self.hash_checked(&account.password).await?),
            is_admin: account.is_admin,
        };
        self.central.user_add(&user, self.clock.now()).await?;
        Ok(id)
    }

    /// Gives somebody another password and ends all their sessions. False where there is no such person.
    ///
    /// # Errors
    /// See [`AddUserError`].
    pub async fn reset_password(&self, email: &str, new: &str) -> Result<bool, AddUserError> {
        let hash = self.hash_checked(new).await?;
        let Some(user) = self.central.user_by_email(email.trim()).await? else { return Ok(false) };
        self.central.user_set_password(user.id, &hash).await?;
        self.central.session_end_all_of_user(user.id).await?;
        self.kept.forget();
        Ok(true)
    }

    async fn hash_checked(&self, new: &str) -> Result<String, AddUserError> {
        password::check(new)?;
        let new = new.to_owned();
        let hash = self.hashing(move || password::hash(&new)).await;
        hash.ok_or_else(|| AddUserError::Store(StoreError::Setup("hashing was interrupted".to_owned())))
    }

    async fn open_session(&self, user: UserId, from: &SignInFrom) -> Result<SessionToken, StoreError> {
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
        self.central.session_open(&session).await?;
        Ok(token)
    }
}

fn is_email(text: &str) -> bool {
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
