//! Running a plan: begin, the query, rollback, sent together.

use std::pin::pin;
use std::time::{Duration, Instant};

use deadpool_postgres::{Object, Pool, PoolError};
use futures_util::TryStreamExt;
use futures_util::future::{join_all, join3};
use jiff::tz::TimeZone;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, RowStream};
use watchroom_access::OwnRows;
use watchroom_domain::TenantId;
use watchroom_query::{Bind, Body, Limits, ScopedPlan, Statement};

use super::lease::Lease;
use super::{Answer, Entry, RunError, powers};
use crate::Frame;
use crate::error::describe;
use crate::frame::FrameBuilder;

/// The columns whose types only the database can write down.
pub(super) fn exotic(ready: &[tokio_postgres::Statement]) -> Vec<String> {
    let columns = ready.iter().flat_map(tokio_postgres::Statement::columns);
    columns.filter(|column| !FrameBuilder::reads(column.type_())).map(|column| column.name().to_owned()).collect()
}

/// How long a query waits for its tenant's turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes a connection from the tenant's pool.
pub(super) async fn connection(entry: &Entry) -> Result<Object, RunError> {
    connection_of(&entry.stored.id, &entry.pool).await
}

/// Takes a connection from one of a tenant's pools.
pub(crate) async fn connection_of(tenant: &TenantId, pool: &Pool) -> Result<Object, RunError> {
    pool.get().await.map_err(|error| match error {
        PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => RunError::Busy(tenant.clone()),
        PoolError::PostCreateHook(deadpool_postgres::HookError::Message(text)) => {
            RunError::TooPowerful { tenant: tenant.clone(), powers: powers::parse(&text) }
        }
        PoolError::Backend(error) | PoolError::PostCreateHook(deadpool_postgres::HookError::Backend(error)) => {
            RunError::Unreachable { tenant: tenant.clone(), cause: describe(&error) }
        }
        other => RunError::Unreachable { tenant: tenant.clone(), cause: other.to_string() },
    })
}

pub(super) async fn run(entry: &Entry, plan: &ScopedPlan) -> Result<Answer, RunError> {
    let tenant = plan.tenant();
    let quota = usize::from(plan.limits().at_once);
    let pass = entry.gate.enter(tenant, quota, PATIENCE).await.ok_or_else(|| RunError::Busy(tenant.clone()))?;
    let lease = Lease::new(connection(entry).await?, entry.connector.clone(), Some(pass));
    let begin = begin(plan.zone_without_zone(), plan.limits().time_ms, plan.own_rows(), entry.gate.is_shared());
    let sent = Instant::now();
    let result = match plan.body() {
        // These read columns of whatever type the engineer's table has.
        Body::Table(_) | Body::Kpi(_) | Body::Custom(_) | Body::Bar(_) | Body::Template(_) => {
            prepared(lease.connection(), plan, &begin).await
        }
        Body::Timeseries(_) | Body::Health(_) => pipelined(lease.connection(), plan, &begin).await,
    };
    match result {
        Ok(frames) => {
            lease.give_back();
            Ok(Answer { frames, query_ms: sent.elapsed().as_secs_f64() * 1_000.0 })
        }
        Err(error) if lease.connection().is_closed() => {
            Err(RunError::Unreachable { tenant: plan.tenant().clone(), cause: describe(&error) })
        }
        Err(error) => Err(sort_out(&error, plan.tenant(), plan.limits().time_ms)),
    }
}

/// One round trip: begin with its limits, the statements and the rollback are all on their way before the first
/// answer comes back. Only for statements whose columns are of built-in types: to learn of another type the driver
/// would ask the database in the middle of an answer, and wait for ever.
async fn pipelined(connection: &Object, plan: &ScopedPlan, begin: &str) -> Result<Vec<Frame>, Error> {
    let statements = plan.statements();
    let zone = zone_without_zone(plan);
    let (began, frames, ended) = join3(
        connection.batch_execute(begin),
        join_all(statements.iter().map(|statement| async {
            let rows = connection.query_typed_raw(statement.sql(), typed(statement)).await?;
            collect(rows, None, plan.limits(), &zone).await
        })),
        connection.batch_execute("ROLLBACK"),
    )
    .await;
    began?;
    let frames = frames.into_iter().collect::<Result<Vec<_>, _>>()?;
    ended?;
    Ok(frames)
}

/// Two round trips: first the statements are prepared, which tells the columns' types; then they run.
async fn prepared(connection: &Object, plan: &ScopedPlan, begin: &str) -> Result<Vec<Frame>, Error> {
    let zone = zone_without_zone(plan);
    let mut statements = plan.statements();
    let (began, mut ready) = prepare(connection, Some(begin), &statements).await?;
    began?;
    let exotic = exotic(&ready);
    if !exotic.is_empty() {
        // Types that only the database can write down (ranges, arrays, points, enums …) are asked for as text.
        statements = plan.statements_as_text(&exotic);
        ready = prepare(connection, None, &statements).await?.1;
    }
    let (frames, ended) = futures_util::future::join(
        join_all(ready.iter().zip(&statements).map(|(ready, statement)| async {
            let binds = typed(statement).into_iter().map(|(bind, _)| bind);
            let rows = connection.query_raw(ready, binds).await?;
            collect(rows, Some(ready.columns()), plan.limits(), &zone).await
        })),
        connection.batch_execute("ROLLBACK"),
    )
    .await;
    let frames = frames.into_iter().collect::<Result<Vec<_>, _>>()?;
    ended?;
    Ok(frames)
}

pub(super) type Began = Result<(), Error>;

pub(super) async fn prepare(
    connection: &Object,
    begin: Option<&str>,
    statements: &[Statement],
) -> Result<(Began, Vec<tokio_postgres::Statement>), Error> {
    let begun = async {
        match begin {
            Some(begin) => connection.batch_execute(begin).await,
            None => Ok(()),
        }
    };
    let preparing = join_all(statements.iter().map(|statement| async {
        let types: Vec<Type> = typed(statement).into_iter().map(|(_, kind)| kind).collect();
        // The driver's own preparation, not the pool's: its cache keeps a statement after its table has changed.
        tokio_postgres::Client::prepare_typed(connection, statement.sql(), &types).await
    }));
    let (began, ready) = futures_util::future::join(begun, preparing).await;
    Ok((began, ready.into_iter().collect::<Result<Vec<_>, _>>()?))
}

/// Limits that the statement itself cannot lift: inside a read-only transaction, read-only cannot be switched off,
/// and the rollback takes every setting back.
///
/// Where several tenants ask at once, a query takes one core and no more: parallel workers of one would be the others'
/// waiting.
///
/// The database is also told for which rows it is asked (`watchroom.rows`, `watchroom.ward`), so that its owner can hold
/// row security against it. Role and person are not told: answers are kept for everybody who sees the same rows.
pub(super) fn begin(zone: &str, time_ms: u64, own_rows: &OwnRows, shared: bool) -> String {
    let (rows, ward) = match own_rows {
        OwnRows::Whole => ("all", ""),
        OwnRows::Ward(ward) => ("ward", ward.as_str()),
        OwnRows::Nothing => ("none", ""),
    };
    format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {time_ms}; SET LOCAL timezone = {}; \
         SET LOCAL watchroom.rows = '{rows}'; SET LOCAL watchroom.ward = {}{}",
        literal(zone),
        literal(ward),
        if shared { "; SET LOCAL max_parallel_workers_per_gather = 0" } else { "" }
    )
}

/// A text as PostgreSQL reads it back, however the role has set `standard_conforming_strings`.
pub(crate) fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A name as PostgreSQL reads it back.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn zone_without_zone(plan: &ScopedPlan) -> TimeZone {
    // The loader has checked the name.
    TimeZone::get(plan.zone_without_zone()).unwrap_or(TimeZone::UTC)
}

pub(super) fn typed(statement: &Statement) -> Vec<(&(dyn ToSql + Sync), Type)> {
    statement
        .binds()
        .iter()
        .map(|bind| match bind {
            Bind::Time(value) => (value as &(dyn ToSql + Sync), Type::TIMESTAMPTZ),
            Bind::Times(values) => (values as &(dyn ToSql + Sync), Type::TIMESTAMPTZ_ARRAY),
            Bind::Text(value) => (value as &(dyn ToSql + Sync), Type::TEXT),
            Bind::Texts(values) => (values as &(dyn ToSql + Sync), Type::TEXT_ARRAY),
            Bind::Bool(value) => (value as &(dyn ToSql + Sync), Type::BOOL),
            Bind::Int(value) => (value as &(dyn ToSql + Sync), Type::INT8),
        })
        .collect()
}

/// Reads rows into a frame. Past a limit the rest is read off the wire and forgotten; the statement's own LIMIT and
/// its time limit keep that short.
async fn collect(
    rows: RowStream,
    columns: Option<&[tokio_postgres::Column]>,
    limits: Limits,
    zone: &TimeZone,
) -> Result<Frame, Error> {
    let mut rows = pin!(rows);
    let mut builder = columns.map(|columns| FrameBuilder::new(columns, zone.clone()));
    while let Some(row) = rows.try_next().await? {
        let builder = builder.get_or_insert_with(|| FrameBuilder::new(row.columns(), zone.clone()));
        if builder.rows() >= limits.rows || builder.bytes() >= limits.bytes {
            builder.cut();
        } else {
            builder.push(&row);
        }
    }
    Ok(builder.map(FrameBuilder::done).unwrap_or_default())
}

pub(crate) fn sort_out(error: &Error, tenant: &TenantId, time_ms: u64) -> RunError {
    let Some(code) = error.code() else {
        return RunError::Unreachable { tenant: tenant.clone(), cause: describe(error) };
    };
    match *code {
        SqlState::QUERY_CANCELED => RunError::TimedOut(time_ms),
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::INVALID_SCHEMA_NAME => {
            RunError::Missing(describe(error))
        }
        SqlState::INSUFFICIENT_PRIVILEGE => RunError::NotAllowed(describe(error)),
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            RunError::Unreachable { tenant: tenant.clone(), cause: describe(error) }
        }
        _ => RunError::Refused(describe(error)),
    }
}
