//! Watching a tenant's tables for changes that other programs make, at next to no cost to them.
//!
//! One connection of its own under the tenant's read-only role, beside the pool, so that no viewer waits for it: it asks
//! for every table's mark in one round trip, and hears at once of tables that have the optional triggers.

mod resolve;
mod triggers;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join4;
use jiff::Timestamp;
use serde_json::Value;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row};
use watchroom_access::OwnRows;
use watchroom_domain::{TenantId, TimeRange};
use watchroom_spec::{TableName, WatchedTables};

use super::{Entry, RunError, Tenants, panel_config, powers, run};
use crate::error::describe;
use crate::listening::{Listening, Notified};
use resolve::Resolved;

pub use triggers::{TriggerError, WatchTriggers};

/// The channel on which the triggers tell of changes.
const LISTEN: &str = "LISTEN watchroom_panels";

/// The tables' counters as PostgreSQL keeps them for everybody to read, and their files, which TRUNCATE replaces. No table is
/// opened, so no lock is waited for.
const COUNTERS: &str = "SELECT w.ord, concat_ws(' ', sum(pg_stat_get_tuples_inserted(w.relid)), \
     sum(pg_stat_get_tuples_updated(w.relid)), sum(pg_stat_get_tuples_deleted(w.relid)), \
     sum(pg_relation_filenode(w.relid)::int8)) \
     FROM unnest($1::int4[], $2::oid[]) AS w (ord, relid) GROUP BY w.ord";

#[cfg(test)]
const STATEMENTS: &[&str] = &[LISTEN, COUNTERS, resolve::RELATIONS];

/// Milliseconds that a look at the marks may take in the database.
const PROBE_MS: u64 = 1_000;
/// Milliseconds that it waits for a table that somebody has locked.
const LOCK_MS: u64 = 100;
/// How long the other end may be silent before the connection counts as lost.
const SILENT: Duration = Duration::from_secs(5);
/// Notifications that wait to be taken.
const ROOM: usize = 256;

/// What is known of a table: two marks differ where the table has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The highest values of its time columns, in the table's own words; empty where no index leads with one.
    pub newest: String,
    /// How many rows were ever inserted, updated and deleted, and in which file they stand.
    pub counters: String,
}

/// What a trigger tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableNews {
    /// Tables, as panels name them, with the times of the changed rows where those are known.
    Changed(Vec<TableName>, Option<TimeRange>),
    /// Something of the watched tables, nobody can say which.
    Anything,
}

/// Watches the tables of one tenant.
pub struct TableWatch {
    entry: Arc<Entry>,
    line: Listening,
    /// The tables as they were found in the database.
    tables: Vec<Resolved>,
    /// Asks for the newest times; `None` where no table has an index for it.
    newest: Option<String>,
    /// The newest times were refused: they are not asked for until the tables are resolved again.
    without_newest: bool,
}

impl std::fmt::Debug for TableWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableWatch").field("tables", &self.tables).finish_non_exhaustive()
    }
}

impl Tenants {
    /// Opens a connection that watches tables of a tenant, under its read-only role.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn watch_tables(&self, tenant: &TenantId) -> Result<TableWatch, RunError> {
        let entry = self.known(tenant)?;
        let lost = |cause: String| RunError::Unreachable { tenant: tenant.clone(), cause };
        let address = entry.stored.address(&self.key).map_err(|error| lost(error.to_string()))?;
        let opening = async {
            let line = Listening::open(&panel_config(&address), entry.connector.clone(), ROOM).await?;
            let powers = powers::of(&line.client).await?;
            // On a standby nobody can listen; the marks are asked for there all the same.
            let _ = line.client.batch_execute(LISTEN).await;
            Ok::<_, Error>((line, powers))
        };
        let (line, powers) = match tokio::time::timeout(SILENT, opening).await {
            Ok(Ok(opened)) => opened,
            Ok(Err(error)) => return Err(lost(describe(&error))),
            Err(_) => return Err(lost(format!("no answer within {} s", SILENT.as_secs()))),
        };
        if !powers.is_empty() {
            return Err(RunError::TooPowerful { tenant: tenant.clone(), powers });
        }
        Ok(TableWatch { entry, line, tables: Vec::new(), newest: None, without_newest: false })
    }

    /// Whether a watch is of the database that the tenant has now.
    #[must_use]
    pub fn still_watches(&self, watch: &TableWatch) -> bool {
        self.entry(&watch.entry.stored.id).is_some_and(|entry| Arc::ptr_eq(&entry, &watch.entry))
    }
}

impl TableWatch {
    /// Finds the tables in the database: what stands behind views and in partitions, which indexes there are, which tables
    /// have triggers that tell.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn resolve(&mut self, tables: &WatchedTables) -> Result<(), RunError> {
        let begin = self.begin();
        let resolving = resolve::resolve(&self.line.client, tables);
        let (began, resolved, ended) = {
            let asked = async {
                let began = self.line.client.batch_execute(&begin).await;
                let resolved = resolving.await;
                (began, resolved, self.line.client.batch_execute("ROLLBACK").await)
            };
            self.in_time(asked).await?
        };
        began.and(ended).map_err(|error| self.sort_out(&error))?;
        self.tables = resolved.map_err(|error| self.sort_out(&error))?;
        self.newest = newest(&self.tables);
        self.without_newest = false;
        Ok(())
    }

    /// Whether every change of a table is told by triggers.
    #[must_use]
    pub fn is_told(&self, table: &TableName) -> bool {
        self.tables.iter().any(|resolved| resolved.table == *table && resolved.told)
    }

    /// Whether a table holds tickets of the service desk, whose changes the desk's outbox tells.
    #[must_use]
    pub fn is_of_desk(&self, table: &TableName) -> bool {
        self.tables.iter().any(|resolved| resolved.table == *table && resolved.of_desk)
    }

    /// The marks of the tables that are there, asked for in one round trip.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn marks(&mut self) -> Result<BTreeMap<TableName, Mark>, RunError> {
        let begin = self.begin();
        let (ords, relids): (Vec<i32>, Vec<u32>) = (0_i32..)
            .zip(&self.tables)
            .flat_map(|(ord, table)| table.relations.iter().map(move |relation| (ord, *relation)))
            .unzip();
        let client = &self.line.client;
        let newest = async {
            match self.newest.as_ref().filter(|_| !self.without_newest) {
                Some(sql) => client.query_typed(sql, &[]).await,
                None => Ok(Vec::new()),
            }
        };
        let all: [(&(dyn ToSql + Sync), Type); 2] = [(&ords, Type::INT4_ARRAY), (&relids, Type::OID_ARRAY)];
        let asked = join4(
            client.batch_execute(&begin),
            client.query_typed(COUNTERS, &all),
            newest,
            client.batch_execute("ROLLBACK"),
        );
        let (began, counters, newest, ended) = self.in_time(asked).await?;
        began.and(ended).map_err(|error| self.sort_out(&error))?;
        let counters = by_table(&counters.map_err(|error| self.sort_out(&error))?);
        // One table that is locked, or gone, does not hide the others' changes.
        let newest = newest.as_deref().map(by_table).unwrap_or_else(|_| {
            self.without_newest = true;
            BTreeMap::new()
        });
        let mark = |(ord, table): (i32, &Resolved)| {
            let counters = counters.get(&ord)?.clone();
            Some((table.table.clone(), Mark { newest: newest.get(&ord).cloned().unwrap_or_default(), counters }))
        };
        Ok((0_i32..).zip(&self.tables).filter_map(mark).collect())
    }

    /// The next that a trigger tells; `None` where the connection is lost. Nothing is lost where the future is dropped.
    pub async fn heard(&mut self) -> Option<TableNews> {
        loop {
            let payload = match self.line.heard().await? {
                Notified::Payload(payload) => payload,
                Notified::More => return Some(TableNews::Anything),
            };
            // Anybody may notify on a channel: what is not of ours says nothing.
            let Ok(told) = serde_json::from_str::<Value>(&payload) else { continue };
            let relation = told["table"].as_u64().and_then(|relation| u32::try_from(relation).ok());
            let Some(relation) = relation else { continue };
            let named = self.tables.iter().filter(|table| table.relations.contains(&relation));
            let named: Vec<TableName> = named.map(|table| table.table.clone()).collect();
            if !named.is_empty() {
                return Some(TableNews::Changed(named, span(&told)));
            }
        }
    }

    fn begin(&self) -> String {
        let begin = run::begin("UTC", PROBE_MS, &OwnRows::Whole, true);
        format!("{begin}; SET LOCAL lock_timeout = {LOCK_MS}")
    }

    async fn in_time<T>(&self, asked: impl Future<Output = T>) -> Result<T, RunError> {
        tokio::time::timeout(SILENT, asked).await.map_err(|_| RunError::Unreachable {
            tenant: self.entry.stored.id.clone(),
            cause: format!("no answer within {} s", SILENT.as_secs()),
        })
    }

    fn sort_out(&self, error: &Error) -> RunError {
        run::sort_out(error, &self.entry.stored.id, PROBE_MS)
    }
}

/// The newest values of the time columns that an index leads with: a look at the index's end each.
fn newest(tables: &[Resolved]) -> Option<String> {
    let mut sql = String::new();
    for (ord, table) in tables.iter().enumerate() {
        for (relation, column) in &table.newest {
            let before = if sql.is_empty() { "" } else { " UNION ALL " };
            // Writing to a text does not fail.
            let _ = write!(sql, "{before}(SELECT {ord}, max({column})::text FROM {relation})");
        }
    }
    (!sql.is_empty()).then_some(sql)
}

/// What rows say of tables, by the table's number in their first column.
fn by_table(rows: &[Row]) -> BTreeMap<i32, String> {
    let mut all = BTreeMap::<i32, String>::new();
    for row in rows {
        let (Ok(ord), Ok(text)) = (row.try_get(0), row.try_get::<_, Option<String>>(1)) else { continue };
        let said = all.entry(ord).or_default();
        said.push_str(&text.unwrap_or_default());
        said.push(';');
    }
    all
}

/// The times that a notification tells, in seconds since 1970.
fn span(told: &Value) -> Option<TimeRange> {
    let moment = |name: &str| told[name].as_i64().and_then(|second| Timestamp::from_second(second).ok());
    TimeRange::new(moment("from")?, moment("to")?).ok()
}

#[cfg(test)]
mod tests;
