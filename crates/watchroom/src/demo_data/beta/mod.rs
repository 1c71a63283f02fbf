//! `tenant-beta`: a municipality and its six systems, watched from outside.

pub mod desk;
mod metrics;
mod power;
mod systems;

use jiff::Timestamp;
use tokio_postgres::{Client, Error};

use super::{Progress, health};

/// Creates the tables that are missing, with their indexes.
///
/// # Errors
/// When the database refuses.
pub async fn create_tables(client: &Client) -> Result<(), Error> {
    client.batch_execute(metrics::CREATE).await?;
    metrics::FEED.create_indexes(client).await?;
    health::create_table(client).await
}

/// Whether a fill is due: there is no row yet.
///
/// # Errors
/// When the database refuses.
pub async fn needs_fill(client: &Client) -> Result<bool, Error> {
    metrics::FEED.is_empty(client).await
}

/// Empties the tables and writes the history that ends at `now`; returns the number of rows.
///
/// # Errors
/// When the database refuses; each table is then as it was before or complete.
pub async fn fill(
    client: &mut Client,
    now: Timestamp,
    history_days: u32,
    progress: &mut Progress<'_>,
) -> Result<u64, Error> {
    let rows = metrics::FEED.fill(client, now.as_microsecond(), history_days, progress).await?;
    client.batch_execute("truncate service_health").await?;
    Ok(rows + health::write(client, &systems::checks(now.as_second())).await?)
}

/// Writes what is missing since the newest rows, after a pause of any length; returns the number of rows.
///
/// # Errors
/// When the database refuses.
pub async fn catch_up(client: &mut Client, now: Timestamp) -> Result<u64, Error> {
    let rows = metrics::FEED.append(client, now.as_microsecond()).await?;
    Ok(rows + health::write(client, &systems::checks(now.as_second())).await?)
}

/// Writes what has come due since the last call, one transaction per table; returns the number of rows. Call it every
/// few seconds.
///
/// # Errors
/// When the database refuses; the next call makes up for it.
pub async fn tick(client: &mut Client, now: Timestamp) -> Result<u64, Error> {
    catch_up(client, now).await
}
