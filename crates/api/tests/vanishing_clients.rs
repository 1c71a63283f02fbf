//! Clients that go away in the middle of a query leave nothing behind: no query running, no connection stuck.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use watchroom_domain::Role;
use watchroom_test_support::TestApp;

/// Rows that take as long as somebody says: what a slow query looks like from outside.
const SQL: &str = "
    CREATE TABLE one (n double precision); INSERT INTO one VALUES (1);
    CREATE VIEW slow AS SELECT n, pg_sleep(30)::text AS slept FROM one;
    CREATE TABLE many (at timestamptz, n double precision);
    INSERT INTO many SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '10 ms', i FROM generate_series(1, 50000) i";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: slow, config_file: panels/slow.yaml, position: { row: 1, col: 1 } }
    - { id: many, config_file: panels/many.yaml, position: { row: 4, col: 1 } }
    - { id: quick, config_file: panels/quick.yaml, position: { row: 6, col: 1 } }
",
    ),
    (
        "panels/slow.yaml",
        "panel:\n  type: table\n  title: Slow\n  data_source:\n    table: slow\n    columns:\n      - { name: n }\n      - { name: slept }\n",
    ),
    (
        "panels/many.yaml",
        "panel:\n  type: timeseries\n  title: Many\n  data_source: { table: many, columns: { timestamp: at, value: n } }\n",
    ),
    (
        "panels/quick.yaml",
        "panel:\n  type: kpi\n  title: Quick\n  data_source: { table: one, columns: { value: n } }\n",
    ),
];

/// Requests whose client vanishes.
const CLIENTS: u64 = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vanished_clients_leave_no_query_and_no_stuck_connection() {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.start().await;
    let login = serde_json::json!({"email": "viewer@test.example", "password": "correct horse battery"});
    app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let cookie = app.nobody().post("/api/v1/auth/login", &login).await.headers["set-cookie"].clone();
    let cookie = cookie.to_str().expect("text").split(';').next().expect("a cookie").to_owned();
    let address = app.url.trim_start_matches("http://").to_owned();

    let mut random = StdRng::seed_from_u64(5);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        // Each asks for something else, so that none shares another's query or a kept answer.
        let path = match number % 3 {
            0 => format!("/api/v1/panels/slow/data?search={number}"),
            1 => format!(
                "/api/v1/panels/many/data?start_date=2026-03-01T00:00:00Z&end_date=2026-03-01T01:00:00.{number:06}Z"
            ),
            _ => format!("/api/v1/panels/quick/data?series_filter={number}"),
        };
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nX-Tenant: alpha\r\n\r\n");
        let patience = Duration::from_micros(random.random_range(0..20_000));
        let address = address.clone();
        running.spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            stream.write_all(request.as_bytes()).await.expect("sent");
            tokio::time::sleep(patience).await;
            drop(stream);
        });
        if running.len() >= 24 {
            running.join_next().await;
        }
    }
    while running.join_next().await.is_some() {}

    let tenant = app.tenant("alpha");
    let root = tenant.database.connect().await;
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND state <> 'idle'";
    let since = Instant::now();
    loop {
        let busy: i64 = root.query_one(busy, &[&tenant.reader_role]).await.expect("a count").get(0);
        if busy == 0 {
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(5), "{busy} queries still run after 5 s");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    // Every connection of the pool answers, and answers its own question.
    let viewer = watchroom_test_support::Session::open(&app.url, Some("alpha"));
    assert_eq!(viewer.post("/api/v1/auth/login", &login).await.status, 200);
    let paths: Vec<String> = (0..64).map(|n| format!("/api/v1/panels/quick/data?series_filter=again-{n}")).collect();
    let answers = paths.iter().map(|path| viewer.get(path));
    for reply in futures_util::future::join_all(answers).await {
        assert_eq!((reply.status, reply.body["value"].as_f64()), (200, Some(1.0)), "{}", reply.text);
    }
    let open: i64 = root
        .query_one("SELECT count(*) FROM pg_stat_activity WHERE usename = $1", &[&tenant.reader_role])
        .await
        .expect("a count")
        .get(0);
    assert!((1..=8).contains(&open), "{open} connections: the pool holds 8 at most");
    let in_transaction: i64 = root
        .query_one(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND xact_start IS NOT NULL",
            &[&tenant.reader_role],
        )
        .await
        .expect("a count")
        .get(0);
    assert_eq!(in_transaction, 0, "no connection came back inside a transaction");
}

#[tokio::test]
async fn a_connection_whose_query_was_cancelled_is_closed_and_not_lent_again() {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let tenant = app.tenant("alpha");
    let root = tenant.database.connect().await;
    let asleep = "SELECT pid FROM pg_stat_activity WHERE usename = $1 AND wait_event = 'PgSleep'";
    let since = Instant::now();
    let pid: i32 = {
        let mut asking = std::pin::pin!(viewer.get("/api/v1/panels/slow/data"));
        loop {
            // The client is gone when this block is left.
            let reply = tokio::time::timeout(Duration::from_millis(20), &mut asking).await;
            assert!(reply.is_err() && since.elapsed() < Duration::from_secs(10), "the query is not seen: {reply:?}");
            if let Some(row) = root.query_opt(asleep, &[&tenant.reader_role]).await.expect("sessions") {
                break row.get(0);
            }
        }
    };
    let there = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1";
    let since = Instant::now();
    while root.query_one(there, &[&pid]).await.expect("a count").get::<_, i64>(0) > 0 {
        assert!(since.elapsed() < Duration::from_secs(10), "its cancellation may still be on its way to it");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(viewer.get("/api/v1/panels/quick/data").await.status, 200, "another takes its place");
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_stopped_and_said_to_be_slow() {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let reply = viewer.get("/api/v1/panels/slow/data").await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (504, Some("query_too_slow")), "{}", reply.text);
    assert!(!reply.text.contains("pg_sleep"), "SQL never leaves the server: {}", reply.text);
    assert_eq!(viewer.get("/api/v1/panels/quick/data").await.status, 200, "the connection came back clean");
}
