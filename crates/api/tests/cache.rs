//! The response cache over a real database: one query for all viewers, and never the wrong answer.

use std::io::Read;
use std::time::Duration;

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

const SQL: &str = "
    CREATE TABLE one (n double precision, ward text, at timestamptz);
    INSERT INTO one VALUES (1, '1', '2026-03-01T11:00Z'), (2, '2', '2026-03-01T11:30Z');
    CREATE VIEW slow AS SELECT n, ward, at, pg_sleep(0.7)::text AS slept FROM one LIMIT 1;
    CREATE TABLE many (at timestamptz, n double precision);
    INSERT INTO many SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '10 s', i FROM generate_series(1, 4000) i";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: sum, config_file: panels/sum.yaml, position: { row: 1, col: 1 } }
    - { id: slow, config_file: panels/slow.yaml, position: { row: 2, col: 1 } }
    - { id: many, config_file: panels/many.yaml, position: { row: 5, col: 1 } }
",
    ),
    (
        "panels/sum.yaml",
        "panel:
  type: kpi
  title: Sum
  aggregate: sum
  refresh_interval: 20
  data_source: { table: one, columns: { value: n }, scope: { ward: ward } }
",
    ),
    (
        "panels/slow.yaml",
        "panel:
  type: table
  title: Slow
  data_source:
    table: slow
    columns:
      - { name: n }
      - { name: slept }
",
    ),
    (
        "panels/many.yaml",
        "panel:\n  type: timeseries\n  title: Many\n  data_source: { table: many, columns: { timestamp: at, value: n } }\n",
    ),
];

const SUM: &str = "/api/v1/panels/sum/data";
const MANY: &str = "/api/v1/panels/many/data?start_date=2026-03-01T00:00:00Z&end_date=2026-03-01T08:00:00Z";

async fn app() -> TestApp {
    let noon = "2026-03-01T12:00:00Z".parse().expect("a moment");
    TestApp::builder().at(noon).tenant("alpha", SQL, FILES).await.start().await
}

async fn sum(session: &Session) -> (f64, Value, Value) {
    let reply = session.get(SUM).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let meta = &reply.body["meta"];
    (reply.body["value"].as_f64().expect("a sum"), meta["cache"].clone(), meta["stale_because"].clone())
}

#[tokio::test]
async fn a_hundred_viewers_of_a_cold_panel_are_one_query() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let root = app.tenant("alpha").database.connect().await;
    let scans = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'one'";
    let before: i64 = root.query_one(scans, &[]).await.expect("a count").get(0);
    let replies = (0..100).map(|_| viewer.get("/api/v1/panels/slow/data"));
    for reply in futures_util::future::join_all(replies).await {
        assert_eq!((reply.status, &reply.body["rows"][0][0]), (200, &json!(1.0)), "{}", reply.text);
    }
    // The panel's rows and their number: two scans of its table. Connections tell the statistics when they rest.
    let mut scanned = 0;
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let now: i64 = root.query_one(scans, &[]).await.expect("a count").get(0);
        if now > 0 && now == scanned + before {
            break;
        }
        scanned = now - before;
    }
    assert_eq!(scanned, 2, "one query reads the rows and counts them");
}

#[tokio::test]
async fn meta_says_where_an_answer_comes_from() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    assert_eq!(sum(&viewer).await, (3.0, json!("miss"), json!(null)));
    let owner = app.tenant("alpha").owner().await;
    owner.batch_execute("INSERT INTO one VALUES (10, '1', now())").await.expect("a row");
    assert_eq!(sum(&viewer).await, (3.0, json!("hit"), json!(null)));
    app.app.clock.advance_ms(20_000);
    assert_eq!(sum(&viewer).await, (13.0, json!("miss"), json!(null)));
    owner.batch_execute("INSERT INTO one VALUES (100, '1', now())").await.expect("a row");
    app.app.clock.advance_ms(1_000);
    let anew = viewer.get_with(SUM, &[("cache-control", "no-cache")]).await;
    assert_eq!((anew.body["value"].as_f64(), &anew.body["meta"]["cache"]), (Some(113.0), &json!("miss")));
}

#[tokio::test]
async fn no_ward_is_served_anothers_answer() {
    let app = app().await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let first = app.sign_in("first", &[("alpha", Role::WardCouncillor, Some("1"))]).await;
    let second = app.sign_in("second", &[("alpha", Role::WardCouncillor, Some("2"))]).await;
    for _ in 0..2 {
        assert_eq!(sum(&manager).await.0, 3.0);
        assert_eq!(sum(&first).await.0, 1.0);
        assert_eq!(sum(&second).await.0, 2.0);
    }
    assert_eq!(sum(&second).await.1, json!("hit"));
}

#[tokio::test]
async fn who_has_the_answer_is_told_so_in_a_few_bytes() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let first = viewer.get(MANY).await;
    let etag = first.headers["etag"].to_str().expect("text").to_owned();
    let again = viewer.get_with(MANY, &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], etag.as_str());
    app.app.clock.advance_ms(400_000);
    let newer = viewer.get_with(MANY, &[("if-none-match", &etag)]).await;
    assert_eq!(newer.status, 200);
    assert_ne!(newer.headers["etag"], etag.as_str());

    let packed = viewer.get_with(MANY, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_string(&mut text).expect("gzip");
    let unpacked: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&unpacked["series"], &unpacked["meta"]["cache"]), (&first.body["series"], &json!("hit")));
    assert!(packed.bytes.len() * 2 < text.len());
}

#[tokio::test]
async fn a_query_that_fails_leaves_the_last_good_answer_with_its_age_and_the_reason() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let made = viewer.get(SUM).await.body["meta"]["generated_at"].clone();
    let owner = app.tenant("alpha").owner().await;
    owner.batch_execute("ALTER TABLE one RENAME TO gone").await.expect("renamed");
    app.app.clock.advance_ms(21_000);
    let reply = viewer.get(SUM).await;
    assert_eq!((reply.status, reply.body["value"].as_f64()), (200, Some(3.0)), "{}", reply.text);
    assert_eq!(reply.body["meta"]["cache"], "stale");
    assert_eq!(reply.body["meta"]["stale_because"], "This panel does not fit its database");
    assert_eq!(reply.body["meta"]["generated_at"], made, "it says how old it is");
    owner.batch_execute("ALTER TABLE gone RENAME TO one").await.expect("renamed");
    app.app.clock.advance_ms(6_000);
    assert_eq!(sum(&viewer).await, (3.0, json!("miss"), json!(null)));
}

#[tokio::test]
async fn a_right_that_is_taken_away_takes_the_old_answer_with_it() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    sum(&viewer).await;
    let tenant = app.tenant("alpha");
    let revoke = format!("REVOKE SELECT ON one FROM {}", tenant.reader_role);
    tenant.owner().await.batch_execute(&revoke).await.expect("revoked");
    app.app.clock.advance_ms(21_000);
    for _ in 0..2 {
        let reply = viewer.get(SUM).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (502, Some("panel_broken")), "{}", reply.text);
    }
}

#[tokio::test]
async fn a_custom_panels_picture_is_kept_too() {
    let files = [
        FILES[0],
        (
            "dashboards/default.yaml",
            "dashboard:\n  name: D\n  panels:\n    - { id: net, config_file: panels/net.yaml, position: { row: 1, col: 1 } }\n",
        ),
        (
            "panels/net.yaml",
            "panel:\n  type: custom_image\n  title: Net\n  endpoint: /api/v1/custom/network-topology\n",
        ),
    ];
    let sql = "CREATE TABLE network_nodes (name text PRIMARY KEY, kind text, online boolean);
        CREATE TABLE network_links (source text, target text, latency_ms float8);
        INSERT INTO network_nodes VALUES ('gate', 'gateway', true), ('web-1', 'web', true);
        INSERT INTO network_links VALUES ('gate', 'web-1', 1.5)";
    let app = TestApp::builder().tenant("alpha", sql, &files).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let path = "/api/v1/custom/network-topology";
    let first = viewer.get(path).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let etag = first.headers["etag"].to_str().expect("text").to_owned();
    assert_eq!(viewer.get(path).await.text, first.text);
    assert_eq!(viewer.get_with(path, &[("if-none-match", &etag)]).await.status, 304);
}
