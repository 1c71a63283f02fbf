//! Sessions: who is signed in.

use jiff::Timestamp;
use uuid::Uuid;
use watchroom_access::Membership;
use watchroom_domain::{TenantId, UserId};

use super::Central;
use super::memberships::{read_membership, read_tenant};
use crate::StoreError;

const INSERT: &str = "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at) \
     VALUES ($1, $2, $3, $3, $4)";
/// The session, its user, and the user's membership of the tenant asked for (or of the session's own), in one go.
const FIND: &str = "SELECT u.id, u.email, u.full_name, u.is_admin, s.active_tenant, s.last_seen_at, \
            m.tenant_id, m.role, m.ward_id, m.team_id \
     FROM sessions s JOIN users u ON u.id = s.user_id \
     LEFT JOIN memberships m ON m.user_id = u.id AND m.tenant_id = coalesce($2, s.active_tenant) \
     WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.last_seen_at > $4 AND u.disabled_at IS NULL";
const TOUCH: &str = "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1";
const SELECT_TENANT: &str = "UPDATE sessions SET active_tenant = $2 WHERE token_hash = $1";
const DELETE: &str = "DELETE FROM sessions WHERE token_hash = $1";
const DELETE_OF_USER: &str = "DELETE FROM sessions WHERE user_id = $1";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, FIND, TOUCH, SELECT_TENANT, DELETE, DELETE_OF_USER, DELETE_EXPIRED];

/// A session to be opened.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a [u8; 32],
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub now: Timestamp,
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
}

/// A live session.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Who is signed in.
    pub user: UserId,
    /// The address that the person signs in with.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
    /// The tenant that was last selected.
    pub active_tenant: Option<TenantId>,
    /// When the session was last used, to the minute or so.
    pub last_seen_at: Timestamp,
    /// The membership of the tenant asked for, or else of the selected one.
    pub membership: Option<Membership>,
}

impl Central {
    /// Opens a session.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_open(&self, session: &NewSession<'_>) -> Result<(), StoreError> {
        let NewSession { token_hash, user, now, expires_at } = session;
        self.connection().await?.execute(INSERT, &[&token_hash.as_slice(), &user.0, now, expires_at]).await?;
        Ok(())
    }

    /// The live session of a token, with the membership of `tenant` or, where none is asked for, of the selected one.
    /// A session that was last used before `idle_since` is dead.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_find(
        &self,
        token_hash: &[u8; 32],
        tenant: Option<&TenantId>,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let tenant = tenant.map(TenantId::as_str);
        let connection = self.connection().await?;
        let Some(row) = connection.query_opt(FIND, &[&token_hash.as_slice(), &tenant, &now, &idle_since]).await? else {
            return Ok(None);
        };
        let user = UserId(row.try_get::<_, Uuid>(0)?);
        let membership = match row.try_get::<_, Option<&str>>(6)? {
            Some(tenant) => Some(read_membership(&row, 7, user, read_tenant(tenant)?)?),
            None => None,
        };
        Ok(Some(SessionRow {
            user,
            email: row.try_get(1)?,
            full_name: row.try_get(2)?,
            is_admin: row.try_get(3)?,
            active_tenant: row.try_get::<_, Option<&str>>(4)?.map(read_tenant).transpose()?,
            last_seen_at: row.try_get(5)?,
            membership,
        }))
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_touch(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        self.connection().await?.execute(TOUCH, &[&token_hash.as_slice(), &now]).await?;
        Ok(())
    }

    /// Remembers the tenant that was selected.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_select_tenant(&self, token_hash: &[u8; 32], tenant: &TenantId) -> Result<(), StoreError> {
        self.connection().await?.execute(SELECT_TENANT, &[&token_hash.as_slice(), &tenant.as_str()]).await?;
        Ok(())
    }

    /// Ends a session at once.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_end(&self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.connection().await?.execute(DELETE, &[&token_hash.as_slice()]).await?;
        Ok(())
    }

    /// Ends every session of a user at once; returns how many there were.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_end_all_of_user(&self, user: UserId) -> Result<u64, StoreError> {
        Ok(self.connection().await?.execute(DELETE_OF_USER, &[&user.0]).await?)
    }

    /// Removes sessions that have ended; returns how many.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_sweep(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        Ok(self.connection().await?.execute(DELETE_EXPIRED, &[&now, &idle_since]).await?)
    }
}
