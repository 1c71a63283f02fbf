//! Custom panels over real tables: who sees them, what they answer, and what a bad one does to the rest.

use std::time::{Duration, Instant};

use serde_json::json;
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

/// 2026-03-09 14:05 in Johannesburg; its day began at 22:00 UTC.
const NOW: &str = "2026-03-09T12:05:00Z";

const SQL: &str = "
    CREATE TABLE network_nodes (name text PRIMARY KEY, kind text, online boolean);
    CREATE TABLE network_links (source text, target text, latency_ms float8);
    INSERT INTO network_nodes VALUES ('gate', 'gateway', true), ('web-1', 'web', false), ('<script>alert(1)</script>', 'a\"&', true);
    INSERT INTO network_links VALUES ('gate', 'web-1', 1.5), ('gate', '<script>alert(1)</script>', 0.5);
    CREATE TABLE requests (requested_at timestamptz, service text, method text, path text, status_code int,
        duration_ms float8, response_bytes int8, ward_id int);
    INSERT INTO requests VALUES
        ('2026-03-08T21:59:59Z', 'a', 'GET', '/', 500, 999, 1, 3), ('2026-03-08T22:00:00Z', 'a', 'GET', '/', 200, 10, 100, 3),
        ('2026-03-09T12:00:00Z', 'a', 'GET', '/', 503, 30.26, 50, 3), ('2026-03-09T12:01:00Z', 'a', 'GET', '/', 200, 20, 50, 4),
        ('2026-03-09T12:06:00Z', 'a', 'GET', '/', 500, 999, 1, 3)";

const SLOW: &str = "
    CREATE TABLE one AS SELECT 1 AS n;
    CREATE VIEW network_nodes AS SELECT pg_sleep(30)::text AS name, 'web'::text AS kind, true AS online FROM one;
    CREATE TABLE network_links (source text, target text, latency_ms float8)";

const BOARD: &str = "dashboard:
  name: Default
  panels:
    - { id: topology, config_file: panels/topology.yaml, position: { row: 1, col: 1 } }
    - { id: summary, config_file: panels/summary.yaml, position: { row: 3, col: 1 } }
    - { id: typo, config_file: panels/typo.yaml, position: { row: 5, col: 1 } }
    - { id: absent, config_file: panels/absent.yaml, position: { row: 7, col: 1 } }
    - { id: asks, config_file: panels/asks.yaml, position: { row: 9, col: 1 } }
    - { id: times, config_file: panels/times.yaml, position: { row: 11, col: 1 } }
";
const SECRET: &str = "dashboard:
  name: Secret
  roles: [manager]
  panels:
    - { id: topology2, config_file: panels/topology.yaml, position: { row: 1, col: 1 } }
";
const TOPOLOGY: &str = "panel:
  type: custom_image
  title: Network
  endpoint: /api/v1/custom/network-topology
  parameters: { include_offline: false }
";
const SUMMARY: &str = "panel:
  type: custom_template
  title: Today
  endpoint: /api/v1/custom/daily-summary
  data_source: { scope: { ward: ward_id } }
  template: '<p class=\"p-4\" onclick=\"x()\">{{ date }}: {{ total_requests }}, {{ error_rate }}%</p><script>x()</script>'
";
const TYPO: &str = "panel:
  type: custom_template
  title: Typo
  endpoint: /api/v1/custom/daily-summary
  template: '{{ total_request }}'
";
const ABSENT: &str = "panel:\n  type: custom_image\n  title: Absent\n  endpoint: /api/v1/custom/absent\n";
const ASKS: &str = "panel:\n  type: custom_image\n  title: Asks\n  endpoint: /api/v1/custom/network-topology\n  parameters: { depth: 3 }\n";
const TIMES: &str = "panel:
  type: custom_image
  title: Times
  endpoint: /api/v1/custom/response-times
  parameters: { hours: 24 }
  data_source: { scope: { ward: ward_id } }
";

async fn app() -> TestApp {
    let files = [
        ("tenant.yaml", "tenant: { name: A, timezone: Africa/Johannesburg }\n"),
        ("dashboards/default.yaml", BOARD),
        ("panels/topology.yaml", TOPOLOGY),
        ("panels/summary.yaml", SUMMARY),
        ("panels/typo.yaml", TYPO),
        ("panels/absent.yaml", ABSENT),
        ("panels/asks.yaml", ASKS),
        ("panels/times.yaml", TIMES),
    ];
    let beta = [
        ("tenant.yaml", "tenant: { name: B }\n"),
        ("dashboards/default.yaml", "dashboard:\n  name: D\n  panels: []\n"),
        ("dashboards/secret.yaml", SECRET),
        ("panels/topology.yaml", TOPOLOGY),
    ];
    let builder = TestApp::builder().tenant("alpha", SQL, &files).await.tenant("beta", SLOW, &beta).await;
    builder.at(NOW.parse().expect("a moment")).start().await
}

async fn viewer() -> (TestApp, Session) {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    (app, viewer)
}

#[tokio::test]
async fn an_image_is_where_its_panel_says_and_can_be_had_without_a_header() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/topology/data").await;
    assert_eq!(reply.body["type"], "custom_image");
    let url = reply.body["image_url"].as_str().expect("an address");
    assert_eq!(url, "/api/v1/custom/network-topology?include_offline=false&tenant=alpha");
    let image = viewer.for_tenant(None).get(url).await;
    assert_eq!((image.status, &image.headers["content-type"]), (200, &"image/svg+xml".parse().expect("a header")));
    assert_eq!(image.headers["x-content-type-options"], "nosniff");
    assert_eq!(image.headers["content-security-policy"], "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    assert!(image.text.contains(">gate</text>") && !image.text.contains("web-1"), "{}", image.text);
    assert!(image.text.contains("1 offline not shown") && !image.text.contains("<script"), "{}", image.text);
    let all = viewer.get("/api/v1/custom/network-topology").await;
    assert!(all.text.contains(">web-1</text>"), "{}", all.text);
}

#[tokio::test]
async fn a_picture_may_be_pixels_and_shows_the_callers_rows_alone() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("4"))]).await;
    let mut shaded = Vec::new();
    for caller in [viewer, councillor] {
        let data = caller.get("/api/v1/panels/times/data").await;
        let image = caller.get(data.body["image_url"].as_str().expect("an address")).await;
        assert_eq!((image.status, &image.headers["content-type"]), (200, &"image/png".parse().expect("a header")));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&image.bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("a picture");
        // Behind transparent, grey and faint come the shades of cells.
        shaded.push(pixels.iter().filter(|pixel| **pixel > 2).count());
    }
    assert!(
        shaded[1] > 0 && shaded[0] == 4 * shaded[1],
        "four requests lie in the day, one of them in ward 4: {shaded:?}"
    );
}

#[tokio::test]
async fn a_template_is_filled_with_today_and_sanitised() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/summary/data").await;
    assert_eq!(reply.body["html"], "<p class=\"p-4\">2026-03-09: 3, 33.3%</p>", "{}", reply.text);
    let data = json!({"total_requests": 3, "failed_requests": 1, "error_rate": 33.3, "avg_response_time": 20.1,
        "p95_response_time": 29.2, "response_bytes": 200, "note": "", "date": "2026-03-09", "until": "14:05", "ward": null});
    assert_eq!(reply.body["data"], data);
    assert_eq!(reply.body["meta"]["data_as_of"], "2026-03-09T12:01:00Z");
    assert_eq!((&reply.body["meta"]["rows"], &reply.body["meta"]["cache"]), (&json!(1), &json!("miss")));
    assert!(reply.body["meta"]["query_ms"].as_f64().expect("a number") > 0.0);
    let own = viewer.get("/api/v1/custom/daily-summary").await;
    assert_eq!((own.status, &own.body), (200, &data));
}

#[tokio::test]
async fn who_is_limited_to_a_ward_counts_its_rows_and_sees_no_whole_network() {
    let app = app().await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("4"))]).await;
    let reply = councillor.get("/api/v1/custom/daily-summary").await;
    assert_eq!((&reply.body["total_requests"], &reply.body["ward"]), (&json!(1), &json!("4")), "{}", reply.text);
    for absent in ["/api/v1/custom/network-topology", "/api/v1/panels/topology/data", "/api/v1/panels/typo/data"] {
        assert_eq!(councillor.get(absent).await.status, 404, "{absent}");
    }
}

#[tokio::test]
async fn what_no_visible_panel_names_is_not_there() {
    let app = app().await;
    let both = [("alpha", Role::Viewer, None), ("beta", Role::Viewer, None)];
    let viewer = app.sign_in("viewer", &both).await;
    assert_eq!(viewer.get("/api/v1/custom/nothing").await.status, 404);
    assert_eq!(viewer.get("/api/v1/custom/..%2Fx").await.status, 404);
    // In beta, only a dashboard for managers names it; daily-summary none.
    let in_beta = viewer.for_tenant(Some("beta"));
    assert_eq!(in_beta.get("/api/v1/custom/network-topology").await.status, 404);
    assert_eq!(in_beta.get("/api/v1/custom/daily-summary").await.status, 404);
    let stranger = app.sign_in("stranger", &[("beta", Role::Manager, None)]).await;
    assert_eq!(stranger.get("/api/v1/custom/daily-summary").await.status, 404);
    let lured = stranger.for_tenant(None).get("/api/v1/custom/daily-summary?tenant=alpha").await;
    assert_eq!(lured.status, 404);
    assert_eq!(app.nobody().get("/api/v1/custom/daily-summary?tenant=alpha").await.status, 401);
}

#[tokio::test]
async fn bad_parameters_and_bad_files_are_named() {
    let (_app, viewer) = viewer().await;
    for (query, name) in [
        ("include_offline=maybe", "include_offline"),
        ("sql=select", "sql"),
        ("include_offline=1&include_offline=0", "include_offline"),
        ("x=%00", "x"),
    ] {
        let reply = viewer.get(&format!("/api/v1/custom/network-topology?{query}")).await;
        assert_eq!((reply.status, &reply.body["code"]), (400, &json!("bad_parameter")), "{query}");
        assert!(reply.body["detail"].as_str().expect("text").contains(name), "{}", reply.text);
    }
    for (panel, code, word) in [
        ("typo", "template_failed", "total_request"),
        ("absent", "panel_broken", "absent"),
        ("asks", "panel_broken", "depth"),
    ] {
        let reply = viewer.get(&format!("/api/v1/panels/{panel}/data")).await;
        assert_eq!((reply.status, &reply.body["code"]), (502, &json!(code)), "{panel}: {}", reply.text);
        assert!(reply.body["detail"].as_str().expect("text").contains(word), "{}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_one_is_stopped_and_its_query_with_it() {
    let app = app().await;
    let manager = app.sign_in("manager", &[("beta", Role::Manager, None)]).await;
    let root = app.tenant("beta").database.connect().await;
    let running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%network_nodes%' AND pid <> pg_backend_pid()";
    // A client that goes away.
    let gone = tokio::time::timeout(Duration::from_millis(500), manager.get("/api/v1/custom/network-topology")).await;
    assert!(gone.is_err());
    let begun = Instant::now();
    while root.query_one(running, &[]).await.expect("a count").get::<_, i64>(0) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(2), "the query goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // One that waits.
    let begun = Instant::now();
    let reply = manager.get("/api/v1/custom/network-topology").await;
    assert_eq!((reply.status, &reply.body["code"]), (504, &json!("query_too_slow")), "{}", reply.text);
    assert!(begun.elapsed() < Duration::from_secs(11) && !reply.text.contains("network_nodes"));
    assert_eq!(root.query_one(running, &[]).await.expect("a count").get::<_, i64>(0), 0);
}
