//! A connection on loan for one plan. When the borrower goes away half-way, the query is cancelled in the database
//! and the connection comes back clean, or not at all.

use std::pin::pin;
use std::time::Duration;

use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::gate::Pass;

/// How long a cancelled connection may take to become clean.
const CLEANING_TIME: Duration = Duration::from_secs(5);

/// How long a query that nobody waits for may go on before it is cancelled.
const ENDS_BY_ITSELF: Duration = Duration::from_millis(50);
/// What a cancellation may hit that comes late: PostgreSQL takes it within a millisecond or so.
const LATE: &str = "SELECT pg_sleep(0.1)";

pub(crate) struct Lease {
    connection: Option<Object>,
    connector: MakeRustlsConnect,
    /// Kept until the query is gone from the database: a cancelled one still runs for a moment.
    pass: Option<Pass>,
}

impl Lease {
    pub(super) fn new(connection: Object, connector: MakeRustlsConnect, pass: Option<Pass>) -> Self {
        Self { connection: Some(connection), connector, pass }
    }

    /// A connection that waited for no turn.
    pub(crate) fn of(connection: Object, connector: MakeRustlsConnect) -> Self {
        Self::new(connection, connector, None)
    }

    /// The connection, until the lease is given back.
    pub(crate) fn connection(&self) -> &Object {
        self.connection.as_ref().expect("a lease holds its connection until it is given back")
    }

    /// Gives the connection back: its transaction is over and nothing runs on it.
    pub(crate) fn give_back(mut self) {
        self.connection = None;
    }
}

/// Ends what runs on a connection, and its transaction.
///
/// A cancellation goes another way than queries do and may arrive late, at the next borrower's query. So it is sent only where
/// the query does not end by itself soon; and afterwards the connection waits for a moment in a statement that it may hit.
async fn clean(connection: &Object, connector: MakeRustlsConnect) -> Result<(), tokio_postgres::Error> {
    // Its answer comes behind whatever is still on its way.
    let mut rollback = pin!(connection.batch_execute("ROLLBACK"));
    if let Ok(ended) = tokio::time::timeout(ENDS_BY_ITSELF, &mut rollback).await {
        return ended;
    }
    connection.cancel_token().cancel_query(connector).await?;
    may_be_hit(rollback.await)?;
    may_be_hit(connection.batch_execute(LATE).await)?;
    // It may have been the first one that was hit.
    connection.batch_execute("ROLLBACK").await
}

fn may_be_hit(ended: Result<(), tokio_postgres::Error>) -> Result<(), tokio_postgres::Error> {
    match ended {
        Err(error) if error.code() == Some(&SqlState::QUERY_CANCELED) => Ok(()),
        ended => ended,
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let (connector, pass) = (self.connector.clone(), self.pass.take());
        // Dropping a query's future cancels nothing in the database: that takes a message of its own.
        let cleaning = async move {
            let cleaned = tokio::time::timeout(CLEANING_TIME, clean(&connection, connector)).await;
            if !matches!(cleaned, Ok(Ok(()))) {
                tracing::warn!("a cancelled connection did not come clean and is closed");
                drop(Object::take(connection));
            }
            drop(pass);
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(cleaning)),
            // The runtime is gone, and with it the pool: the socket closes, and the server stops the query.
            Err(_) => drop(cleaning),
        }
    }
}
