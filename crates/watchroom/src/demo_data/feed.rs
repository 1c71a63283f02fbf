//! Writes a table of rows in time: all of its history at once, or what has come due since the newest row.
//!
//! The newest row is the only memory. A restart reads it and goes on, without a double row or a hole.

use std::pin::pin;

use futures_util::SinkExt as _;
use tokio_postgres::{Client, Error, Transaction};

use super::rhythm::DAY_S;
use super::span::{SECOND_US, Span};
use super::{HISTORY_DAYS, Progress};
use watchroom_store::CopyRows;

/// Rows are made and sent three hours of history at a time.
const PIECE_US: i64 = 3 * 3600 * SECOND_US;

/// A table that grows with time.
#[derive(Debug)]
pub struct Feed {
    /// Its name.
    pub table: &'static str,
    /// The columns that `rows` writes, as COPY lists them.
    pub columns: &'static str,
    /// Asks for the instant of the newest row.
    pub newest: &'static str,
    /// `create index if not exists` statements, run after a load.
    pub indexes: &'static [(&'static str, &'static str)],
    /// Rows of a day on average, to show progress.
    pub rows_per_day: u64,
    /// Where the history of so many days that ends at an instant begins (microseconds).
    pub start: fn(until_us: i64, history_days: u32) -> i64,
    /// Writes the rows of a span, oldest first.
    pub rows: fn(Span, &mut CopyRows),
}

/// A history that begins that many days before it ends.
pub const fn days_before(until_us: i64, history_days: u32) -> i64 {
    until_us - history_days as i64 * DAY_S * SECOND_US
}

impl Feed {
    /// Empties the table and writes its history up to `until_us`; returns the number of rows.
    ///
    /// One transaction: it is all there or not at all. Rows arrive frozen and the indexes are built afterwards.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fill(
        &self,
        client: &mut Client,
        until_us: i64,
        history_days: u32,
        progress: &mut Progress<'_>,
    ) -> Result<u64, Error> {
        let span = Span { after_us: (self.start)(until_us, history_days), until_us };
        let expected = self.rows_per_day * u64::from(history_days);
        let tx = client.transaction().await?;
        self.lock(&tx).await?;
        for (index, _) in self.indexes {
            tx.batch_execute(&format!("drop index if exists {index}")).await?;
        }
        tx.batch_execute(&format!("truncate {} restart identity", self.table)).await?;
        let mut report = |done: u64| progress(self.table, done, expected.max(done));
        let rows = self.copy(&tx, span, "format binary, freeze", &mut report).await?;
        tx.batch_execute("set local maintenance_work_mem = '256MB'").await?;
        self.create_indexes(&tx).await?;
        tx.commit().await?;
        self.refresh_statistics(client).await?;
        progress(self.table, rows, rows);
        Ok(rows)
    }

    /// Writes what has come due since the newest row, at most the usual history; returns the number of rows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn append(&self, client: &mut Client, until_us: i64) -> Result<u64, Error> {
        let tx = client.transaction().await?;
        self.lock(&tx).await?;
        let newest: Option<jiff::Timestamp> = tx.query_one(self.newest, &[]).await?.get(0);
        let earliest_us = days_before(until_us, HISTORY_DAYS);
        let after_us = match newest {
            Some(newest) => newest.as_microsecond().max(earliest_us),
            None => (self.start)(until_us, HISTORY_DAYS),
        };
        let span = Span { after_us, until_us };
        let rows = if span.is_empty() { 0 } else { self.copy(&tx, span, "format binary", &mut |_| ()).await? };
        tx.commit().await?;
        Ok(rows)
    }

    /// Whether the table has no row.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_empty(&self, client: &Client) -> Result<bool, Error> {
        Ok(client.query_one(&format!("select not exists (select from {})", self.table), &[]).await?.get(0))
    }

    /// Creates the indexes that are missing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_indexes(&self, client: &impl tokio_postgres::GenericClient) -> Result<(), Error> {
        for (_, create) in self.indexes {
            client.batch_execute(create).await?;
        }
        Ok(())
    }

    /// Lets the planner know what the table now holds, and lets indexes answer alone.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn refresh_statistics(&self, client: &Client) -> Result<(), Error> {
        client.batch_execute(&format!("vacuum (analyze) {}", self.table)).await
    }

    /// Two writers at once would both continue from the same newest row. An advisory lock leaves readers and
    /// autovacuum alone.
    async fn lock(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        tx.execute("select pg_advisory_xact_lock(hashtext('watchroom demo'), hashtext($1))", &[&self.table]).await?;
        Ok(())
    }

    async fn copy(
        &self,
        tx: &Transaction<'_>,
        span: Span,
        options: &str,
        report: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64, Error> {
        let statement = format!("copy {} ({}) from stdin ({options})", self.table, self.columns);
        let mut rows = CopyRows::new();
        let mut pieces = span.pieces(PIECE_US);
        // Most ticks find nothing due: then no COPY is opened.
        while rows.rows() == 0 {
            let Some(piece) = pieces.next() else { return Ok(0) };
            (self.rows)(piece, &mut rows);
        }
        let mut sink = pin!(tx.copy_in(&statement).await?);
        sink.send(rows.take()).await?;
        for piece in pieces {
            (self.rows)(piece, &mut rows);
            sink.send(rows.take()).await?;
            report(rows.rows());
        }
        rows.finish();
        sink.send(rows.take()).await?;
        sink.finish().await
    }
}
