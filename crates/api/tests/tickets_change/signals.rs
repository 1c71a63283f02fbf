//! How processes learn at once of what another one did: by PostgreSQL, or by a real Redis; and what they do without.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use watchroom_store::Address;
use watchroom_test_support::{TestApp, TestRedis};

use crate::desk::{People, Stream, app, begun, id, make};
use crate::way::Way;

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
        assert!(begun.elapsed() < Duration::from_secs(45), "{events} instead of {bus}, {polled}");
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
        let ticket = make(&people.manager, json!({})).await;
        let text = there.text_until(id(&ticket)).await;
        seen += text.matches("event: ticket_created").count();
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

/// How long the event of a new ticket takes to a listener of another process, from the answer on: half of five times take longer.
async fn usual(by: &People, there: &mut Stream) -> Duration {
    let mut took = Vec::new();
    for _ in 0..5 {
        let ticket = make(&by.manager, json!({})).await;
        let begun = Instant::now();
        there.until(id(&ticket)).await;
        took.push(begun.elapsed());
    }
    took.sort();
    took[2]
}

#[tokio::test]
async fn a_signal_that_redis_carries_comes_at_once() {
    let mut redis = TestRedis::start();
    let app = begun().await.redis(&redis.url()).start().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    ready(&other, "redis", 0).await;
    ready(&app, "redis", 0).await;
    let mut there = Stream::open(&people.manager.at(&other.url), &[]).await;
    let by_redis = usual(&people, &mut there).await;
    redis.kill();
    ready(&other, "redis", 1).await;
    let by_asking = usual(&people, &mut there).await;
    // Who asks every second has asked just before each of these tickets but the first.
    assert!(by_redis + Duration::from_millis(200) < by_asking, "{by_redis:?} by Redis, {by_asking:?} without");
}

/// A network that swallows what Redis says looks like one where nobody says anything.
#[tokio::test]
async fn a_redis_that_is_heard_no_more_is_noticed_and_another_connection_made() {
    let redis = TestRedis::start();
    let way = Way::to(redis.port()).await;
    let app = begun().await.redis(&way.url()).start().await;
    ready(&app, "redis", 0).await;
    way.mute_those_who_listen();
    ready(&app, "redis", 1).await;
    ready(&app, "redis", 0).await;
}

#[tokio::test]
async fn a_desk_whose_database_says_nothing_is_polled_and_that_is_said_once() {
    let log = Log::default();
    // What this test's server says: all of it runs in this thread.
    let _listening = tracing::subscriber::set_default(log.clone());
    let app = app().await;
    ready(&app, "postgresql", 0).await;
    let tenant = app.tenant("beta");
    let root = tenant.database.connect().await;
    let name: String = root.query_one("SELECT current_database()::text", &[]).await.expect("a name").get(0);
    for times in 1..=2 {
        root.batch_execute(&format!("ALTER DATABASE \"{name}\" WITH CONNECTION LIMIT 0")).await.expect("closed");
        root.batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await
        .expect("ended");
        ready(&app, "postgresql", 1).await;
        // It is tried every second.
        tokio::time::sleep(Duration::from_secs(4)).await;
        for said in ["news of the desk is not heard", "the desk's outbox cannot be read"] {
            assert_eq!(log.count(said), times, "{said}: {log:?}");
        }
        root.batch_execute(&format!("ALTER DATABASE \"{name}\" WITH CONNECTION LIMIT -1")).await.expect("open again");
        ready(&app, "postgresql", 0).await;
        let begun = Instant::now();
        for said in ["news of the desk is heard again", "the desk's outbox is read again"] {
            while log.count(said) < times {
                assert!(begun.elapsed() < Duration::from_secs(20), "{said}: {log:?}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            assert_eq!(log.count(said), times, "{said}: {log:?}");
        }
    }
}

/// A firewall that drops what it takes: connections are made, and nothing is ever said on them.
#[tokio::test]
async fn a_desk_whose_database_takes_connections_and_never_answers_is_given_up_and_counted() {
    let app = app().await;
    ready(&app, "postgresql", 0).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let silent = tokio::spawn(async move {
        let mut taken = Vec::new();
        while let Ok(connection) = silent.accept().await {
            taken.push(connection);
        }
    });
    let address = Address::parse(&format!("postgresql://desk:secret@127.0.0.1:{port}/desk?sslmode=disable"));
    app.move_desk("beta", &address.expect("an address")).await;
    let tenant = app.tenant("beta").id.clone();
    let tenants = app.app.tenants.clone();
    let asked = async { tokio::join!(tenants.outbox_listen(&tenant), tenants.outbox_end(&tenant)) };
    let (listened, read) = tokio::time::timeout(Duration::from_secs(60), asked).await.expect("it is given up");
    for given_up in [listened.map(drop), read.map(drop)] {
        assert!(given_up.is_err(), "there is no database");
    }
    ready(&app, "postgresql", 1).await;
    silent.abort();
}

/// What is said in the log, line by line.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn count(&self, words: &str) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().filter(|line| line.contains(words)).count()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("watchroom_live")
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
