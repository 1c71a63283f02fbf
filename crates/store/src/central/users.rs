//! Users: reading them.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::UserId;

use super::Central;
use crate::StoreError;

macro_rules! columns {
    () => {
        "id, email, full_name, is_admin, password_hash, disabled_at, issuer IS NOT NULL, created_at, last_sign_in_at"
    };
}
pub(super) use columns;

macro_rules! matching {
    () => {
        "FROM users WHERE $1::text IS NULL OR strpos(lower(email), lower($1)) > 0 OR strpos(lower(full_name), lower($1)) > 0"
    };
}

const BY_ID: &str = concat!("SELECT ", columns!(), " FROM users WHERE id = $1");
const BY_EMAIL: &str = concat!("SELECT ", columns!(), " FROM users WHERE lower(email) = lower($1) AND issuer IS NULL");
const ALL_BY_EMAIL: &str =
    concat!("SELECT ", columns!(), " FROM users WHERE lower(email) = lower($1) ORDER BY created_at, id");
const ALL: &str = concat!("SELECT ", columns!(), " FROM users ORDER BY lower(email), id");
const PAGE: &str = concat!("SELECT ", columns!(), " ", matching!(), " ORDER BY lower(email), id LIMIT $2 OFFSET $3");
const COUNT: &str = concat!("SELECT count(*) ", matching!());

/// Unless it was changed meanwhile.
const RENEW_HASH: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
const HASH_OF: &str = "SELECT password_hash FROM users WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_EMAIL, ALL_BY_EMAIL, ALL, PAGE, COUNT, RENEW_HASH, HASH_OF];

/// A user as stored.
#[derive(Clone)]
pub struct StoredUser {
    /// The id.
    pub id: UserId,
    /// The address to sign in with; of a provider's people, what the provider says.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
    /// Argon2id in PHC form; `None` for people who sign in elsewhere.
    pub password_hash: Option<String>,
    /// Since when the account is shut.
    pub disabled_at: Option<Timestamp>,
    /// Whether a provider vouches for the person.
    pub by_provider: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the person last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

impl std::fmt::Debug for StoredUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredUser").field("id", &self.id).field("email", &self.email).finish_non_exhaustive()
    }
}

impl StoredUser {
    pub(super) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.try_get::<_, Uuid>(0)?),
            email: row.try_get(1)?,
            full_name: row.try_get(2)?,
            is_admin: row.try_get(3)?,
            password_hash: row.try_get(4)?,
            disabled_at: row.try_get(5)?,
            by_provider: row.try_get(6)?,
            created_at: row.try_get(7)?,
            last_sign_in_at: row.try_get(8)?,
        })
    }

    /// Whether the person administers the platform and is let in.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.is_admin && self.disabled_at.is_none()
    }
}

impl Central {
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

    /// Everybody with an e-mail address, whatever its case: one local account at most, and any number of a provider's
    /// people. For administrators, who look before they act; it vouches for nobody.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_list_by_email(&self, email: &str) -> Result<Vec<StoredUser>, StoreError> {
        self.connection().await?.query(ALL_BY_EMAIL, &[&email]).await?.iter().map(StoredUser::read).collect()
    }

    /// All users, by address.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_list(&self) -> Result<Vec<StoredUser>, StoreError> {
        self.connection().await?.query(ALL, &[]).await?.iter().map(StoredUser::read).collect()
    }

    /// Up to `limit` users after the first `offset` of those whose address or name contains a text, by address; and how
    /// many there are in all.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn user_search(
        &self,
        search: Option<&str>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<StoredUser>, i64), StoreError> {
        let connection = self.connection().await?;
        let total = connection.query_one(COUNT, &[&search]).await?.try_get(0)?;
        let rows = connection.query(PAGE, &[&search, &limit, &offset]).await?;
        Ok((rows.iter().map(StoredUser::read).collect::<Result<_, _>>()?, total))
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
