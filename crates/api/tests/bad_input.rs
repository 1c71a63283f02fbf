//! Bad input gets an answer that says what is wrong: never a 500, never a hang.

use serde_json::json;
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

const SQL: &str = "
    CREATE TABLE metrics (at timestamptz, n double precision, name text);
    INSERT INTO metrics SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '1 minute', i, 'a' FROM generate_series(1, 100) i";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A, timezone: Africa/Johannesburg }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: lines, config_file: panels/lines.yaml, position: { row: 1, col: 1 } }\n    \
         - { id: rows, config_file: panels/rows.yaml, position: { row: 3, col: 1 } }\n    \
         - { id: still, config_file: panels/still.yaml, position: { row: 6, col: 1 } }\n    \
         - { id: lost, config_file: panels/lost.yaml, position: { row: 9, col: 1 } }\n    \
         - { id: worded, config_file: panels/worded.yaml, position: { row: 10, col: 1 } }\n",
    ),
    (
        "panels/lines.yaml",
        "panel:\n  type: timeseries\n  title: Lines\n  data_source: { table: metrics, columns: { timestamp: at, value: n } }\n",
    ),
    (
        "panels/rows.yaml",
        "panel:\n  type: table\n  title: Rows\n  data_source:\n    table: metrics\n    columns:\n      - { name: at, format: datetime }\n      - { name: n }\n",
    ),
    (
        "panels/still.yaml",
        "panel:\n  type: table\n  title: Still\n  data_source:\n    table: metrics\n    columns:\n      - { name: n }\n  display: { sortable: false }\n",
    ),
    (
        "panels/lost.yaml",
        "panel:\n  type: kpi\n  title: Lost\n  data_source: { table: no_such_table, columns: { value: n } }\n",
    ),
    (
        "panels/worded.yaml",
        "panel:\n  type: kpi\n  title: Worded\n  data_source: { table: metrics, columns: { value: name }, query: \"ORDER BY at DESC LIMIT 1\" }\n",
    ),
];

async fn viewer() -> (TestApp, Session) {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    (app, viewer)
}

#[tokio::test]
async fn every_mistake_is_named() {
    let (_app, viewer) = viewer().await;
    let long = "x".repeat(10_000);
    let many = "series_filter=a&".repeat(101);
    for (path, status, code) in [
        ("/api/v1/panels/nope/data", 404, "not_found"),
        ("/api/v1/panels/..%2F..%2Fetc/data", 404, "not_found"),
        ("/api/v1/panels/LINES/data", 404, "not_found"),
        ("/api/v1/dashboards/nope", 404, "not_found"),
        ("/api/v1/dashboards/default.yaml", 404, "not_found"),
        ("/api/v1/nope", 404, "not_found"),
        ("/api/v1/panels/lines/data?start_date=yesterday", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=2026-02-30", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=2026-03-02&end_date=2026-03-01", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=2026-03-02&end_date=2026-03-02", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=2026-03-01&end_date=10000-01-01T00:00:00Z", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=-9999-01-01&end_date=2026-01-01", 400, "bad_date"),
        ("/api/v1/panels/lines/data?start_date=0001-01-01&end_date=0001-01-02", 400, "bad_date"),
        ("/api/v1/panels/lines/data?disable_aggregation=perhaps", 400, "bad_flag"),
        ("/api/v1/panels/lines/data?max_points=-5", 400, "bad_number"),
        ("/api/v1/panels/lines/data?series_filter=%00", 400, "nul_character"),
        (&format!("/api/v1/panels/lines/data?{many}"), 400, "too_many_series"),
        (&format!("/api/v1/panels/lines/data?series_filter={long}"), 414, "query_too_long"),
        (&format!("/api/v1/panels/lines/data?start_date={long}"), 414, "query_too_long"),
        (&format!("/api/v1/panels/{long}/data"), 404, "not_found"),
        ("/api/v1/panels/rows/data?page=-1", 400, "bad_number"),
        ("/api/v1/panels/rows/data?page=1.5", 400, "bad_number"),
        ("/api/v1/panels/rows/data?page=99999999999999999999", 400, "bad_number"),
        ("/api/v1/panels/rows/data?page_size=0", 400, "bad_page_size"),
        ("/api/v1/panels/rows/data?page_size=501", 400, "bad_page_size"),
        ("/api/v1/panels/rows/data?sort_by=name", 400, "unknown_sort_column"),
        ("/api/v1/panels/rows/data?sort_by=n;drop%20table%20metrics", 400, "unknown_sort_column"),
        ("/api/v1/panels/rows/data?sort_by=n&sort_order=sideways", 400, "bad_sort_order"),
        ("/api/v1/panels/still/data?sort_by=n", 400, "not_sortable"),
        (&format!("/api/v1/panels/rows/data?search={}", "x".repeat(201)), 400, "search_too_long"),
        ("/api/v1/panels/lost/data", 502, "panel_broken"),
        ("/api/v1/panels/worded/data", 502, "panel_broken"),
        ("/api/v1/auth/login", 405, "method_not_allowed"),
    ] {
        let reply = viewer.get(path).await;
        let shown = &path[..path.len().min(100)];
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{shown}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{shown}");
        for field in ["title", "detail", "hint", "request_id"] {
            assert!(!reply.body[field].as_str().unwrap_or_default().is_empty(), "{shown} has no {field}");
        }
        assert_eq!(reply.body["request_id"].as_str(), reply.headers["x-request-id"].to_str().ok());
        assert!(!reply.text.to_lowercase().contains("select "), "SQL never leaves the server: {}", reply.text);
        assert!(reply.text.len() < 2_000, "{shown}: what was sent does not come back whole");
    }
}

#[tokio::test]
async fn bodies_that_are_no_login_are_named() {
    let (app, _) = viewer().await;
    for body in [json!({}), json!([]), json!({"email": 1, "password": "x"}), json!("text")] {
        let reply = app.nobody().post("/api/v1/auth/login", &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (422, Some("bad_body")), "{body}");
    }
    let huge = json!({"email": "x".repeat(300_000), "password": "x"});
    assert_eq!(app.nobody().post("/api/v1/auth/login", &huge).await.status, 413);
}

#[tokio::test]
async fn odd_but_valid_questions_have_an_answer() {
    let (_app, viewer) = viewer().await;
    for path in [
        "/api/v1/panels/lines/data?start_date=1900-01-02&end_date=9999-12-30T00:00:00Z",
        "/api/v1/panels/lines/data?start_date=1900-01-02&end_date=9999-12-30T00:00:00Z&max_points=1",
        "/api/v1/panels/lines/data?start_date=2026-03-01T00:00:00.000000001Z&end_date=2026-03-01T00:00:00.000000002Z",
        "/api/v1/panels/lines/data?start_date=2026-03-01T02:00:00+02:00",
        "/api/v1/panels/lines/data?series_filter=nobody&series_filter=%27%3B--",
        "/api/v1/panels/rows/data?page=4294967295&page_size=500",
        "/api/v1/panels/rows/data?search=%25_%5C%27",
        "/api/v1/panels/rows/data?unknown=parameter",
    ] {
        let reply = viewer.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_database_that_has_gone_is_said_to_be_gone() {
    let (app, viewer) = viewer().await;
    let tenant = app.tenant("alpha");
    let root = tenant.database.connect().await;
    let name = tenant.database.name();
    root.batch_execute(&format!("REVOKE CONNECT ON DATABASE {name} FROM {}", tenant.reader_role))
        .await
        .expect("revoked");
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1";
    root.execute(kill, &[&tenant.reader_role]).await.expect("killed");
    let reply = viewer.get("/api/v1/panels/lines/data").await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (503, Some("tenant_database_unavailable")));
    assert_eq!(reply.headers["retry-after"], "5");
    root.batch_execute(&format!("GRANT CONNECT ON DATABASE {name} TO {}", tenant.reader_role)).await.expect("granted");
    assert_eq!(viewer.get("/api/v1/panels/lines/data").await.status, 200, "it comes back by itself");
}

#[tokio::test]
async fn a_table_that_may_not_be_read_is_the_panels_own_trouble() {
    let (app, viewer) = viewer().await;
    let tenant = app.tenant("alpha");
    let owner = tenant.owner().await;
    owner.batch_execute(&format!("REVOKE SELECT ON metrics FROM {}", tenant.reader_role)).await.expect("revoked");
    for panel in ["lines", "rows"] {
        let reply = viewer.get(&format!("/api/v1/panels/{panel}/data")).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (502, Some("panel_broken")), "{panel}: {}", reply.text);
    }
    owner.batch_execute(&format!("GRANT SELECT ON metrics TO {}", tenant.reader_role)).await.expect("granted");
    assert_eq!(viewer.get("/api/v1/panels/lines/data").await.status, 200, "the connection came back clean");
}

#[tokio::test]
async fn a_role_that_was_given_powers_runs_nothing_more() {
    let (app, viewer) = viewer().await;
    let tenant = app.tenant("alpha");
    let root = tenant.database.connect().await;
    let reader = &tenant.reader_role;
    for (give, take) in [
        (format!("GRANT INSERT ON metrics TO {reader}"), format!("REVOKE INSERT ON metrics FROM {reader}")),
        (format!("GRANT UPDATE (n) ON metrics TO {reader}"), format!("REVOKE UPDATE (n) ON metrics FROM {reader}")),
        (format!("GRANT CREATE ON SCHEMA public TO {reader}"), format!("REVOKE CREATE ON SCHEMA public FROM {reader}")),
        (format!("ALTER ROLE {reader} BYPASSRLS"), format!("ALTER ROLE {reader} NOBYPASSRLS")),
        (format!("GRANT pg_write_all_data TO {reader}"), format!("REVOKE pg_write_all_data FROM {reader}")),
    ] {
        root.batch_execute(&give).await.expect("given");
        let reply = viewer.get("/api/v1/panels/lines/data").await;
        let code = reply.body["code"].as_str();
        assert_eq!((reply.status, code), (503, Some("tenant_role_too_powerful")), "{give}: {}", reply.text);
        root.batch_execute(&take).await.expect("taken");
    }
    assert_eq!(viewer.get("/api/v1/panels/lines/data").await.status, 200, "it is well again without them");
}
