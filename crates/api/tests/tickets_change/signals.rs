//! How processes learn at once of what another one did: by PostgreSQL, or by a real Redis; and what they do without.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use watchroom_test_support::{TestApp, TestRedis};

use crate::desk::{People, Stream, app, begun, id, make};

/// Waits until `/ready` says of the signals what it should.
async fn ready(app: &TestApp, bus: &str, polled: u64) {
    let begun = Instant::now();
    loop {
        let ready = app.nobody().get("/ready").await;
        assert_eq!(ready.status, 200, "a lost bus is no reason to serve nobody: {}", ready.text);
        let events: &Value = &ready.body["events"];
        if events == &json!({"bus": bus, "polled": polled}) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "{events} instead of {bus}, {polled}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn redis_carries_signals_and_its_loss_is_said_and_costs_no_event() {
    let mut redis = TestRedis::start();
    let app = begun().await.redis(&redis.url()).start().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    ready(&app, "redis", 0).await;
    ready(&other, "redis", 0).await;
    let mut there = Stream::open(&people.manager.at(&other.url), &[]).await;
    let mut seen = 0;
    for life in 0..3 {
        let begun = Instant::now();
        let ticket = make(&people.manager, json!({})).await;
        let text = there.text_until(id(&ticket)).await;
        seen += text.matches("event: ticket_created").count();
        assert!(begun.elapsed() < Duration::from_secs(3));
        redis.kill();
        ready(&other, "redis", 1).await;
        let ticket = make(&people.manager, json!({})).await;
        let text = there.text_until(id(&ticket)).await;
        seen += text.matches("event: ticket_created").count();
        redis.start_again();
        ready(&other, "redis", 0).await;
        assert_eq!(seen, 2 * (life + 1), "each came once: {text}");
    }
    // Who writes past the server signals nothing, and is heard all the same.
    let owner = app.tenant("beta").owner().await;
    let line = "INSERT INTO service_desk.events (at, kind, ticket_id) VALUES (now(), 'ticket_updated', '00000000-0000-0000-0000-00000000000a')";
    owner.execute(line, &[]).await.expect("a line");
    there.until("00000000000a").await;
}

#[tokio::test]
async fn a_signal_that_redis_carries_comes_at_once() {
    let redis = TestRedis::start();
    let app = begun().await.redis(&redis.url()).start().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    ready(&other, "redis", 0).await;
    ready(&app, "redis", 0).await;
    let mut there = Stream::open(&people.manager.at(&other.url), &[]).await;
    let mut took = Vec::new();
    for _ in 0..9 {
        let ticket = make(&people.manager, json!({})).await;
        let begun = Instant::now();
        there.until(id(&ticket)).await;
        took.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(137)).await;
    }
    took.sort();
    // The outbox is read every second anyway: by chance alone it would take half of that.
    assert!(took[4] < Duration::from_millis(300), "{took:?}");
}

#[tokio::test]
async fn a_desk_whose_database_says_nothing_is_polled_and_that_is_said() {
    let app = app().await;
    ready(&app, "postgresql", 0).await;
    let tenant = app.tenant("beta");
    let root = tenant.database.connect().await;
    let name: String = root.query_one("SELECT current_database()::text", &[]).await.expect("a name").get(0);
    root.batch_execute(&format!("ALTER DATABASE \"{name}\" WITH CONNECTION LIMIT 0")).await.expect("closed");
    root.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND query LIKE 'LISTEN%'",
    )
    .await
    .expect("ended");
    ready(&app, "postgresql", 1).await;
    root.batch_execute(&format!("ALTER DATABASE \"{name}\" WITH CONNECTION LIMIT -1")).await.expect("open again");
    ready(&app, "postgresql", 0).await;
}
