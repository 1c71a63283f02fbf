//! Users.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::UserId;

use super::{Central, is_duplicate};
use crate::StoreError;

const INSERT: &str = "INSERT INTO users (id, email, full_name, password_hash, is_admin, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const BY_EMAIL: &str = "SELECT id, email, full_name, is_admin, password_hash, disabled_at FROM users \
     WHERE lower(email) = lower($1) AND issuer IS NULL";
const BY_ID: &str = "SELECT id, email, full_name, is_admin, password_hash, disabled_at FROM users WHERE id = $1";
const ALL: &str = "SELECT id, email, full_name, is_admin, password_hash, disabled_at FROM users ORDER BY lower(email)";
/// Unless it was changed meanwhile.
const RENEW_HASH: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
const HASH_OF: &str = "SELECT password_hash FROM users WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, BY_ID, BY_EMAIL, ALL, SET_PASSWORD, RENEW_HASH, HASH_OF];

/// A user to be added.
#[derive(Clone)]
pub struct NewUser {
    /// The new id.
    pub id: UserId,
    /// The address to sign in with; unique whatever the case.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Argon2id in PHC form; `None` for people who sign in elsewhere.
    pub password_hash: Option<String>,
    /// Whether the person administers the platform.
    pub is_admin: bool,
}

/// A user as stored.
#[derive(Clone)]
pub struct StoredUser {
    /// The id.
    pub id: UserId,
    /// The address to sign in with.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
    /// Argon2id in PHC form; `None` for people who sign in elsewhere.
    pub password_hash: Option<String>,
    /// Since when the account is shut.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for StoredUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredUser").field("id", &self.id).finish_non_exhaustive()
    }
}

impl StoredUser {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.try_get::<_, Uuid>(0)?),
            email: row.try_get(1)?,
            full_name: row.try_get(2)?,
            is_admin: row.try_get(3)?,
            password_hash: row.try_get(4)?,
            disabled_at: row.try_get(5)?,
        })
    }
}

impl Central {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where the e-mail address is taken.
    pub async fn user_add(&self, user: &NewUser, now: Timestamp) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let inserted = connection
            .execute(INSERT, &[&user.id.0, &user.email, &user.full_name, &user.password_hash, &user.is_admin, &now])
            .await;
        match inserted {
            Err(error) if is_duplicate(&error) => {
                Err(StoreError::Exists(format!("a user with the address {}", user.email)))
            }
            other => other.map(|_| ()).map_err(Into::into),
        }
    }

    /// A user by id.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_by_id(&self, id: UserId) -> Result<Option<StoredUser>, StoreError> {
        let row = self.connection().await?.query_opt(BY_ID, &[&id.0]).await?;
        row.as_ref().map(StoredUser::read).transpose()
    }

    /// The local account with an e-mail address, whatever its case. People of a provider are never found by one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<StoredUser>, StoreError> {
        let row = self.connection().await?.query_opt(BY_EMAIL, &[&email]).await?;
        row.as_ref().map(StoredUser::read).transpose()
    }

    /// All users, by address.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_list(&self) -> Result<Vec<StoredUser>, StoreError> {
        self.connection().await?.query(ALL, &[]).await?.iter().map(StoredUser::read).collect()
    }

    /// Replaces a user's password; its sessions go on or end as the caller decides.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_set_password(&self, id: UserId, password_hash: &str) -> Result<bool, StoreError> {
        Ok(self.connection().await?.execute(SET_PASSWORD, &[&id.0, &password_hash]).await? == 1)
    }

    /// Puts another hash of the same password in the place of `old`, unless the password was changed meanwhile.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_renew_password_hash(&self, id: UserId, old: &str, new: &str) -> Result<(), StoreError> {
        self.connection().await?.execute(RENEW_HASH, &[&id.0, &old, &new]).await?;
        Ok(())
    }

    /// The hash of a user's password, where there is one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_password_hash(&self, id: UserId) -> Result<Option<String>, StoreError> {
        let row = self.connection().await?.query_opt(HASH_OF, &[&id.0]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
    }
}
