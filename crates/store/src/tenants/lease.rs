//! A connection on loan for one plan. When the borrower goes away half-way, the connection comes back clean; or its query
//! is cancelled in the database, and it is closed.

use std::pin::pin;
use std::time::Duration;

use deadpool_postgres::Object;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::gate::Pass;

/// How long a query may take to end, cancelled where it has to be.
const CLEANING_TIME: Duration = Duration::from_secs(5);

/// How long a query that nobody waits for may go on before it is cancelled.
const ENDS_BY_ITSELF: Duration = Duration::from_millis(50);

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

/// How a connection comes out of a loan that was broken off. Nothing runs on it any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Its transaction is over, and it may be lent again.
    Clean,
    /// A cancellation is under way to it, or it is broken.
    Unfit,
}

/// Ends what runs on a connection, and its transaction.
///
/// A cancellation goes another way than queries do, and nothing tells when it has arrived: a late one would hit the next
/// borrower's query. So it is sent only where the query does not end by itself soon, and the connection is not lent again.
async fn clean(connection: &Object, connector: MakeRustlsConnect) -> Result<Left, tokio_postgres::Error> {
    // Its answer comes behind whatever is still on its way.
    let mut rollback = pin!(connection.batch_execute("ROLLBACK"));
    if let Ok(ended) = tokio::time::timeout(ENDS_BY_ITSELF, &mut rollback).await {
        return ended.map(|()| Left::Clean);
    }
    connection.cancel_token().cancel_query(connector).await?;
    // It may be the one that is hit: either way it has ended, and the query before it.
    let _ = rollback.await;
    Ok(Left::Unfit)
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let (connector, pass) = (self.connector.clone(), self.pass.take());
        // Dropping a query's future cancels nothing in the database: that takes a message of its own.
        let cleaning = async move {
            let cleaned = tokio::time::timeout(CLEANING_TIME, clean(&connection, connector)).await;
            if !matches!(cleaned, Ok(Ok(_))) {
                tracing::warn!("a query that nobody waits for could not be ended; its connection is closed");
            }
            if !matches!(cleaned, Ok(Ok(Left::Clean))) {
                // Its place in the pool is free for another.
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
