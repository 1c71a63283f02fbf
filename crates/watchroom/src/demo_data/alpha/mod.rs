//! `tenant-alpha`: the operations of a platform of twelve servers and ten services.

mod daily_messages;
mod logs;
mod messages;
mod metrics;
mod network;
mod requests;
mod servers;
mod service_health;
mod trouble;
mod trouble_messages;

use jiff::Timestamp;
use tokio_postgres::{Client, Error};

use super::feed::Feed;
use super::{Progress, health};

/// Large additions deserve new statistics at once rather than whenever autovacuum comes by.
const MANY_ROWS: u64 = 50_000;
const FEEDS: [&Feed; 3] = [&metrics::FEED, &logs::FEED, &requests::FEED];

/// Creates the tables that are missing, with their indexes.
///
/// # Errors
/// When the database refuses.
pub async fn create_tables(client: &Client) -> Result<(), Error> {
    for table in [metrics::CREATE, logs::CREATE, requests::CREATE, network::CREATE] {
        client.batch_execute(table).await?;
    }
    for feed in FEEDS {
        feed.create_indexes(client).await?;
    }
    health::create_table(client).await
}

/// Whether a fill is due: a table has no row yet, for example because a first fill was broken off.
///
/// # Errors
/// When the database refuses.
pub async fn needs_fill(client: &Client) -> Result<bool, Error> {
    for feed in FEEDS {
        if feed.is_empty(client).await? {
            return Ok(true);
        }
    }
    Ok(false)
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
    let mut rows = 0;
    for feed in FEEDS {
        rows += feed.fill(client, now.as_microsecond(), history_days, progress).await?;
    }
    client.batch_execute("truncate service_health, network_nodes, network_links").await?;
    Ok(rows + write_state(client, now).await?)
}

/// Writes what is missing since the newest rows, after a pause of any length; returns the number of rows.
///
/// # Errors
/// When the database refuses.
pub async fn catch_up(client: &mut Client, now: Timestamp) -> Result<u64, Error> {
    let mut rows = 0;
    for feed in FEEDS {
        let added = feed.append(client, now.as_microsecond()).await?;
        if added >= MANY_ROWS {
            feed.refresh_statistics(client).await?;
        }
        rows += added;
    }
    Ok(rows + write_state(client, now).await?)
}

/// Writes what has come due since the last call, one transaction per table; returns the number of rows. Call it every
/// few seconds.
///
/// # Errors
/// When the database refuses; the next call makes up for it.
pub async fn tick(client: &mut Client, now: Timestamp) -> Result<u64, Error> {
    catch_up(client, now).await
}

async fn write_state(client: &mut Client, now: Timestamp) -> Result<u64, Error> {
    let now_s = now.as_second();
    Ok(health::write(client, &service_health::checks(now_s)).await? + network::write(client, now_s).await?)
}
