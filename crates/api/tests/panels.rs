//! KPIs, health and tables against what their tables hold.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

const SQL: &str = "
    CREATE TABLE metrics (recorded_at timestamptz, metric_type text, memory_percent numeric);
    INSERT INTO metrics SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '1 minute', 'memory', 60 + i / 3.0 FROM generate_series(1, 30) i;
    INSERT INTO metrics VALUES ('2026-03-02T00:00Z', 'cpu', 99);
    CREATE TABLE service_health (name text, last_check_status int, last_checked_at timestamptz, error_message text);
    INSERT INTO service_health VALUES ('api', 1, '2026-03-01T10:00Z', 'slow'), ('api', 0, '2026-03-01T11:00Z', ''),
        ('db', 2, '2026-03-01T09:00Z', 'no route'), ('mail', 7, NULL, NULL), ('queue', NULL, NULL, NULL);
    CREATE TYPE level AS ENUM ('low', 'high');
    CREATE TABLE orders (id bigint, placed_at timestamp, customer text, amount numeric(20, 4), paid boolean, day date,
        tags text[], extra jsonb, urgency level, span interval, address inet);
    INSERT INTO orders SELECT i, '2026-03-01 00:00'::timestamp + i * interval '1 hour', CASE WHEN i % 5 = 0 THEN NULL ELSE 'customer ' || i % 7 END,
        i * 1000000000000.0001, i % 2 = 0, '2026-03-01'::date + i, ARRAY['a', 'b' || i], jsonb_build_object('n', i), 'low', i * interval '10 hours', '10.0.0.1'
    FROM generate_series(1, 60) i;
    INSERT INTO orders (id) VALUES (9007199254740993);
    CREATE TABLE empty_orders AS SELECT * FROM orders WHERE false; GRANT SELECT ON empty_orders TO PUBLIC";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A, timezone: Africa/Johannesburg }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: memory, config_file: panels/memory.yaml, position: { row: 1, col: 1 } }
    - { id: mean, config_file: panels/mean.yaml, position: { row: 2, col: 1 } }
    - { id: none, config_file: panels/none.yaml, position: { row: 3, col: 1 } }
    - { id: health, config_file: panels/health.yaml, position: { row: 4, col: 1 } }
    - { id: orders, config_file: panels/orders.yaml, position: { row: 5, col: 1 } }
    - { id: newest, config_file: panels/newest.yaml, position: { row: 8, col: 1 } }
    - { id: exotic, config_file: panels/exotic.yaml, position: { row: 11, col: 1 } }
    - { id: empty, config_file: panels/empty.yaml, position: { row: 14, col: 1 } }
",
    ),
    (
        "panels/memory.yaml",
        "panel:
  type: kpi
  title: Memory
  data_source:
    table: metrics
    columns: { value: memory_percent }
    query: \"metric_type = 'memory' ORDER BY recorded_at DESC LIMIT 1\"
  display:
    unit: '%'
    decimals: 1
    thresholds:
      - { value: 0, color: '#10B981', label: good }
      - { value: 70, color: '#F59E0B', label: warning }
",
    ),
    (
        "panels/mean.yaml",
        "panel:
  type: kpi
  title: Mean
  aggregate: avg
  data_source: { table: metrics, columns: { value: memory_percent, timestamp: recorded_at }, query: \"metric_type = 'memory'\" }
",
    ),
    (
        "panels/none.yaml",
        "panel:
  type: kpi
  title: None
  data_source: { table: metrics, columns: { value: memory_percent }, query: \"metric_type = 'disk' ORDER BY recorded_at DESC LIMIT 1\" }
",
    ),
    (
        "panels/health.yaml",
        "panel:
  type: health_status
  title: Health
  data_source:
    table: service_health
    columns: { service_name: name, status_value: last_check_status, timestamp: last_checked_at, error_message: error_message }
  display:
    status_mapping:
      0: { color: '#10B981', label: Healthy }
      1: { color: '#F59E0B', label: Degraded }
      2: { color: '#EF4444', label: Down }
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
      - { name: id }
      - { name: placed_at, display: Placed, format: datetime }
      - { name: customer }
      - { name: amount, format: number }
      - { name: paid }
      - { name: day }
  display: { default_sort: id, default_sort_order: asc, pagination: 10 }
",
    ),
    (
        "panels/newest.yaml",
        "panel:
  type: table
  title: Newest
  data_source:
    table: orders
    columns:
      - { name: id }
      - { name: customer }
    query: { where: 'id < 100', order_by: 'placed_at DESC', limit: 5 }
  display: { pagination: 2 }
",
    ),
    (
        "panels/exotic.yaml",
        "panel:
  type: table
  title: Exotic
  data_source:
    table: orders
    columns:
      - { name: id }
      - { name: tags }
      - { name: extra }
      - { name: urgency }
      - { name: span }
      - { name: address }
    query: { where: 'id < 100', order_by: 'id' }
  display: { default_sort: span, default_sort_order: desc }
",
    ),
    (
        "panels/empty.yaml",
        "panel:
  type: table
  title: Empty
  data_source:
    table: empty_orders
    columns:
      - { name: id }
      - { name: amount }
",
    ),
];

async fn viewer() -> (TestApp, Session) {
    let moment = "2026-03-01T12:00:00Z".parse().expect("a moment");
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.at(moment).start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    (app, viewer)
}

#[tokio::test]
async fn a_kpi_is_the_first_row_its_fragment_picks() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/memory/data").await;
    assert_eq!(reply.body["type"], "kpi");
    // A numeric's own digits, not a double's.
    assert!(reply.text.contains("\"value\":70.0000000000000000,"), "{}", reply.text);
    assert!(reply.text.contains("\"previous\":69.6666666666666667,"), "{}", reply.text);
    assert_eq!(reply.body["status"], json!({"label": "warning", "color": "#F59E0B"}));
    assert_eq!((&reply.body["unit"], &reply.body["decimals"]), (&json!("%"), &json!(1)));
    assert_eq!(reply.body["as_of"], "2026-03-01T00:30:00Z");
    assert_eq!(reply.body["meta"]["cache"], "miss");
    assert_eq!(reply.body["meta"]["truncated"], false);
}

#[tokio::test]
async fn a_kpi_over_a_range_has_the_range_before_beside_it() {
    let (_app, viewer) = viewer().await;
    let range = "start_date=2026-03-01T00:16:00Z&end_date=2026-03-01T00:31:00Z";
    let reply = viewer.get(&format!("/api/v1/panels/mean/data?{range}")).await;
    let number = |field: &str| reply.body[field].as_f64().expect(field);
    assert!((number("value") - (60.0 + 23.0 / 3.0)).abs() < 1e-9, "{}", reply.text);
    assert!((number("previous") - (60.0 + 8.0 / 3.0)).abs() < 1e-9, "{}", reply.text);
    assert_eq!(reply.body["as_of"], "2026-03-01T00:30:00Z");
}

#[tokio::test]
async fn a_kpi_without_a_row_is_null_and_has_no_status() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/none/data").await;
    assert_eq!(reply.status, 200);
    for field in ["value", "status", "previous", "as_of"] {
        assert_eq!(reply.body[field], Value::Null, "{field}");
    }
}

#[tokio::test]
async fn health_is_the_latest_check_of_each_service() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/health/data").await;
    let services: Vec<Value> = reply.body["services"].as_array().expect("services").clone();
    assert_eq!(
        services,
        [
            json!({"name": "api", "status": 0, "label": "Healthy", "color": "#10B981", "checked_at": "2026-03-01T11:00:00Z", "message": null, "stale": false}),
            json!({"name": "db", "status": 2, "label": "Down", "color": "#EF4444", "checked_at": "2026-03-01T09:00:00Z", "message": "no route", "stale": false}),
            json!({"name": "mail", "status": 7, "label": "Unknown", "color": "#6B7280", "checked_at": null, "message": null, "stale": false}),
            json!({"name": "queue", "status": null, "label": "Unknown", "color": "#6B7280", "checked_at": null, "message": null, "stale": false}),
        ]
    );
    assert_eq!(reply.body["meta"]["data_as_of"], "2026-03-01T11:00:00Z");
}

#[tokio::test]
async fn a_table_pages_through_every_row_once() {
    let (_app, viewer) = viewer().await;
    let mut seen = Vec::new();
    for page in 0..7 {
        let reply =
            viewer.get(&format!("/api/v1/panels/orders/data?page={page}&sort_by=customer&sort_order=desc")).await;
        assert_eq!((&reply.body["total"], &reply.body["page_count"]), (&json!(61), &json!(7)));
        seen.extend(reply.body["rows"].as_array().expect("rows").iter().map(|row| row[0].to_string()));
    }
    assert_eq!(seen.len(), 61);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 61, "rows that tie do not swap between pages");
    let beyond = viewer.get("/api/v1/panels/orders/data?page=7").await;
    assert_eq!((beyond.body["rows"].as_array().map(Vec::len), &beyond.body["total"]), (Some(0), &json!(61)));
}

#[tokio::test]
async fn a_table_sorts_any_column_and_puts_what_is_missing_last() {
    let (_app, viewer) = viewer().await;
    for (column, place) in [("placed_at", 1), ("customer", 2), ("amount", 3), ("paid", 4), ("day", 5)] {
        for order in ["asc", "desc"] {
            let path = format!("/api/v1/panels/orders/data?page_size=500&sort_by={column}&sort_order={order}");
            let reply = viewer.get(&path).await;
            let cells: Vec<Value> =
                reply.body["rows"].as_array().expect("rows").iter().map(|row| row[place].clone()).collect();
            let nulls_from = cells.iter().position(Value::is_null).expect("the last order has nothing but an id");
            assert!(cells[nulls_from..].iter().all(Value::is_null), "{path}");
        }
    }
    let newest = viewer.get("/api/v1/panels/orders/data?sort_by=placed_at&sort_order=desc&page_size=1").await;
    assert_eq!(newest.body["rows"][0][0], 60);
    assert!(newest.text.contains("60000000000000.0060"), "a numeric keeps its digits: {}", newest.text);
    assert_eq!(newest.body["rows"][0][1], "2026-03-03T12:00:00Z");
    let by_id = viewer.get("/api/v1/panels/orders/data?sort_by=id&sort_order=desc&page_size=1").await;
    assert!(by_id.text.contains("[9007199254740993,"), "{}", by_id.text);
    assert_eq!(
        by_id.body["columns"][1],
        json!({"name": "placed_at", "display": "Placed", "format": "datetime", "data_type": "timestamp"})
    );
}

#[tokio::test]
async fn a_limit_holds_however_the_table_is_sorted() {
    let (_app, viewer) = viewer().await;
    let ids = |reply: &watchroom_test_support::Reply| -> Vec<i64> {
        reply.body["rows"].as_array().expect("rows").iter().filter_map(|row| row[0].as_i64()).collect()
    };
    let first = viewer.get("/api/v1/panels/newest/data").await;
    assert_eq!((ids(&first), &first.body["total"], &first.body["page_count"]), (vec![60, 59], &json!(5), &json!(3)));
    assert_eq!(ids(&viewer.get("/api/v1/panels/newest/data?page=2").await), [56]);
    assert_eq!(ids(&viewer.get("/api/v1/panels/newest/data?sort_by=id&page_size=500").await), [56, 57, 58, 59, 60]);
}

#[tokio::test]
async fn a_search_finds_text_in_any_column_and_means_it_literally() {
    let (_app, viewer) = viewer().await;
    let total = async |search: &str| {
        viewer.get(&format!("/api/v1/panels/orders/data?search={search}")).await.body["total"].clone()
    };
    assert_eq!(total("CUSTOMER%203").await, json!(7));
    assert_eq!(total("9007199254740993").await, json!(1));
    assert_eq!(total("%25").await, json!(0), "a percent sign is no wildcard");
    assert_eq!(total("_").await, json!(0), "an underscore is no wildcard");
    assert_eq!(total("%27%20OR%201=1%20--").await, json!(0));
}

#[tokio::test]
async fn a_tables_range_limits_its_time_column_where_one_is_asked_for() {
    let (_app, viewer) = viewer().await;
    let range = "start_date=2026-03-01T10:00:00Z&end_date=2026-03-01T12:00:00Z";
    let reply = viewer.get(&format!("/api/v1/panels/orders/data?{range}")).await;
    assert_eq!((&reply.body["total"], &reply.body["rows"][0][0]), (&json!(2), &json!(10)));
    assert_eq!(viewer.get("/api/v1/panels/orders/data").await.body["total"], 61, "all of it where none is");
}

#[tokio::test]
async fn types_that_only_the_database_can_write_come_as_its_text() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/exotic/data?page_size=1").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.body["rows"][0], json!([60, "{a,b60}", "{\"n\": 60}", "low", "600:00:00", "10.0.0.1/32"]));
    // As intervals sort, not as their texts do.
    let shortest = viewer.get("/api/v1/panels/exotic/data?page_size=3&sort_by=span&sort_order=asc").await;
    let spans: Vec<&Value> = shortest.body["rows"].as_array().expect("rows").iter().map(|row| &row[4]).collect();
    assert_eq!(spans, ["10:00:00", "20:00:00", "30:00:00"]);
}

#[tokio::test]
async fn an_empty_table_still_knows_its_columns() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get("/api/v1/panels/empty/data").await;
    assert_eq!(
        (&reply.body["total"], &reply.body["page_count"], &reply.body["rows"]),
        (&json!(0), &json!(0), &json!([]))
    );
    assert_eq!(reply.body["columns"][1]["data_type"], "numeric");
}
