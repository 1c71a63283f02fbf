//! Having plans prepared: PostgreSQL reads them, and says what it would refuse.

use thiserror::Error;
use tokio_postgres::error::ErrorPosition;
use tokio_postgres::types::Type;
use watchroom_access::OwnRows;
use watchroom_query::{CheckingPlan, Refusal};

use super::lease::Lease;
use super::{Entry, RunError, run};

/// Preparing takes milliseconds, unless somebody holds a lock on the table.
pub(super) const TIME_MS: u64 = 10_000;

/// Why a plan was not prepared.
#[derive(Debug, Error)]
pub enum PrepareError {
    /// PostgreSQL read a statement and refuses it.
    #[error("{} ({})", .0.message, .0.sqlstate)]
    Refused(Box<Refusal>),
    /// It could not be asked.
    #[error(transparent)]
    NotAsked(#[from] RunError),
}

pub(super) async fn prepare(entry: &Entry, plan: &CheckingPlan) -> Result<(), PrepareError> {
    let lease = Lease::new(run::connection(entry).await?, entry.connector.clone(), None);
    let not_asked =
        |error: &tokio_postgres::Error| PrepareError::NotAsked(run::sort_out(error, plan.tenant(), TIME_MS));
    let begin = run::begin(plan.zone_without_zone(), TIME_MS, &OwnRows::Nothing, false);
    lease.connection().batch_execute(&begin).await.map_err(|error| not_asked(&error))?;
    for statement in plan.statements() {
        let types: Vec<Type> = run::typed(&statement).into_iter().map(|(_, kind)| kind).collect();
        // The driver's own preparation, not the pool's: nothing of it is to be kept.
        let prepared = tokio_postgres::Client::prepare_typed(lease.connection(), statement.sql(), &types).await;
        if let Err(error) = prepared {
            return Err(refused(&error, statement.sql()).unwrap_or_else(|| not_asked(&error)));
        }
    }
    lease.connection().batch_execute("ROLLBACK").await.map_err(|error| not_asked(&error))?;
    lease.give_back();
    Ok(())
}

/// What the database has against the statement itself; `None` where it is about the connection or the time.
fn refused(error: &tokio_postgres::Error, sql: &str) -> Option<PrepareError> {
    let db = error.as_db_error()?;
    let sqlstate = db.code().code();
    // The classes: data, schema, names and types, what it cannot do, its own limits.
    if !["22", "3F", "42", "0A", "54"].iter().any(|class| sqlstate.starts_with(class)) {
        return None;
    }
    let position = match db.position() {
        Some(ErrorPosition::Original(position)) => Some(*position),
        _ => None,
    };
    Some(PrepareError::Refused(Box::new(Refusal {
        sql: sql.to_owned(),
        sqlstate: sqlstate.to_owned(),
        message: db.message().to_owned(),
        hint: db.hint().map(ToOwned::to_owned),
        position,
    })))
}
