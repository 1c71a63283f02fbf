//! Exports against the screen and against SQL.

use std::io::Read;
use std::time::{Duration, Instant};

use calamine::{Data, Reader};
use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_store::AuditVerdict;
use watchroom_test_support::{Session, TestApp};

const SQL: &str = "
    CREATE TABLE metrics (at timestamptz, server text, n double precision, ward text);
    INSERT INTO metrics SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '20 minutes', 'web-' || i % 3, i / 8.0, (i % 2)::text
        FROM generate_series(0, 215) i;
    CREATE TABLE health (name text, status int, at timestamptz);
    INSERT INTO health VALUES ('api', 0, '2026-03-01T10:00Z'), ('api', 2, '2026-03-01T11:00Z'), ('=db', 7, NULL);
    CREATE TABLE orders (id bigint, at timestamptz, note text, amount numeric(30, 4), paid boolean, day date, tags text[], ward text);
    INSERT INTO orders SELECT i, '2026-03-01T00:00Z'::timestamptz + i * interval '1 second', CASE WHEN i % 5 = 0 THEN NULL ELSE '=note, ' || i END,
        i * 10000000000000.0001, i % 2 = 0, '2026-03-01'::date + i % 9, ARRAY['a', i::text], (i % 4)::text FROM generate_series(1, 700) i;
    INSERT INTO orders (id, amount, ward) VALUES (9007199254740993, 'NaN', '3');
    CREATE TABLE wide AS SELECT i, repeat('x', 500) AS filler FROM generate_series(1, 400000) i";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A, timezone: Africa/Johannesburg }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: series, config_file: panels/series.yaml, position: { row: 1, col: 1 } }
    - { id: total, config_file: panels/total.yaml, position: { row: 3, col: 1 } }
    - { id: health, config_file: panels/health.yaml, position: { row: 4, col: 1 } }
    - { id: orders, config_file: panels/orders.yaml, position: { row: 5, col: 1 } }
    - { id: wide, config_file: panels/wide.yaml, position: { row: 8, col: 1 } }
    - { id: topology, config_file: panels/topology.yaml, position: { row: 11, col: 1 } }
",
    ),
    (
        "panels/series.yaml",
        "panel:
  type: timeseries
  title: Series
  data_source: { table: metrics, columns: { timestamp: at, value: n, series_label: server }, scope: { ward: ward } }
  drill_down: { enabled: true }
",
    ),
    (
        "panels/total.yaml",
        "panel:
  type: kpi
  title: Total
  data_source: { table: metrics, columns: { value: n }, query: \"server = 'web-1' ORDER BY at DESC LIMIT 1\" }
  drill_down: { enabled: true }
",
    ),
    (
        "panels/health.yaml",
        "panel:
  type: health_status
  title: Health
  data_source: { table: health, columns: { service_name: name, status_value: status, timestamp: at } }
  display: { status_mapping: { 0: { color: '#10B981', label: Healthy }, 2: { color: '#EF4444', label: Down } } }
",
    ),
    (
        "panels/orders.yaml",
        "panel:
  type: table
  title: Orders
  data_source:
    table: orders
    columns:
      - { name: id, display: No. }
      - { name: at, display: Time, format: datetime }
      - { name: note }
      - { name: amount }
      - { name: paid }
      - { name: day }
      - { name: tags }
    scope: { ward: ward }
  display: { default_sort: id, default_sort_order: desc, pagination: 10 }
  drill_down: { enabled: true }
",
    ),
    (
        "panels/wide.yaml",
        "panel:\n  type: table\n  title: Wide\n  data_source:\n    table: wide\n    columns:\n      - { name: i }\n      - { name: filler }\n",
    ),
    (
        "panels/topology.yaml",
        "panel:\n  type: custom_image\n  title: Topology\n  endpoint: /api/v1/custom/network-topology\n",
    ),
];

const RANGE: &str = "start_date=2026-03-01T00:00:00Z&end_date=2026-03-03T00:00:00Z";

async fn app() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.start().await
}

async fn csv_of(session: &Session, path: &str) -> Vec<Vec<String>> {
    let reply = session.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(reply.text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_table_is_exported_whole_in_every_format_and_written_into_the_audit_log() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;

    let rows = csv_of(&viewer, "/api/v1/reports/orders/export?format=csv").await;
    assert_eq!(rows.len(), 702, "no page's end cuts");
    assert_eq!(rows[0], ["No.", "Time", "note", "amount", "paid", "day", "tags"]);
    assert_eq!(rows[1], ["9007199254740993", "", "", "NaN", "", "", ""]);
    assert_eq!(
        rows[3],
        ["699", "2026-03-01T02:11:39+02:00", "'=note, 699", "6990000000000000.0699", "false", "2026-03-07", "{a,699}"]
    );

    let reply = viewer.get("/api/v1/reports/orders/export?format=json&search=note&sort_by=id").await;
    assert_eq!(reply.body["row_count"], 560);
    assert_eq!(reply.body["rows"][0][2], "=note, 1", "no apostrophe where nothing calculates");
    let name = reply.headers["content-disposition"].to_str().expect("text").to_owned();
    assert!(name.starts_with("attachment; filename=\"orders-20") && name.ends_with(".json\""), "{name}");

    let bytes = viewer.open_download("/api/v1/reports/orders/export?format=xlsx").await.bytes().await.expect("bytes");
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = book.worksheet_range("Orders").expect("a sheet");
    assert_eq!(range.height(), 702);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(range.get((1, 0)), Some(&text("9007199254740993")), "no digit is lost");
    assert_eq!(range.get((3, 0)), Some(&Data::Float(699.0)));
    assert_eq!(range.get((3, 2)), Some(&text("=note, 699")));
    assert_eq!(range.get((3, 4)), Some(&Data::Bool(false)));
    assert!(matches!(range.get((3, 1)), Some(Data::DateTime(_))), "{:?}", range.get((3, 1)));

    let root = app.central_database().connect().await;
    let records = root
        .query(
            "SELECT action, actor_email, from_address, subject, tenant_id, detail::text FROM audit WHERE action LIKE 'export%' ORDER BY seq",
            &[],
        )
        .await
        .expect("records");
    let actions: Vec<&str> = records.iter().map(|row| row.get(0)).collect();
    assert_eq!(actions, ["export_begun", "export", "export_begun", "export", "export_begun", "export"]);
    let of = |place: usize| -> Value { serde_json::from_str(records[place].get(5)).expect("JSON") };
    assert_eq!((of(1)["rows"].clone(), of(1)["odd_values"].clone()), (json!(701), json!(1)));
    assert_eq!(of(3)["filters"], json!({"search": "note", "sort_by": "id"}));
    assert_eq!(of(5)["bytes"], bytes.len());
    assert_eq!(of(5)["sha256"].as_str().map(str::len), Some(64));
    let fields: Vec<Option<&str>> = (1..5).map(|place| records[1].get(place)).collect();
    assert_eq!(fields, [Some("viewer@test.example"), Some("127.0.0.1"), Some("orders"), Some("alpha")]);
    assert_eq!(app.app.central.audit_verify().await.expect("verified"), AuditVerdict::Whole { records: 10 });
}

#[tokio::test]
async fn each_kind_is_exported_as_the_screen_shows_it() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;

    let shown = viewer.get(&format!("/api/v1/panels/series/data?{RANGE}")).await.body;
    let rows = csv_of(&viewer, &format!("/api/v1/reports/series/export?format=csv&{RANGE}")).await;
    let buckets = shown["timestamps"].as_array().expect("buckets").len();
    assert_eq!(rows.len() - 1, buckets * 3, "empty buckets too");
    assert_eq!(rows[0], ["Time", "Series", "Value"]);
    for (place, row) in rows[1..].iter().enumerate() {
        let (series, bucket) = (place / buckets, place % buckets);
        let at: jiff::Timestamp = row[0].parse().expect("a moment");
        assert_eq!(Some(at.as_millisecond()), shown["timestamps"][bucket].as_i64());
        assert_eq!(shown["series"][series]["label"], row[1]);
        assert_eq!(shown["series"][series]["values"][bucket].as_f64(), row[2].parse().ok(), "{row:?}");
    }

    let every = csv_of(
        &viewer,
        &format!("/api/v1/reports/series/export?format=csv&disable_aggregation=true&series_filter=web-1&{RANGE}"),
    )
    .await;
    assert_eq!(every.len() - 1, 48, "every row of one series within the range");
    assert_eq!(every[1], ["2026-03-01T02:20:00+02:00", "web-1", "0.125"]);

    let kpi = viewer.get("/api/v1/reports/total").await.body;
    assert_eq!(kpi["panel"]["title"], "Total");
    let rows = csv_of(&viewer, "/api/v1/reports/total/export?format=csv").await;
    assert_eq!(rows[1][0].parse::<f64>().ok(), kpi["data"]["value"].as_f64());

    let rows = csv_of(&viewer, "/api/v1/reports/health/export?format=csv").await;
    assert_eq!(rows[1], ["'=db", "7", "Unknown", "", "", "no"]);
    assert_eq!(rows[2], ["api", "2", "Down", "2026-03-01T13:00:00+02:00", "", "no"]);
}

#[tokio::test]
async fn rows_behind_a_panel_are_paged_and_exported_where_its_file_opens_them() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let page = viewer.get(&format!("/api/v1/panels/series/rows?page_size=2&{RANGE}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!((&page.body["total"], &page.body["page_count"]), (&json!(144), &json!(72)));
    assert_eq!(page.body["rows"][0], json!(["2026-03-02T23:40:00Z", "web-2", 17.875]), "newest first");
    let one = viewer.get(&format!("/api/v1/panels/series/rows?series_filter=web-1&{RANGE}")).await;
    assert_eq!(one.body["total"], 48);
    let kpi = viewer.get("/api/v1/panels/total/rows").await;
    assert_eq!((&kpi.body["total"], &kpi.body["rows"][0][0]), (&json!(72), &json!(26.75)), "{}", kpi.text);
    let exported = csv_of(&viewer, &format!("/api/v1/reports/series/export?format=csv&rows=true&{RANGE}")).await;
    assert_eq!(exported.len(), 145);
    assert_eq!(exported[1], ["2026-03-03T01:40:00+02:00", "web-2", "17.875"]);
    for closed in [
        "/api/v1/panels/health/rows",
        "/api/v1/panels/topology/rows",
        "/api/v1/reports/health/export?format=csv&rows=true",
    ] {
        assert_eq!(viewer.get(closed).await.status, 404, "{closed}");
    }
    for (path, code) in [
        ("/api/v1/reports/topology/export?format=csv", "nothing_to_export"),
        ("/api/v1/reports/orders/export?format=pdf", "bad_format"),
        ("/api/v1/reports/orders/export", "bad_format"),
    ] {
        let reply = viewer.get(path).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{path}");
    }
}

#[tokio::test]
async fn a_councillor_exports_the_own_ward_and_a_stranger_nothing() {
    let app = app().await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    let rows = csv_of(&councillor, "/api/v1/reports/orders/export?format=csv").await;
    assert_eq!(rows.len() - 1, 176);
    assert!(rows[1..].iter().all(|row| row[0].parse::<i64>().is_ok_and(|id| id % 4 == 3 || id > 700)));
    let behind = csv_of(&councillor, "/api/v1/reports/orders/export?format=csv&rows=true").await;
    assert_eq!(behind, rows);
    assert_eq!(councillor.get("/api/v1/reports/wide/export?format=csv").await.status, 404);
    assert_eq!(councillor.get("/api/v1/panels/total/rows").await.status, 404);
    assert_eq!(app.nobody().get("/api/v1/reports/orders/export?format=csv&tenant=alpha").await.status, 401);
    let stranger = councillor.for_tenant(Some("beta"));
    assert_eq!(stranger.get("/api/v1/reports/orders/export?format=csv").await.status, 404);
}

#[tokio::test]
async fn without_an_audit_log_nothing_is_exported() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    app.central_database().connect().await.batch_execute("ALTER TABLE audit RENAME TO gone").await.expect("renamed");
    let reply = viewer.get("/api/v1/reports/orders/export?format=csv").await;
    assert_eq!(
        (reply.status, reply.body["code"].as_str()),
        (503, Some("central_database_unavailable")),
        "{}",
        reply.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_stops_its_query_and_a_third_export_waits_its_turn() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let path = "/api/v1/reports/wide/export?format=csv";
    let (one, two) = (viewer.open_download(path).await, viewer.open_download(path).await);
    assert_eq!((one.status().as_u16(), two.status().as_u16()), (200, 200));
    let third = viewer.get(path).await;
    assert_eq!((third.status, third.body["code"].as_str()), (503, Some("too_many_exports")), "{}", third.text);
    assert_eq!(third.headers["retry-after"], "10");
    assert_eq!(viewer.get("/api/v1/panels/total/data").await.status, 200, "panels go on");
    drop((one, two));

    let root = app.tenant("alpha").database.connect().await;
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND state <> 'idle'";
    let since = Instant::now();
    loop {
        let busy: i64 = root.query_one(busy, &[&app.tenant("alpha").reader_role]).await.expect("a count").get(0);
        if busy == 0 {
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(10), "{busy} queries still run");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let central = app.central_database().connect().await;
    let failed = "SELECT count(*), min(detail->>'reason') FROM audit WHERE action = 'export_failed'";
    loop {
        let row = central.query_one(failed, &[]).await.expect("records");
        if row.get::<_, i64>(0) == 2 {
            assert_eq!(row.get::<_, &str>(1), "the client went away");
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(10), "no record of two failed exports");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(csv_of(&viewer, path).await.len(), 400_001, "and whoever reads on gets all of it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_breaks_half_way_is_no_complete_download() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let download = viewer.open_download("/api/v1/reports/wide/export?format=csv").await;
    assert_eq!(download.status(), 200);
    let root = app.tenant("alpha").database.connect().await;
    let killed =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = $1 AND state = 'active'";
    let killed: i64 = root.query_one(killed, &[&app.tenant("alpha").reader_role]).await.expect("killed").get(0);
    assert_eq!(killed, 1);
    assert!(download.bytes().await.is_err(), "the connection is broken, not ended");
}

#[tokio::test]
async fn an_export_to_a_browser_is_compressed_and_comes_to_its_end() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let path = format!("/api/v1/reports/series/export?format=csv&rows=true&{RANGE}");
    let plain = viewer.get(&path).await.bytes;
    for coding in ["br", "gzip"] {
        // A connection that breaks off fails in here.
        let packed = viewer.get_with(&path, &[("accept-encoding", coding)]).await;
        assert_eq!(packed.headers["content-encoding"], coding);
        assert!(packed.bytes.len() * 2 < plain.len(), "{coding}: {} of {}", packed.bytes.len(), plain.len());
        if coding == "gzip" {
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut unpacked).expect("gzip");
            assert_eq!(unpacked, plain);
        }
    }
}

#[tokio::test]
async fn rows_that_tie_stand_as_on_the_screen() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    for order in ["sort_by=paid&sort_order=desc", "sort_by=day", "sort_by=note&search=note"] {
        let mut screen = Vec::new();
        for page in 0..2 {
            let reply = viewer.get(&format!("/api/v1/panels/orders/data?{order}&page={page}&page_size=500")).await;
            screen.extend(reply.body["rows"].as_array().expect("rows").iter().map(|row| row[0].to_string()));
        }
        let file = csv_of(&viewer, &format!("/api/v1/reports/orders/export?format=csv&{order}")).await;
        let file: Vec<String> = file[1..].iter().map(|row| row[0].clone()).collect();
        assert!(screen.len() >= 560, "{order}: {}", screen.len());
        assert_eq!(file, screen, "{order}");
    }
}
