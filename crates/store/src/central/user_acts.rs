//! Users: making, changing and removing them.

use serde_json::{Map, Value, json};
use watchroom_domain::{SessionId, UserId};

use super::Central;
use super::act::{Act, ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::users::{StoredUser, columns};
use crate::StoreError;

const INSERT: &str = "INSERT INTO users (id, email, full_name, password_hash, is_admin, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const LOCKED: &str = concat!("SELECT ", columns!(), " FROM users WHERE id = $1 FOR UPDATE");
const ANOTHER_ADMIN: &str = "SELECT EXISTS (SELECT FROM users WHERE is_admin AND disabled_at IS NULL AND id <> $1)";
const CHANGE: &str = "UPDATE users SET email = $2, full_name = $3, is_admin = $4, disabled_at = $5 WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";
/// Whoever knew the old one may have signed in from places of their own.
const FORGET_PLACES: &str = "DELETE FROM sign_in_places WHERE user_id = $1";
const END_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2";
const PLACES: &str = "SELECT tenant_id, role, ward_id, team_id FROM memberships WHERE user_id = $1 ORDER BY tenant_id";
const DELETE: &str = "DELETE FROM users WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] =
    &[INSERT, LOCKED, ANOTHER_ADMIN, CHANGE, SET_PASSWORD, FORGET_PLACES, END_SESSIONS, PLACES, DELETE];

/// A user to be added.
#[derive(Clone)]
pub struct NewUser {
    /// The new id.
    pub id: UserId,
    /// The address to sign in with; unique among local accounts whatever the case.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Argon2id in PHC form; `None` for people who sign in elsewhere.
    pub password_hash: Option<String>,
    /// Whether the person administers the platform.
    pub is_admin: bool,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is to be changed of a user; `None` stays as it is.
#[derive(Clone, Default)]
pub struct UserChange {
    /// The address to sign in with.
    pub email: Option<String>,
    /// The name that people read.
    pub full_name: Option<String>,
    /// Whether the person administers the platform.
    pub is_admin: Option<bool>,
    /// Whether the account is shut.
    pub disabled: Option<bool>,
    /// Argon2id in PHC form of another password.
    pub password_hash: Option<String>,
}

impl Central {
    /// Adds a user.
    ///
    /// # Errors
    /// [`ActError::Exists`] where the e-mail address is taken.
    pub async fn user_create(&self, user: &NewUser, by: &Actor) -> Result<(), ActError> {
        let act = self.act().await?;
        act.client()
            .execute(INSERT, &[&user.id.0, &user.email, &user.full_name, &user.password_hash, &user.is_admin, &by.at])
            .await
            .map_err(|error| ActError::adding(|| format!("a user with the address {}", user.email), error))?;
        let after = json!({"email": user.email, "full_name": user.full_name, "is_admin": user.is_admin});
        let record = about(by, AuditAction::UserCreated, user.id, &user.email, json!({"before": null, "after": after}));
        act.commit(&[record]).await?;
        Ok(())
    }

    /// Changes a user. Whoever is shut out, or gets another password, is signed out everywhere. Where nothing is other
    /// than it was, nothing is written down.
    ///
    /// # Errors
    /// [`ActError::Missing`]; [`ActError::Exists`] where the address is taken; [`ActError::LastAdmin`];
    /// [`ActError::Yourself`] for shutting oneself out, or a new password without the old one;
    /// [`ActError::OfProvider`] for what a provider says of its people.
    pub async fn user_change(&self, id: UserId, change: &UserChange, by: &Actor) -> Result<StoredUser, ActError> {
        let act = self.act().await?;
        let before = locked(&act, id).await?;
        let kept_elsewhere = change.email.is_some() || change.full_name.is_some() || change.password_hash.is_some();
        if before.by_provider && kept_elsewhere {
            return Err(ActError::OfProvider);
        }
        let shuts = change.disabled == Some(true) && before.disabled_at.is_none();
        if by.user == Some(id) && (shuts || change.password_hash.is_some()) {
            return Err(ActError::Yourself);
        }
        let mut after = before.clone();
        after.email = change.email.clone().unwrap_or(after.email);
        after.full_name = change.full_name.clone().unwrap_or(after.full_name);
        after.is_admin = change.is_admin.unwrap_or(before.is_admin);
        after.disabled_at = match change.disabled {
            Some(true) => before.disabled_at.or(Some(by.at)),
            Some(false) => None,
            None => before.disabled_at,
        };
        if before.administers() && !after.administers() {
            another_admin(&act, id).await?;
        }
        let mut records = Vec::new();
        if let Some((was, is)) = differences(&before, &after) {
            act.client()
                .execute(CHANGE, &[&id.0, &after.email, &after.full_name, &after.is_admin, &after.disabled_at])
                .await
                .map_err(|error| ActError::adding(|| format!("a user with the address {}", after.email), error))?;
            let mut detail = json!({"before": was, "after": is});
            if shuts {
                detail["sessions_ended"] = end_sessions(&act, id, None).await?.into();
            }
            records.push(about(by, AuditAction::UserChanged, id, &after.email, detail));
        }
        if let Some(hash) = &change.password_hash {
            act.client().execute(SET_PASSWORD, &[&id.0, hash]).await?;
            act.client().execute(FORGET_PLACES, &[&id.0]).await?;
            let ended = end_sessions(&act, id, None).await?;
            let detail = json!({"by": "administrator", "sessions_ended": ended});
            records.push(about(by, AuditAction::PasswordChanged, id, &after.email, detail));
        }
        if records.is_empty() {
            act.give_up().await?;
        } else {
            act.commit(&records).await?;
        }
        Ok(after)
    }

    /// Gives a person the password that they chose, and ends all their other sessions.
    ///
    /// # Errors
    /// [`ActError::Missing`]; [`ActError::OfProvider`] for people who have no password here.
    pub async fn user_choose_password(
        &self,
        id: UserId,
        password_hash: &str,
        session: Option<SessionId>,
        by: &Actor,
    ) -> Result<(), ActError> {
        let act = self.act().await?;
        let user = locked(&act, id).await?;
        if user.by_provider {
            return Err(ActError::OfProvider);
        }
        act.client().execute(SET_PASSWORD, &[&id.0, &password_hash]).await?;
        act.client().execute(FORGET_PLACES, &[&id.0]).await?;
        let ended = end_sessions(&act, id, session).await?;
        let detail = json!({"by": "the person", "sessions_ended": ended});
        act.commit(&[about(by, AuditAction::PasswordChanged, id, &user.email, detail)]).await?;
        Ok(())
    }

    /// Removes a user with all memberships, sessions and shares. The audit log keeps what it knows.
    ///
    /// # Errors
    /// [`ActError::Missing`]; [`ActError::LastAdmin`]; [`ActError::Yourself`].
    pub async fn user_delete(&self, id: UserId, by: &Actor) -> Result<(), ActError> {
        let act = self.act().await?;
        let user = locked(&act, id).await?;
        if by.user == Some(id) {
            return Err(ActError::Yourself);
        }
        if user.administers() {
            another_admin(&act, id).await?;
        }
        let places = act.client().query(PLACES, &[&id.0]).await?;
        let mut memberships = Vec::new();
        for row in &places {
            let text = |place: usize| row.try_get::<_, Option<String>>(place);
            memberships.push(json!({"tenant": text(0)?, "role": text(1)?, "ward_id": text(2)?, "team_id": text(3)?}));
        }
        act.client().execute(DELETE, &[&id.0]).await?;
        let before = json!({
            "email": user.email, "full_name": user.full_name, "is_admin": user.is_admin,
            "disabled": user.disabled_at.is_some(), "memberships": memberships,
        });
        let detail = json!({"before": before, "after": null});
        act.commit(&[about(by, AuditAction::UserDeleted, id, &user.email, detail)]).await?;
        Ok(())
    }
}

/// A record about a user: its subject is the id, and the detail names the person for whoever reads it later.
pub(super) fn about(by: &Actor, action: AuditAction, id: UserId, email: &str, mut detail: Value) -> AuditEntry {
    detail["user"] = email.into();
    AuditEntry { subject: Some(id.to_string()), detail, ..by.did(action) }
}

/// Reads a user; the row is the act's until its end.
pub(super) async fn locked(act: &Act, id: UserId) -> Result<StoredUser, ActError> {
    let row = act.client().query_opt(LOCKED, &[&id.0]).await?.ok_or(ActError::Missing("user"))?;
    Ok(StoredUser::read(&row)?)
}

/// Asks that somebody else administers the platform. Acts take turns, so nobody stops doing so meanwhile.
async fn another_admin(act: &Act, id: UserId) -> Result<(), ActError> {
    let there_is: bool = act.client().query_one(ANOTHER_ADMIN, &[&id.0]).await?.try_get(0)?;
    if there_is { Ok(()) } else { Err(ActError::LastAdmin) }
}

async fn end_sessions(act: &Act, id: UserId, but: Option<SessionId>) -> Result<u64, StoreError> {
    Ok(act.client().execute(END_SESSIONS, &[&id.0, &but.map(|session| session.0)]).await?)
}

/// What is other than it was, before and after; `None` where nothing is.
fn differences(before: &StoredUser, after: &StoredUser) -> Option<(Value, Value)> {
    let fields = |user: &StoredUser| {
        [
            ("email", Value::from(user.email.as_str())),
            ("full_name", user.full_name.as_str().into()),
            ("is_admin", user.is_admin.into()),
            ("disabled", user.disabled_at.is_some().into()),
        ]
    };
    let (mut was, mut is) = (Map::new(), Map::new());
    for ((name, old), (_, new)) in fields(before).into_iter().zip(fields(after)) {
        if old != new {
            was.insert(name.to_owned(), old);
            is.insert(name.to_owned(), new);
        }
    }
    (!was.is_empty()).then(|| (was.into(), is.into()))
}
