//! What can go wrong with the central database.

use thiserror::Error;

/// An error of the central database or of what is kept in it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No connection could be had.
    #[error("no connection to the central database could be had: {}", describe_pool(.0))]
    Pool(#[from] deadpool_postgres::PoolError),
    /// The database refused a statement.
    #[error("the central database refused a statement: {}", describe(.0))]
    Database(#[from] tokio_postgres::Error),
    /// The schema could not be brought up to date.
    #[error("the central database could not be migrated: {0}")]
    Migration(#[from] refinery::Error),
    /// A row holds what this version cannot read.
    #[error("the central database holds what this version cannot read: {0}")]
    Unreadable(String),
    /// A tenant's address was sealed under another key.
    #[error(
        "the address of tenant `{0}` was encrypted under another secret key; start with the key it was added under, or add the tenant again"
    )]
    OtherSecretKey(String),
    /// The pool could not be set up.
    #[error("the connection pool could not be set up: {0}")]
    Setup(String),
}

impl StoreError {
    /// Whether the database was asked too much and gave up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&tokio_postgres::error::SqlState::QUERY_CANCELED))
    }
}

/// The server's own words where there are any: `tokio_postgres` alone prints just "db error".
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

fn describe_pool(error: &deadpool_postgres::PoolError) -> String {
    match error {
        deadpool_postgres::PoolError::Backend(error) => describe(error),
        other => other.to_string(),
    }
}
