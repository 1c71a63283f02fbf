//! Every ticket of a list, one by one: never collected, on a connection of its own.

use std::pin::Pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Row, RowStream};
use watchroom_access::{Act, DeskPermit};

use super::filter::{Search, Sort, TicketFilter};
use super::list::conditions;
use super::ticket::{COLUMNS, TicketRow, named_sql};
use super::{DeskTx, no_desk};
use crate::{RunError, Tenants};

/// Exports of a desk at once.
pub(super) const MOST_EXPORTS: usize = 2;
/// How long one more waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// As long as a panel's export may take: whoever reads slowly is waited for.
const TIME_LIMIT: &str = "SET LOCAL statement_timeout = '1h'";

/// Tickets on their way. Dropped before their end, the query is cancelled.
pub struct TicketsOnTheWay {
    rows: Pin<Box<RowStream>>,
    tx: Option<DeskTx>,
    _place: OwnedSemaphorePermit,
}

impl std::fmt::Debug for TicketsOnTheWay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TicketsOnTheWay")
    }
}

impl TicketsOnTheWay {
    /// The next ticket; `None` after the last. Giving up the future loses none.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn advance(&mut self) -> Result<Option<TicketRow>, RunError> {
        let row: Option<Row> = match (self.rows.try_next().await, &self.tx) {
            (Ok(row), _) => row,
            (Err(error), Some(tx)) => return Err(tx.sort_out(&error)),
            (Err(error), None) => return Err(RunError::Refused(error.to_string())),
        };
        if row.is_none()
            && let Some(tx) = self.tx.take()
        {
            tx.commit().await?;
        }
        row.as_ref().map(TicketRow::read).transpose()
    }
}

impl Tenants {
    /// Begins to read every ticket that a permit opens and a filter wants, in order.
    ///
    /// # Errors
    /// [`RunError::TooManyExports`] where as many run as may; else see [`RunError`].
    pub async fn ticket_stream<A: Act>(
        &self,
        permit: &DeskPermit<'_, A>,
        filter: &TicketFilter,
        sort: Sort,
        now: Timestamp,
    ) -> Result<TicketsOnTheWay, RunError> {
        let entry = self.desk_entry(permit.tenant()).ok_or_else(|| no_desk(permit.tenant()))?;
        let waiting = Semaphore::acquire_owned(std::sync::Arc::clone(&entry.exports));
        let place = match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) | Err(_) => return Err(RunError::TooManyExports(permit.tenant().clone())),
        };
        let tx = self.desk(permit).await?;
        tx.batch_execute(TIME_LIMIT).await.map_err(|error| tx.sort_out(&error))?;
        let mut wanted = conditions(permit.scope(), filter, now, Search::ByIndex);
        let named = named_sql(&mut wanted, permit.scope());
        let order = sort.sql();
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT t.* FROM service_desk.tickets t WHERE {}) t {named} ORDER BY {order}",
            wanted.text()
        );
        let rows = Box::pin(tx.stream_rows(&sql, wanted.binds()).await?);
        Ok(TicketsOnTheWay { rows, tx: Some(tx), _place: place })
    }
}
