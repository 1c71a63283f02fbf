//! The whole way into a real PostgreSQL.
//!
//! In a release build the usual 90 days are filled and timed: `cargo test --release -- --nocapture demo_data`.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Client;
use watchroom_test_support::{Postgres, TestDatabase};

use super::{HISTORY_DAYS, alpha, beta};

/// Debug builds stay light.
const DAYS: u32 = if cfg!(debug_assertions) { 2 } else { HISTORY_DAYS };

/// A database of the test's own, gone with the first value.
async fn database() -> (TestDatabase, Client) {
    let database = Postgres::shared().database().await;
    let client = database.connect().await;
    (database, client)
}

fn now() -> Timestamp {
    "2026-11-17T10:23:42.5Z".parse().expect("an instant")
}

/// The caller may want to write in a task of its own.
#[test]
fn fills_and_ticks_can_be_spawned() {
    fn sendable<F: Future + Send>(_: impl FnOnce(&'static mut Client) -> F) {}
    sendable(|client| async move { alpha::fill(client, now(), 1, &mut |_, _, _| ()).await });
    sendable(|client| alpha::tick(client, now()));
    sendable(|client| async move { beta::fill(client, now(), 1, &mut |_, _, _| ()).await });
    sendable(|client| beta::tick(client, now()));
}

/// What a table holds, in one word.
async fn digest(client: &Client, table: &str) -> String {
    let statement = format!("select count(*) || ' ' || md5(string_agg(t::text, '|' order by t::text)) from {table} t");
    client.query_one(&statement, &[]).await.expect("a digest").get(0)
}

async fn count(client: &Client, statement: &str) -> i64 {
    client.query_one(statement, &[]).await.expect("a count").get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alpha_fills_in_time() {
    let (_database, mut client) = database().await;
    alpha::create_tables(&client).await.expect("tables");
    assert!(alpha::needs_fill(&client).await.expect("an answer"));
    let started = Instant::now();
    let mut last = Vec::new();
    let mut progress = |table: &str, done: u64, total: u64| {
        if done == total {
            last.push(format!("{table} {done} at {:?}", started.elapsed()));
        }
        assert!(done <= total);
    };
    let rows = alpha::fill(&mut client, now(), DAYS, &mut progress).await.expect("a fill");
    let size_mb = count(&client, "select pg_database_size(current_database()) / 1000000").await;
    eprintln!("alpha: {DAYS} days, {rows} rows in {:?}, {size_mb} MB: {last:?}", started.elapsed());
    assert!(!alpha::needs_fill(&client).await.expect("an answer"));
    let lines = count(&client, "select count(*) from error_logs").await;
    assert_eq!(lines, i64::from(DAYS) * 200_000 / i64::from(HISTORY_DAYS));
    let metrics = count(&client, "select count(*) from metrics").await;
    let expected = i64::from(DAYS) * 34_560;
    assert!((expected * 98 / 100..expected).contains(&metrics), "{metrics}");
    let twice = "select count(*) from (select from metrics group by recorded_at, metric_type having count(*) > 1) t";
    assert_eq!(count(&client, twice).await, 0);
}

#[tokio::test]
async fn alpha_caught_up_in_steps_equals_a_straight_fill() {
    const TABLES: [&str; 6] = ["metrics", "error_logs", "requests", "service_health", "network_nodes", "network_links"];
    let (_database, mut client) = database().await;
    alpha::create_tables(&client).await.expect("tables");
    let start = now() - SignedDuration::from_hours(30);
    alpha::fill(&mut client, start, 1, &mut |_, _, _| ()).await.expect("a fill");
    // A long pause, some live seconds, a night with its patching, and the same instant twice.
    let since_start_s = [3 * 3600, 3 * 3600 + 3, 3 * 3600 + 8, 3 * 3600 + 13, 20 * 3600, 30 * 3600, 30 * 3600];
    let mut written = Vec::new();
    for seconds in since_start_s {
        let at = start + SignedDuration::from_secs(seconds);
        written.push(alpha::tick(&mut client, at).await.expect("a tick"));
    }
    assert_eq!(written.last(), Some(&0), "nothing is due twice: {written:?}");
    alpha::catch_up(&mut client, start).await.expect("an earlier clock writes nothing");
    let window = "select md5(string_agg(m::text, '|' order by m::text)) from metrics m where recorded_at > $1";
    let since = start - SignedDuration::from_hours(20);
    let stepped: String = client.query_one(window, &[&since]).await.expect("a digest").get(0);
    let mut digests = Vec::new();
    for table in &TABLES[3..] {
        digests.push(digest(&client, table).await);
    }
    let lines_window = "select md5(string_agg(concat_ws(' ', timestamp, service, error_message, severity), '|' \
                        order by timestamp)) from error_logs where timestamp > $1";
    let lines: String = client.query_one(lines_window, &[&since]).await.expect("a digest").get(0);

    alpha::fill(&mut client, now(), 3, &mut |_, _, _| ()).await.expect("a straight fill");
    assert_eq!(stepped, client.query_one(window, &[&since]).await.expect("a digest").get::<_, String>(0));
    assert_eq!(lines, client.query_one(lines_window, &[&since]).await.expect("a digest").get::<_, String>(0));
    for (table, before) in TABLES[3..].iter().zip(digests) {
        assert_eq!(digest(&client, table).await, before, "{table}");
    }
}

#[tokio::test]
async fn beta_fills_and_goes_on() {
    let (_database, mut client) = database().await;
    beta::create_tables(&client).await.expect("tables");
    assert!(beta::needs_fill(&client).await.expect("an answer"));
    let started = Instant::now();
    let rows = beta::fill(&mut client, now(), DAYS, &mut |_, _, _| ()).await.expect("a fill");
    let size_mb = count(&client, "select pg_database_size(current_database()) / 1000000").await;
    eprintln!("beta: {DAYS} days, {rows} rows in {:?}, {size_mb} MB", started.elapsed());
    assert_eq!(count(&client, "select count(*) from metrics").await, i64::from(DAYS) * 3_456);
    let later = now() + SignedDuration::from_hours(1);
    assert_eq!(beta::catch_up(&mut client, later).await.expect("a catch-up"), 144 + 6);
    assert_eq!(beta::tick(&mut client, later).await.expect("a tick"), 0);
}
