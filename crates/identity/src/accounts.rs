//! Local accounts: making and changing them.

use jiff::SignedDuration;
use thiserror::Error;
use uuid::Uuid;
use watchroom_domain::UserId;
use watchroom_store::{ActError, Actor, NewUser, SignInFailure, StoreError, StoredUser, UserChange};

use crate::local::is_email;
use crate::{BadPassword, Identity, NewAccount, Person, SignInError, password};

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
        f.debug_struct("AccountChange").field("is_admin", &self.is_admin).finish_non_exhaustive()
    }
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
    /// The own password was tried too often; so long to wait.
    #[error("the present password was tried too often")]
    TooMany(SignedDuration),
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
    /// Makes a local account.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn add_account(&self, account: &NewAccount, by: &Actor) -> Result<UserId, AccountError> {
        let id = UserId(Uuid::now_v7());
        let (email, full_name) = (checked_email(&account.email)?, checked_name(&account.full_name)?);
        let password_hash = Some(self.hash_checked(&account.password, &[&email, &full_name]).await?);
        let user = NewUser { id, email, full_name, password_hash, is_admin: account.is_admin };
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
        let email = change.email.as_deref().map(checked_email).transpose()?;
        let full_name = change.full_name.as_deref().map(checked_name).transpose()?;
        let password_hash = match &change.password {
            Some(password) => {
                let user = self.central.user_by_id(id).await?.ok_or(ActError::Missing("user"))?;
                if user.by_provider {
                    return Err(ActError::OfProvider.into());
                }
                let email = email.as_ref().unwrap_or(&user.email);
                Some(self.hash_checked(password, &[email, full_name.as_ref().unwrap_or(&user.full_name)]).await?)
            }
            None => None,
        };
        let AccountChange { is_admin, disabled, .. } = *change;
        let change = UserChange { email, full_name, is_admin, disabled, password_hash };
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
        match self.confirm_password(person.user, current).await {
            Ok(()) => {}
            Err(SignInError::Wrong) => {
                let tried = Some(person.email.as_str());
                let failure = SignInFailure { tried, way: "password", reason: "wrong_present_password" };
                self.central.sign_in_failure_note(&failure, by).await?;
                return Err(AccountError::WrongPassword);
            }
            Err(SignInError::Off) => return Err(AccountError::Off),
            Err(SignInError::TooMany(wait)) => return Err(AccountError::TooMany(wait)),
            Err(SignInError::Busy) => return Err(AccountError::Busy),
            Err(SignInError::Store(error)) => return Err(error.into()),
        }
        let hash = self.hash_checked(new, &[&user.email, &user.full_name]).await?;
        Ok(self.changing(self.central.user_choose_password(person.user, &hash, person.session, by)).await?)
    }

    /// Checks a new password against what is known of the person, and hashes it.
    async fn hash_checked(&self, new: &str, about: &[&str]) -> Result<String, AccountError> {
        if self.provider().is_some() {
            return Err(AccountError::Off);
        }
        let new = new.to_owned();
        let about: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
        let work = move || {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            password::check(&new, &about).map(|()| password::hash(&new))
        };
        Ok(self.hashing(true, work).await.ok_or(AccountError::Busy)??)
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
