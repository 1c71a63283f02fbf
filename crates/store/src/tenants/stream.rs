//! Rows of an export, one by one: never collected, on a connection of their own, in a read-only transaction.

use std::pin::Pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Row, RowStream};
use watchroom_domain::TenantId;
use watchroom_query::{Limits, StreamPlan};

use super::lease::Lease;
use super::run::{self, sort_out};
use super::{Entry, RunError};
use crate::error::describe;
use crate::frame::{RowCell, RowColumn, RowReader};

/// Exports of a tenant at once: they take a connection each for as long as their client reads.
pub(super) const MOST_EXPORTS: usize = 2;
/// How long one more waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows on their way from a tenant's database. Dropped before their end, the query is cancelled there.
pub struct RowsOnTheWay {
    rows: Pin<Box<RowStream>>,
    current: Option<Row>,
    reader: RowReader,
    columns: Vec<RowColumn>,
    tenant: TenantId,
    limits: Limits,
    /// Gone once the last row has been read.
    lease: Option<Lease>,
    _place: OwnedSemaphorePermit,
}

impl std::fmt::Debug for RowsOnTheWay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowsOnTheWay")
            .field("tenant", &self.tenant)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl RowsOnTheWay {
    /// The columns, in the order of each row's cells.
    #[must_use]
    pub fn columns(&self) -> &[RowColumn] {
        &self.columns
    }

    /// Goes to the next row; false after the last. Giving up the future loses no row.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn advance(&mut self) -> Result<bool, RunError> {
        match self.rows.try_next().await {
            Ok(row) => self.current = row,
            Err(error) => {
                let lost = self.lease.as_ref().is_none_or(|lease| lease.connection().is_closed());
                return Err(match lost {
                    true => RunError::Unreachable { tenant: self.tenant.clone(), cause: describe(&error) },
                    false => sort_out(&error, &self.tenant, self.limits.time_ms),
                });
            }
        }
        if self.current.is_none()
            && let Some(lease) = self.lease.take()
        {
            // All rows are here; a connection that cannot even end its transaction is thrown away with its lease.
            if lease.connection().batch_execute("ROLLBACK").await.is_ok() {
                lease.give_back();
            }
        }
        Ok(self.current.is_some())
    }

    /// Hands each cell of the current row on, in order.
    pub fn each_cell(&mut self, take: impl FnMut(RowCell<'_>)) {
        if let Some(row) = &self.current {
            self.reader.each(row, take);
        }
    }
}

pub(super) async fn stream(entry: &Entry, plan: &StreamPlan) -> Result<RowsOnTheWay, RunError> {
    let tenant = plan.scoped().tenant().clone();
    let waiting = Semaphore::acquire_owned(std::sync::Arc::clone(&entry.exports));
    let place = match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(Ok(place)) => place,
        Ok(Err(_)) | Err(_) => return Err(RunError::TooManyExports(tenant)),
    };
    let lease = Lease::new(run::connection(entry).await?, entry.connector.clone(), None);
    match begin(lease.connection(), plan).await {
        Ok((rows, prepared)) => {
            let reader = RowReader::new(prepared.columns(), run::zone_without_zone(plan.scoped()));
            let columns = prepared
                .columns()
                .iter()
                .map(|column| RowColumn { name: column.name().to_owned(), data_type: column.type_().name().to_owned() })
                .collect();
            let limits = plan.scoped().limits();
            let rows = Box::pin(rows);
            Ok(RowsOnTheWay { rows, current: None, reader, columns, tenant, limits, lease: Some(lease), _place: place })
        }
        Err(error) if lease.connection().is_closed() => Err(RunError::Unreachable { tenant, cause: describe(&error) }),
        Err(error) => Err(sort_out(&error, &tenant, plan.scoped().limits().time_ms)),
    }
}

async fn begin(
    connection: &deadpool_postgres::Object,
    plan: &StreamPlan,
) -> Result<(RowStream, tokio_postgres::Statement), tokio_postgres::Error> {
    let scoped = plan.scoped();
    connection
        .batch_execute(&run::begin(scoped.zone_without_zone(), scoped.limits().time_ms, scoped.own_rows(), false))
        .await?;
    let ties_broken = match plan.size() {
        Some((size, most)) => {
            let counted = connection.query_typed(size.sql(), &run::typed(&size)).await?;
            let rows: i64 = counted.first().map_or(Ok(0), |row| row.try_get(0))?;
            u64::try_from(rows).is_ok_and(|rows| rows <= most)
        }
        None => false,
    };
    let mut statement = plan.statement(&[], ties_broken);
    let (_, mut ready) = run::prepare(connection, None, std::slice::from_ref(&statement)).await?;
    let exotic = run::exotic(&ready);
    if !exotic.is_empty() {
        statement = plan.statement(&exotic, ties_broken);
        ready = run::prepare(connection, None, std::slice::from_ref(&statement)).await?.1;
    }
    let prepared = ready.swap_remove(0);
    let binds = run::typed(&statement).into_iter().map(|(bind, _)| bind);
    let rows = connection.query_raw(&prepared, binds).await?;
    Ok((rows, prepared))
}
