//! Bars, gauges, templates with queries, stale lights and a tenant's own limits against what plain SQL says.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

/// 12 categories with 3 to 36 tickets, one without a category and one that is called like it; two states; two wards.
const SQL: &str = "
    CREATE TABLE tickets (id bigint, category text, state text, cost numeric(12, 2), opened_at timestamptz, ward int, tags text[]);
    INSERT INTO tickets SELECT c * 100 + i, 'category ' || to_char(c, 'FM00'), CASE WHEN i % 3 = 0 THEN 'closed' ELSE 'open' END,
        c * 10.25 + i, '2026-03-01T00:00Z'::timestamptz + i * interval '10 minutes', 3 + i % 2, ARRAY['a', 'b']
        FROM generate_series(1, 12) c, generate_series(1, c * 3) i;
    INSERT INTO tickets SELECT 5000 + i, NULL, 'open', NULL, '2026-03-01T00:00Z', 3, NULL FROM generate_series(1, 40) i;
    INSERT INTO tickets SELECT 6000 + i, '(none)', NULL, 1, '2026-03-01T00:00Z', 4, NULL FROM generate_series(1, 38) i;
    INSERT INTO tickets VALUES (7000, 'category 01', 'open', 99, '2026-02-01T00:00Z', 3, NULL);
    CREATE TYPE level AS ENUM ('low', 'medium', 'high');
    CREATE TABLE levels (level level, n int);
    INSERT INTO levels VALUES ('high', 1), ('low', 2), ('medium', 3), ('medium', NULL);
    CREATE TABLE checks (name text, state int, checked_at timestamptz, ward int);
    INSERT INTO checks VALUES ('edge', 0, '2026-03-01T11:50:00Z', 3), ('old', 0, '2026-03-01T11:49:59.5Z', 3), ('never', 0, NULL, 4);
    CREATE TABLE wide AS SELECT 'series ' || to_char(i, 'FM000') AS label, i AS n FROM generate_series(1, 60) i";

const PANELS: &[(&str, &str)] = &[
    ("count", "type: bar\n  title: Tickets\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { category: category }, scope: { ward: ward } }\n  query: { limit: 5 }\n"),
    ("stacked", "type: bar\n  title: By state\n  data_source: { table: tickets, columns: { category: category, value: cost, series_label: state, timestamp: opened_at } }\n  query: { where: \"category <> '(none)'\", limit: 3 }\n  display: { unit: R, decimals: 2, colors: { open: '#F59E0B' } }\n"),
    ("mean", "type: bar\n  title: Mean\n  aggregate: avg\n  data_source: { table: tickets, columns: { category: category, value: cost } }\n  query: { where: category IS NOT NULL, limit: 4 }\n"),
    ("last", "type: bar\n  title: Last\n  aggregate: last\n  order: category\n  data_source: { table: tickets, columns: { category: state, value: id, timestamp: opened_at } }\n"),
    ("levels", "type: bar\n  title: Levels\n  order: category\n  data_source: { table: levels, columns: { category: level } }\n"),
    ("wide", "type: bar\n  title: Wide\n  aggregate: max\n  data_source: { table: wide, columns: { category: n, value: n, series_label: label } }\n  query: { where: n > 0, limit: 200 }\n"),
    ("words", "type: bar\n  title: Words\n  aggregate: max\n  data_source: { table: tickets, columns: { category: state, value: category } }\n"),
    ("gauge", "type: gauge\n  title: Share\n  aggregate: p95\n  data_source: { table: tickets, columns: { value: cost, timestamp: opened_at }, scope: { ward: ward } }\n  query: { where: state = 'open' }\n  display: { unit: R, max: 200, min: 10, decimals: 1, thresholds: [{ value: 0, color: '#10B981', label: good }, { value: 100, color: '#EF4444', label: high }] }\n"),
    ("lights", "type: health_status\n  title: Lights\n  stale_after: 600\n  data_source: { table: checks, columns: { service_name: name, status_value: state, timestamp: checked_at } }\n  display: { status_mapping: { 0: { color: '#10B981', label: Healthy } } }\n"),
    ("page", "type: custom_template
  title: Page
  queries:
    totals:
      table: tickets
      select: { tickets: { aggregate: count }, paid: { column: cost, aggregate: count }, cost: { column: cost, aggregate: sum }, mean: { column: cost, aggregate: avg } }
      scope: { ward: ward }
    states:
      table: tickets
      select: { state: state, n: { aggregate: count }, newest: { column: opened_at, aggregate: max } }
      timestamp: opened_at
      order_by: n DESC, state
      scope: { ward: ward }
    latest:
      table: tickets
      select: [id, category, tags]
      where: \"category LIKE 'category %'\"
      order_by: opened_at DESC, id
      limit: 2
      scope: { ward: ward }
    every:
      table: tickets
      select: [id]
      order_by: id
      scope: { ward: ward }
    nothing:
      table: tickets
      select: [id]
      where: id < 0
      scope: { ward: ward }
  template: \"{{ totals.first.tickets }}|{{ totals.first.mean | round(2) }}|{% for row in states.rows %}{{ row.state }}={{ row.n }};{% endfor %}|{{ every.count }}|{{ nothing.first.id }}\"
"),
    ("half", "type: custom_template\n  title: Half\n  queries:\n    one: { table: tickets, select: [id], scope: { ward: ward } }\n    two: { table: tickets, select: [id] }\n  template: '{{ one.count }}'\n"),
];

const RANGE: &str = "start_date=2026-03-01T00:00:00Z&end_date=2026-03-02T00:00:00Z";

async fn started(tenant: &str) -> (TestApp, Session) {
    let mut dashboard = "dashboard:\n  name: Default\n  panels:\n".to_owned();
    let mut files = vec![("tenant.yaml".to_owned(), tenant.to_owned())];
    for (place, (id, text)) in PANELS.iter().enumerate() {
        let row = place * 3 + 1;
        dashboard +=
            &format!("    - {{ id: {id}, config_file: panels/{id}.yaml, position: {{ row: {row}, col: 1 }} }}\n");
        files.push((format!("panels/{id}.yaml"), format!("panel:\n  {text}")));
    }
    files.push(("dashboards/default.yaml".to_owned(), dashboard));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let noon = "2026-03-01T12:00:00Z".parse().expect("a moment");
    let app = TestApp::builder().tenant("alpha", SQL, &files).await.at(noon).start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await.for_tenant(Some("alpha"));
    (app, viewer)
}

async fn viewer() -> (TestApp, Session) {
    started("tenant: { name: A }\n").await
}

async fn data(session: &Session, panel: &str) -> Reply {
    let reply = session.get(&format!("/api/v1/panels/{panel}/data?{RANGE}")).await;
    assert_eq!(reply.status, 200, "{panel}: {}", reply.text);
    reply
}

/// What plain SQL says: one JSON value.
async fn plain(app: &TestApp, query: &str) -> Value {
    let owner = app.tenant("alpha").owner().await;
    let row = owner.query_one(&format!("SELECT ({query})::text"), &[]).await.expect("an answer");
    serde_json::from_str(row.get(0)).expect("JSON")
}

#[tokio::test]
async fn bars_are_the_largest_categories_and_the_rest_is_folded() {
    let (app, viewer) = viewer().await;
    let reply = data(&viewer, "count").await;
    assert_eq!(reply.body["type"], "bar");
    let largest = "SELECT category, count(*) AS n FROM tickets GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5";
    let values = plain(&app, &format!("SELECT json_agg(n) FROM ({largest}) AS plain")).await;
    assert_eq!(reply.body["series"], json!([{"label": "Tickets", "values": values}]));
    let names = json!(["((none))", "(none)", "category 12", "category 11", "category 10"]);
    assert_eq!(reply.body["categories"], names, "what has no category is not what is called so");
    let shown: i64 = values.as_array().expect("values").iter().filter_map(Value::as_i64).sum();
    let all = plain(&app, "SELECT count(*) FROM tickets").await.as_i64().expect("a count");
    assert_eq!(reply.body["other"], json!({"categories": 9, "values": [all - shown]}));
    assert_eq!((&reply.body["range"], &reply.body["meta"]["truncated"]), (&Value::Null, &json!(false)));
}

#[tokio::test]
async fn stacked_bars_follow_the_range_and_keep_every_digit() {
    let (app, viewer) = viewer().await;
    let reply = data(&viewer, "stacked").await;
    assert_eq!(reply.body["categories"], json!(["category 12", "category 11", "category 10"]));
    let rows =
        "tickets WHERE category <> '(none)' AND opened_at >= '2026-03-01T00:00Z' AND opened_at < '2026-03-02T00:00Z'";
    for (place, state) in ["open", "closed"].into_iter().enumerate() {
        let sums = format!("SELECT category, sum(cost) AS n FROM {rows} AND state = '{state}' GROUP BY 1");
        let shown =
            format!("SELECT json_agg(n ORDER BY category DESC) FROM ({sums}) AS plain WHERE category >= 'category 10'");
        let series = &reply.body["series"][place];
        assert_eq!((&series["label"], &series["values"]), (&json!(state), &plain(&app, &shown).await));
        let folded = format!("SELECT sum(n) FROM ({sums}) AS plain WHERE category < 'category 10'");
        assert_eq!(reply.body["other"]["values"][place], plain(&app, &folded).await);
    }
    assert!(reply.text.contains(".00,") || reply.text.contains(".50,"), "numerics keep their digits: {}", reply.text);
    assert_eq!(reply.body["other"]["categories"], 9);
    assert_eq!((&reply.body["unit"], &reply.body["decimals"]), (&json!("R"), &json!(2)));
    assert_eq!(reply.body["range"], json!({"start": "2026-03-01T00:00:00Z", "end": "2026-03-02T00:00:00Z"}));
    let february =
        viewer.get("/api/v1/panels/stacked/data?start_date=2026-02-01T00:00:00Z&end_date=2026-02-02T00:00:00Z").await;
    assert_eq!(february.body["series"], json!([{"label": "open", "values": [99.00]}]));
    assert_eq!(
        (&february.body["other"], &february.body["meta"]["data_as_of"]),
        (&Value::Null, &json!("2026-02-01T00:00:00Z"))
    );
    let march = viewer.get("/api/v1/panels/stacked/data").await;
    assert_eq!(march.body["range"]["end"], "2026-03-01T12:00:00Z", "24 hours up to now where no range is asked for");
}

#[tokio::test]
async fn what_cannot_be_folded_is_cut_and_says_so() {
    let (app, viewer) = viewer().await;
    let reply = data(&viewer, "mean").await;
    let means =
        "SELECT avg(cost) AS n FROM tickets WHERE category IS NOT NULL GROUP BY category ORDER BY 1 DESC LIMIT 4";
    let means = plain(&app, &format!("SELECT json_agg(n) FROM ({means}) AS plain")).await;
    assert_eq!(reply.body["series"][0]["values"], means);
    assert_eq!((&reply.body["other"], &reply.body["meta"]["truncated"]), (&Value::Null, &json!(true)));
    let wide = data(&viewer, "wide").await;
    assert_eq!(wide.body["series"].as_array().map(Vec::len), Some(50));
    assert_eq!(
        (&wide.body["series"][0]["label"], &wide.body["meta"]["truncated"]),
        (&json!("series 060"), &json!(true))
    );
    assert_eq!((&wide.body["categories"][0], &wide.body["series"][0]["values"][1]), (&json!("60"), &Value::Null));
}

#[tokio::test]
async fn bars_stand_in_the_order_asked_for() {
    let (app, viewer) = viewer().await;
    let last = data(&viewer, "last").await;
    assert_eq!(last.body["categories"], json!(["closed", "open", "(none)"]));
    for (place, state) in ["= 'closed'", "= 'open'"].into_iter().enumerate() {
        // Two rows may share the newest moment: either is right.
        let newest = format!(
            "SELECT json_agg(id) FROM tickets WHERE state {state} AND opened_at = (SELECT max(opened_at) FROM tickets WHERE state {state})"
        );
        let newest = plain(&app, &newest).await;
        let value = &last.body["series"][0]["values"][place];
        assert!(newest.as_array().expect("ids").contains(value), "{value} is none of {newest}");
    }
    let levels = data(&viewer, "levels").await;
    assert_eq!(levels.body["categories"], json!(["low", "medium", "high"]), "an enum has an order of its own");
    assert_eq!(levels.body["series"][0]["values"], json!([1, 2, 1]));
}

#[tokio::test]
async fn a_bar_of_words_is_the_engineers_to_mend() {
    let (_app, viewer) = viewer().await;
    let reply = viewer.get(&format!("/api/v1/panels/words/data?{RANGE}")).await;
    assert_eq!((reply.status, &reply.body["code"]), (502, &json!("panel_broken")), "{}", reply.text);
}

#[tokio::test]
async fn a_gauge_is_a_kpi_between_two_ends() {
    let (app, viewer) = viewer().await;
    let reply = data(&viewer, "gauge").await;
    let open =
        "FROM tickets WHERE state = 'open' AND opened_at >= '2026-03-01T00:00Z' AND opened_at < '2026-03-02T00:00Z'";
    let p95 = plain(&app, &format!("SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY cost) {open}")).await;
    let (value, p95) = (reply.body["value"].as_f64().expect("a number"), p95.as_f64().expect("a number"));
    assert!((value - p95).abs() < 1e-9, "{value} is not {p95}");
    for (field, wanted) in [
        ("type", json!("gauge")),
        ("min", json!(10.0)),
        ("max", json!(200.0)),
        ("unit", json!("R")),
        ("decimals", json!(1)),
        ("status", json!({"label": "high", "color": "#EF4444"})),
        ("as_of", json!("2026-03-01T05:50:00Z")),
    ] {
        assert_eq!(reply.body[field], wanted, "{field}");
    }
    assert_eq!(reply.body["thresholds"][1], json!({"value": 100.0, "color": "#EF4444", "label": "high"}));
}

#[tokio::test]
async fn a_template_is_filled_with_its_own_queries() {
    let (app, viewer) = viewer().await;
    let reply = data(&viewer, "page").await;
    let totals = "SELECT json_build_object('tickets', count(*), 'paid', count(cost), 'cost', sum(cost)) FROM tickets";
    let (totals, filled) = (plain(&app, totals).await, &reply.body["data"]);
    for name in ["tickets", "paid", "cost"] {
        assert_eq!(filled["totals"]["first"][name].as_f64(), totals[name].as_f64(), "{name}");
    }
    let grouped =
        "SELECT state, count(*) AS n FROM tickets WHERE opened_at >= '2026-03-01T00:00Z' GROUP BY 1 ORDER BY 2 DESC, 1";
    let grouped =
        plain(&app, &format!("SELECT json_agg(json_build_object('state', state, 'n', n)) FROM ({grouped}) AS plain"))
            .await;
    for (row, wanted) in
        filled["states"]["rows"].as_array().expect("rows").iter().zip(grouped.as_array().expect("rows"))
    {
        assert_eq!((&row["state"], &row["n"]), (&wanted["state"], &wanted["n"]));
    }
    assert_eq!(filled["states"]["rows"][0]["newest"], "2026-03-01T05:50:00Z");
    let latest = json!([{"id": 1236, "category": "category 12", "tags": "{a,b}"}, {"id": 1235, "category": "category 12", "tags": "{a,b}"}]);
    assert_eq!(filled["latest"]["rows"], latest);
    assert_eq!((&filled["every"]["count"], &filled["nothing"]["count"]), (&json!(100), &json!(0)));
    assert_eq!(reply.body["meta"]["truncated"], true, "100 rows are the most where no limit is named");
    let html = reply.body["html"].as_str().expect("HTML");
    let mean = plain(&app, "SELECT round(avg(cost), 2) FROM tickets").await;
    assert_eq!(
        html,
        format!(
            "{}|{mean}|open={};closed={};None={};|100|None",
            totals["tickets"], grouped[0]["n"], grouped[1]["n"], grouped[2]["n"]
        )
    );
}

#[tokio::test]
async fn a_ward_sees_its_own_rows_of_each_kind_and_nothing_that_cannot_be_limited() {
    let (app, _viewer) = viewer().await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    let councillor = councillor.for_tenant(Some("alpha"));
    let bars = data(&councillor, "count").await;
    let counted = plain(&app, "SELECT count(*) FROM tickets WHERE ward = 3").await;
    let values = bars.body["series"][0]["values"].as_array().expect("values").iter();
    let sum: i64 =
        values.chain(bars.body["other"]["values"].as_array().expect("values")).filter_map(Value::as_i64).sum();
    assert_eq!(json!(sum), counted);
    let gauge = data(&councillor, "gauge").await;
    let p95 = "SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY cost) FROM tickets WHERE state = 'open' AND opened_at >= '2026-03-01T00:00Z' AND ward = 3";
    assert_eq!(gauge.body["value"], plain(&app, p95).await);
    let page = data(&councillor, "page").await;
    assert_eq!(page.body["data"]["totals"]["first"]["tickets"], counted);
    let states =
        page.body["data"]["states"]["rows"].as_array().expect("rows").iter().filter_map(|row| row["n"].as_i64());
    let in_march =
        plain(&app, "SELECT count(*) FROM tickets WHERE ward = 3 AND opened_at >= '2026-03-01T00:00Z'").await;
    assert_eq!(json!(states.sum::<i64>()), in_march);
    for absent in ["stacked", "mean", "lights", "half"] {
        assert_eq!(councillor.get(&format!("/api/v1/panels/{absent}/data")).await.status, 404, "{absent}");
    }
}

#[tokio::test]
async fn a_check_that_is_too_old_or_has_no_time_is_stale() {
    let (_app, viewer) = viewer().await;
    let reply = data(&viewer, "lights").await;
    let services = reply.body["services"].as_array().expect("services").iter();
    let stale: Vec<_> = services.map(|service| (service["name"].as_str(), service["stale"].as_bool())).collect();
    assert_eq!(stale, [(Some("edge"), Some(false)), (Some("never"), Some(true)), (Some("old"), Some(true))]);
    assert_eq!(reply.body["services"][2]["label"], "Healthy", "the word stays what the table says");
}

#[tokio::test]
async fn a_tenants_own_limits_hold() {
    let (_app, viewer) = started("tenant: { name: A, limits: { rows: 3, query_seconds: 1 } }\n").await;
    let reply = data(&viewer, "levels").await;
    assert_eq!((&reply.body["meta"]["rows"], &reply.body["meta"]["truncated"]), (&json!(3), &json!(false)));
    let reply = data(&viewer, "last").await;
    assert_eq!(reply.body["meta"]["truncated"], false);
    let reply = data(&viewer, "count").await;
    assert_eq!((&reply.body["meta"]["rows"], &reply.body["meta"]["truncated"]), (&json!(3), &json!(true)));
    let page = data(&viewer, "page").await;
    assert_eq!((&page.body["data"]["every"]["count"], &page.body["meta"]["truncated"]), (&json!(3), &json!(true)));
}

#[tokio::test]
async fn bars_gauges_and_queries_are_exported_as_the_screen_shows_them_or_refused() {
    let (app, viewer) = viewer().await;
    let export = async |path: &str| viewer.get(&format!("/api/v1/reports/{path}&{RANGE}")).await;
    let shown = data(&viewer, "stacked").await.body;
    let csv = export("stacked/export?format=csv").await;
    let lines: Vec<Vec<&str>> = csv.text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["Category", "Series", "Value"]);
    assert!(lines[1..].iter().any(|line| line[2].ends_with(".00")), "numerics keep their digits: {}", csv.text);
    let exported: Vec<Value> =
        lines[1..].iter().map(|line| json!([line[0], line[1], line[2].parse::<f64>().expect("a number")])).collect();
    let mut expected = Vec::new();
    for (place, series) in shown["series"].as_array().expect("series").iter().enumerate() {
        let bars =
            shown["categories"].as_array().expect("names").iter().zip(series["values"].as_array().expect("values"));
        expected.extend(bars.map(|(category, value)| json!([category, series["label"], value.as_f64()])));
        expected.push(json!(["Other (9 categories)", series["label"], shown["other"]["values"][place].as_f64()]));
    }
    assert_eq!(exported, expected);

    let cut = export("mean/export?format=csv").await;
    assert_eq!((cut.status, cut.body["code"].as_str()), (413, Some("too_many_points")), "{}", cut.text);

    let gauge = data(&viewer, "gauge").await.body;
    let csv = export("gauge/export?format=csv").await;
    let row: Vec<&str> = csv.text.lines().nth(1).expect("a row").split(',').collect();
    assert_eq!((row[0].parse::<f64>().ok(), row[1], row[4], row[5]), (gauge["value"].as_f64(), "R", "10", "200"));

    let page = export("page/export?format=json").await;
    assert_eq!((page.status, &page.body), (200, &data(&viewer, "page").await.body["data"]), "{}", page.text);
    assert_eq!(export("page/export?format=csv").await.status, 400);

    let rows = viewer.get("/api/v1/panels/count/rows?page_size=1").await;
    let all = plain(&app, "SELECT count(*) FROM tickets").await;
    assert_eq!((&rows.body["columns"][0]["display"], &rows.body["total"]), (&json!("Category"), &all), "{}", rows.text);
    let councillor = app.sign_in("exporter", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    let rows = councillor.get("/api/v1/panels/count/rows?page_size=1").await;
    let own = plain(&app, "SELECT count(*) FROM tickets WHERE ward = 3").await;
    assert_eq!(rows.body["total"], own, "{}", rows.text);
}
