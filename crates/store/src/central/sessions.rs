//! Sessions: who is signed in.

use jiff::Timestamp;
use serde_json::json;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use watchroom_access::Membership;
use watchroom_domain::{SessionId, TenantId, UserId};

use super::Central;
use super::act::Actor;
use super::audit::{AuditAction, AuditEntry};
use super::memberships::{read_membership, read_tenant};
use crate::StoreError;

const INSERT: &str = "WITH signed_in AS (UPDATE users SET last_sign_in_at = $3 WHERE id = $2) \
     INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, from_address, user_agent) \
     VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id";
/// The session, its user, and the user's membership of the tenant asked for (or of the session's own), in one go. Where
/// an administrator looks through a member's eyes it is that member's, in that one tenant, for as long as the first is an
/// administrator, the second is not shut out and no liaison: sensitive tickets are for the liaison's own eyes.
const FIND: &str = "SELECT u.id, u.email, u.full_name, u.is_admin, coalesce(s.view_as_tenant, s.active_tenant), \
            s.last_seen_at, m.tenant_id, m.role, m.ward_id, m.team_id, s.id, u.issuer IS NOT NULL, s.tokens_fresh_until, \
            s.view_as_user, v.email, v.full_name, s.view_as_tenant, s.issuer, s.expires_at \
     FROM sessions s JOIN users u ON u.id = s.user_id \
     LEFT JOIN users v ON v.id = s.view_as_user \
     LEFT JOIN memberships m ON m.tenant_id = coalesce($2, s.view_as_tenant, s.active_tenant) \
        AND CASE WHEN s.view_as_user IS NULL THEN m.user_id = u.id \
                 ELSE m.user_id = v.id AND m.tenant_id = s.view_as_tenant AND m.role <> 'saps_liaison' \
                      AND u.is_admin AND v.disabled_at IS NULL END \
     WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.last_seen_at > $4 AND u.disabled_at IS NULL";
const TOUCH: &str = "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1";
const SELECT_TENANT: &str = "UPDATE sessions SET active_tenant = $2 WHERE token_hash = $1";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, FIND, TOUCH, SELECT_TENANT, DELETE_EXPIRED];

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
    /// The address that the person signed in from.
    pub from_address: Option<&'a str>,
    /// What the person's browser calls itself, at most 400 characters.
    pub user_agent: Option<&'a str>,
}

/// The member through whose eyes an administrator looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewedAs {
    /// The member.
    pub user: UserId,
    /// The member's address.
    pub email: String,
    /// The member's name.
    pub full_name: String,
    /// The one tenant that is seen so; `None` where it is gone, and then nothing is seen.
    pub tenant: Option<TenantId>,
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
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
    /// The membership of the tenant asked for, or else of the selected one; the viewed member's where there is one.
    pub membership: Option<Membership>,
    /// What the session is called where it is listed.
    pub id: SessionId,
    /// Whether a provider vouches for the person.
    pub by_provider: bool,
    /// The provider that opened the session.
    pub issuer: Option<String>,
    /// Until when the provider's tokens are good without being renewed.
    pub tokens_fresh_until: Option<Timestamp>,
    /// The member through whose eyes an administrator looks.
    pub viewing_as: Option<ViewedAs>,
}

impl Central {
    /// Opens a session: somebody has signed in.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_open(&self, session: &NewSession<'_>, by: &Actor) -> Result<(), StoreError> {
        let NewSession { token_hash, user, now, expires_at, from_address, user_agent } = session;
        let hash = token_hash.as_slice();
        let act = self.act().await?;
        let parameters: [&(dyn ToSql + Sync); 6] = [&hash, &user.0, now, expires_at, from_address, user_agent];
        let id = SessionId(act.client().query_one(INSERT, &parameters).await?.try_get(0)?);
        let detail = json!({"by": "password", "user_agent": user_agent});
        act.commit(&[AuditEntry { subject: Some(id.to_string()), detail, ..by.did(AuditAction::SignIn) }]).await?;
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
        let viewing_as = match row.try_get::<_, Option<Uuid>>(13)? {
            Some(viewed) => Some(ViewedAs {
                user: UserId(viewed),
                email: row.try_get(14)?,
                full_name: row.try_get(15)?,
                tenant: row.try_get::<_, Option<&str>>(16)?.map(read_tenant).transpose()?,
            }),
            None => None,
        };
        let member = viewing_as.as_ref().map_or(user, |viewed| viewed.user);
        let membership = match row.try_get::<_, Option<&str>>(6)? {
            Some(tenant) => Some(read_membership(&row, 7, member, read_tenant(tenant)?)?),
            None => None,
        };
        Ok(Some(SessionRow {
            user,
            email: row.try_get(1)?,
            full_name: row.try_get(2)?,
            is_admin: row.try_get(3)?,
            active_tenant: row.try_get::<_, Option<&str>>(4)?.map(read_tenant).transpose()?,
            last_seen_at: row.try_get(5)?,
            expires_at: row.try_get(18)?,
            membership,
            id: SessionId(row.try_get(10)?),
            by_provider: row.try_get(11)?,
            issuer: row.try_get(17)?,
            tokens_fresh_until: row.try_get(12)?,
            viewing_as,
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

    /// Removes sessions that have ended; returns how many.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_sweep(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        Ok(self.connection().await?.execute(DELETE_EXPIRED, &[&now, &idle_since]).await?)
    }
}
