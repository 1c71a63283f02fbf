//! Acts: changes of the central database that come with their audit record, or not at all.

use deadpool_postgres::Object;
use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::OwnedMutexGuard;
use tokio_postgres::Client;
use watchroom_domain::UserId;

use super::audit::{AuditAction, AuditEntry, append};
use super::{Central, is_duplicate};
use crate::StoreError;

const BEGIN: &str = "BEGIN";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";
/// The number is the word "auditlog" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7022344802703826791)";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[BEGIN, COMMIT, ROLLBACK, LOCK];

/// Who does something, when, and from where: what every audit record begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// When.
    pub at: Timestamp,
    /// The person, where it is one.
    pub user: Option<UserId>,
    /// What people read: the person's address, the name of a token, `command line (ada)`; `None` for nobody known.
    pub name: Option<String>,
    /// The address that the request came from.
    pub from_address: Option<String>,
}

impl Actor {
    /// Whoever types commands, by the name of the account of the operating system.
    #[must_use]
    pub fn command_line(account: &str, at: Timestamp) -> Self {
        Self { at, user: None, name: Some(format!("command line ({account})")), from_address: None }
    }

    /// Somebody whom nobody knows yet, as at a sign-in.
    #[must_use]
    pub fn stranger(from_address: Option<String>, at: Timestamp) -> Self {
        Self { at, user: None, name: None, from_address }
    }

    /// A record that this actor did something, without tenant, subject or detail as yet.
    #[must_use]
    pub fn did(&self, action: AuditAction) -> AuditEntry {
        AuditEntry {
            at: self.at,
            actor: self.user,
            actor_email: self.name.clone(),
            from_address: self.from_address.clone(),
            tenant: None,
            action,
            subject: None,
            detail: serde_json::json!({}),
        }
    }
}

/// Why an act was not done. Nothing was changed then, and nothing was written down.
#[derive(Debug, Error)]
pub enum ActError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// What was to be added is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// Nobody would be left who administers the platform.
    #[error("nobody else administers the platform")]
    LastAdmin,
    /// Somebody would shut himself out.
    #[error("this is the own account")]
    Yourself,
    /// The provider says who its people are.
    #[error("the sign-in provider keeps this account")]
    OfProvider,
    /// The central database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<tokio_postgres::Error> for ActError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Store(error.into())
    }
}

impl ActError {
    /// An error of a statement that adds `what`.
    pub(super) fn adding(what: impl FnOnce() -> String, error: tokio_postgres::Error) -> Self {
        if is_duplicate(&error) { Self::Exists(what()) } else { error.into() }
    }
}

/// An act under way. Acts take turns from their beginning to their end, over all processes: the chain of records never
/// forks, and what an act has read (who else is an administrator) still holds when it writes. One that is dropped has
/// not happened.
pub(super) struct Act {
    connection: Option<Object>,
    _turn: OwnedMutexGuard<()>,
}

impl Act {
    /// The connection within the act's transaction.
    pub(super) fn client(&self) -> &Client {
        self.connection.as_ref().expect("an act has its connection until its end")
    }

    /// Ends the act together with its records; returns the last one's number.
    pub(super) async fn commit(mut self, records: &[AuditEntry]) -> Result<i64, StoreError> {
        let seq = append(self.client(), records).await?;
        self.client().batch_execute(COMMIT).await?;
        self.connection.take();
        Ok(seq)
    }

    /// Ends the act as if it had never begun. Dropping it does the same and costs a connection.
    pub(super) async fn give_up(mut self) -> Result<(), StoreError> {
        self.client().batch_execute(ROLLBACK).await?;
        self.connection.take();
        Ok(())
    }
}

impl Drop for Act {
    fn drop(&mut self) {
        // In the middle of a transaction it is nobody else's. Closing it takes everything back.
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl Central {
    /// Begins an act.
    pub(super) async fn act(&self) -> Result<Act, StoreError> {
        // Those of this process wait here rather than each with a connection in its hands.
        let turn = self.audit_turn.clone().lock_owned().await;
        let act = Act { connection: Some(self.connection().await?), _turn: turn };
        act.client().batch_execute(BEGIN).await?;
        act.client().query(LOCK, &[]).await?;
        Ok(act)
    }
}
