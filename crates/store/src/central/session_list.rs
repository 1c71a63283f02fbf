//! Sessions: listing them, and ending those of others.

use jiff::Timestamp;
use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::{SessionId, UserId};

use super::Central;
use super::act::{ActError, Actor};
use super::audit::AuditAction;
use super::user_acts::{about, locked};
use crate::StoreError;

macro_rules! live {
    () => {
        "FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.expires_at > $1 AND s.last_seen_at > $2 AND ($3::uuid IS NULL OR s.user_id = $3)"
    };
}
const PAGE: &str = concat!(
    "SELECT s.id, u.id, u.email, u.full_name, s.created_at, s.last_seen_at, s.expires_at, s.from_address, s.user_agent, \
     s.issuer IS NOT NULL ",
    live!(),
    " ORDER BY s.last_seen_at DESC, s.id LIMIT $4 OFFSET $5"
);
const COUNT: &str = concat!("SELECT count(*) ", live!());
const END: &str = "DELETE FROM sessions s USING users u WHERE s.id = $1 AND u.id = s.user_id \
     AND ($2::uuid IS NULL OR s.user_id = $2) \
     RETURNING u.id, u.email, s.created_at, s.last_seen_at, s.from_address, s.user_agent";
const END_OF_USER: &str = "DELETE FROM sessions WHERE user_id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[PAGE, COUNT, END, END_OF_USER];

/// A live session, as it is listed.
#[derive(Debug, Clone)]
pub struct ListedSession {
    /// What it is called here.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The person's address.
    pub email: String,
    /// The person's name.
    pub full_name: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute or so.
    pub last_seen_at: Timestamp,
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
    /// The address that the person signed in from.
    pub from_address: Option<String>,
    /// What the person's browser calls itself.
    pub user_agent: Option<String>,
    /// Whether a provider opened it.
    pub by_provider: bool,
}

impl ListedSession {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: SessionId(row.try_get(0)?),
            user: UserId(row.try_get::<_, Uuid>(1)?),
            email: row.try_get(2)?,
            full_name: row.try_get(3)?,
            created_at: row.try_get(4)?,
            last_seen_at: row.try_get(5)?,
            expires_at: row.try_get(6)?,
            from_address: row.try_get(7)?,
            user_agent: row.try_get(8)?,
            by_provider: row.try_get(9)?,
        })
    }
}

impl Central {
    /// Up to `limit` live sessions after the first `offset`, those last used first, of one user or of all; and how many
    /// there are. One that was last used before `idle_since` is dead.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_list(
        &self,
        of: Option<UserId>,
        now: Timestamp,
        idle_since: Timestamp,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<ListedSession>, i64), StoreError> {
        let of = of.map(|user| user.0);
        let connection = self.connection().await?;
        let total = connection.query_one(COUNT, &[&now, &idle_since, &of]).await?.try_get(0)?;
        let rows = connection.query(PAGE, &[&now, &idle_since, &of, &limit, &offset]).await?;
        Ok((rows.iter().map(ListedSession::read).collect::<Result<_, _>>()?, total))
    }

    /// Ends a session at once; with `of`, only where it is that user's.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is none.
    pub async fn session_end_by_id(&self, id: SessionId, of: Option<UserId>, by: &Actor) -> Result<(), ActError> {
        let act = self.act().await?;
        let of = of.map(|user| user.0);
        let row = act.client().query_opt(END, &[&id.0, &of]).await?.ok_or(ActError::Missing("session"))?;
        let (user, email): (Uuid, String) = (row.try_get(0)?, row.try_get(1)?);
        let (began, seen): (Timestamp, Timestamp) = (row.try_get(2)?, row.try_get(3)?);
        let (from, agent): (Option<String>, Option<String>) = (row.try_get(4)?, row.try_get(5)?);
        let before = json!({
            "user_id": user, "created_at": began.to_string(), "last_seen_at": seen.to_string(),
            "from_address": from, "user_agent": agent,
        });
        let mut record =
            about(by, AuditAction::SessionEnded, UserId(user), &email, json!({"before": before, "after": null}));
        record.subject = Some(id.to_string());
        act.commit(&[record]).await?;
        Ok(())
    }

    /// Ends every session of a user at once; returns how many there were.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such user.
    pub async fn session_end_all_of_user(&self, user: UserId, by: &Actor) -> Result<u64, ActError> {
        let act = self.act().await?;
        let email = locked(&act, user).await?.email;
        let ended = act.client().execute(END_OF_USER, &[&user.0]).await?;
        act.commit(&[about(by, AuditAction::SessionsEnded, user, &email, json!({"sessions_ended": ended}))]).await?;
        Ok(ended)
    }
}
