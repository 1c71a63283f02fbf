//! A connection on loan for one plan. When the borrower goes away half-way, the query is cancelled in the database
//! and the connection comes back clean, or not at all.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::gate::Pass;

/// How long a cancelled connection may take to become clean.
const CLEANING_TIME: Duration = Duration::from_secs(5);

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

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let (connector, pass) = (self.connector.clone(), self.pass.take());
        // Dropping a query's future cancels nothing in the database: that takes a message of its own.
        let cleaning = async move {
            let cleaned = tokio::time::timeout(CLEANING_TIME, async {
                connection.cancel_token().cancel_query(connector).await?;
                // Whatever is still on its way arrives before this answer does.
                connection.batch_execute("ROLLBACK").await
            })
            .await;
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
