//! Local accounts: people whom Watchroom itself knows by a password.

use thiserror::Error;
use uuid::Uuid;
use watchroom_domain::UserId;
use watchroom_store::{ActError, Actor, NewSession, NewUser, SignInFailure, StoreError, StoredUser, UserChange};

use crate::session::{Identity, LONGEST_SESSION, SignInFrom};
use crate::{BadPassword, Person, SessionToken, password};

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

/// What is to be changed of an account; `None` stays as it is.
#[derive(Clone, Default)]
pub struct AccountChange {
    /// The address to sign in with.
    pub email: Option<String>,
    /// The name that people read.
    pub full_name: Option<String>,
    /// Another password, in the clear.
    pub password: Option<String>,
    /// Whether the person administers the platform.
    pub is_admin: Option<bool>,
    /// Whether the account is shut.
    pub disabled: Option<bool>,
}

impl std::fmt::Debug for AccountChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountChange").field("email", &self.email).finish_non_exhaustive()
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

/// Why an account was not made or changed.
#[derive(Debug, Error)]
pub enum AccountError {
    /// No e-mail address.
    #[error("`{0}` is no e-mail address")]
    Email(String),
    /// No name.
    #[error("the name must have 1 to 200 characters, none of them a control character")]
    Name,
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] BadPassword),
    /// The own password, which was asked for, is another one.
    #[error("the present password is wrong")]
    WrongPassword,
    /// A provider vouches for people here, and passwords are off.
    #[error("people sign in by their provider here, and passwords are off")]
    Off,
    /// So many people sign in at this moment that another password would only wait to be hashed.
    #[error("too many people are signing in at this moment")]
    Busy,
    /// It cannot be done as things are.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
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
        let by = Actor::stranger(from.address.clone(), self.clock.now());
        let email = email.trim();
        if password.chars().count() > password::MOST_CHARACTERS || email.contains('\0') || email.len() > 254 {
            self.turn_away(email, "malformed", &by).await?;
            return Err(SignInError::Wrong);
        }
        let known = self.central.user_by_email(email).await?;
        let hash = known.as_ref().and_then(|user| user.password_hash.clone());
        let right = self.is_right(password, hash).await.ok_or(SignInError::Busy)?;
        let reason = match known {
            Some(user) if right && user.disabled_at.is_none() => {
                let by = Actor { user: Some(user.id), name: Some(user.email.clone()), ..by };
                return Ok((self.open_session(user.id, from, &by).await?, user));
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

    /// Whether a password is the one that was hashed; `None` where no place came free to look.
    async fn is_right(&self, password: &str, hash: Option<String>) -> Option<bool> {
        let password = password.to_owned();
        self.hashing(move || password::verify(&password, hash.as_deref())).await
    }

    /// Makes a local account.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn add_account(&self, account: &NewAccount, by: &Actor) -> Result<UserId, AccountError> {
        let id = UserId(Uuid::now_v7());
        let user = NewUser {
            id,
            email: checked_email(&account.email)?,
            full_name: checked_name(&account.full_name)?,
            password_hash: Some(self.hash_checked(&account.password).await?),
            is_admin: account.is_admin,
        };
        self.central.user_create(&user, by).await?;
        Ok(id)
    }

    /// Changes an account. Whoever is shut out, or gets another password, is signed out everywhere.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn change_account(
        &self,
        id: UserId,
        change: &AccountChange,
        by: &Actor,
    ) -> Result<StoredUser, AccountError> {
        let password_hash = match &change.password {
            Some(password) => Some(self.hash_checked(password).await?),
            None => None,
        };
        let change = UserChange {
            email: change.email.as_deref().map(checked_email).transpose()?,
            full_name: change.full_name.as_deref().map(checked_name).transpose()?,
            is_admin: change.is_admin,
            disabled: change.disabled,
            password_hash,
        };
        Ok(self.changing(self.central.user_change(id, &change, by)).await?)
    }

    /// Gives a person who is signed in the password that they chose, and ends all their other sessions. They must know
    /// the present one: an open session that somebody else found is not enough.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn choose_password(
        &self,
        person: &Person,
        current: &str,
        new: &str,
        by: &Actor,
    ) -> Result<(), AccountError> {
        let user = self.central.user_by_id(person.user).await?.ok_or(ActError::Missing("user"))?;
        if user.by_provider {
            return Err(ActError::OfProvider.into());
        }
        password::check(new)?;
        let too_long = current.chars().count() > password::MOST_CHARACTERS;
        if too_long || !self.is_right(current, user.password_hash).await.ok_or(AccountError::Busy)? {
            let failure =
                SignInFailure { tried: Some(&person.email), way: "password", reason: "wrong_present_password" };
            self.central.sign_in_failure_note(&failure, by).await?;
            return Err(AccountError::WrongPassword);
        }
        let hash = self.hash_checked(new).await?;
        Ok(self.changing(self.central.user_choose_password(person.user, &hash, person.session, by)).await?)
    }

    async fn hash_checked(&self, new: &str) -> Result<String, AccountError> {
        if self.provider().is_some() {
            return Err(AccountError::Off);
        }
        password::check(new)?;
        let new = new.to_owned();
        self.hashing(move || password::hash(&new)).await.ok_or(AccountError::Busy)
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

fn checked_email(text: &str) -> Result<String, AccountError> {
    let email = text.trim();
    if is_email(email) { Ok(email.to_owned()) } else { Err(AccountError::Email(email.chars().take(254).collect())) }
}

fn checked_name(text: &str) -> Result<String, AccountError> {
    let name = text.trim();
    let good = (1..=200).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(AccountError::Name) }
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
