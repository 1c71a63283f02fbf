//! A tenant whose owner has put row security on its tables, and one table without.

/// Noon of the day whose rows there are.
pub const NOON: &str = "2026-03-01T12:00:00Z";

const TABLES: &str = "
    CREATE TABLE tickets (ward text, n double precision, at timestamptz);
    INSERT INTO tickets SELECT (i % 4)::text, i, '2026-03-01T12:00Z'::timestamptz - i * interval '1 minute' FROM generate_series(1, 40) i;
    CREATE TABLE unguarded AS SELECT * FROM tickets;
    CREATE TABLE requests (ward text, requested_at timestamptz, status_code int, duration_ms double precision, response_bytes int8);
    INSERT INTO requests SELECT (i % 4)::text, '2026-03-01T11:00Z', 200, 12, 100 FROM generate_series(1, 11) i;";

/// Forty tickets of four wards, guarded and not; eleven requests, guarded: as docs/tenants.md says, taken by its word.
pub fn sql() -> String {
    let guide = include_str!("../../../../docs/tenants.md");
    let (_, rest) = guide.split_once("row security by ward.\n").expect("the guide has the policy");
    let (policy, _) = rest.split_once("```").expect("the block ends");
    format!("{TABLES}{policy}{}", policy.replace("tickets", "requests"))
}

const BOARD: &str = "dashboard:
  name: Default
  panels:
    - { id: limited, config_file: panels/limited.yaml, position: { row: 1, col: 1 } }
    - { id: unlimited, config_file: panels/unlimited.yaml, position: { row: 4, col: 1 } }
    - { id: trend, config_file: panels/trend.yaml, position: { row: 7, col: 1 } }
    - { id: rows, config_file: panels/rows.yaml, position: { row: 10, col: 1 } }
    - { id: today, config_file: panels/today.yaml, position: { row: 15, col: 1 } }
    - { id: unguarded, config_file: panels/unguarded.yaml, position: { row: 19, col: 1 } }
";

/// Panels of several kinds: `unlimited` and `unguarded` do not say by which column they are limited.
pub const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    ("dashboards/default.yaml", BOARD),
    (
        "panels/limited.yaml",
        "panel:\n  type: kpi\n  title: L\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { value: n }, scope: { ward: ward } }\n  aggregate: count\n",
    ),
    (
        "panels/unlimited.yaml",
        "panel:\n  type: kpi\n  title: U\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/trend.yaml",
        "panel:\n  type: timeseries\n  title: T\n  data_source: { table: tickets, columns: { timestamp: at, value: n, series_label: ward }, scope: { ward: ward } }\n",
    ),
    (
        "panels/rows.yaml",
        "panel:\n  type: table\n  title: R\n  drill_down: { enabled: true }\n  data_source:\n    table: tickets\n    columns: [{ name: ward }, { name: n }]\n    scope: { ward: ward }\n",
    ),
    (
        "panels/today.yaml",
        "panel:\n  type: custom_template\n  title: D\n  endpoint: /api/v1/custom/daily-summary\n  data_source: { scope: { ward: ward } }\n  template: '<p>{{ total_requests }}</p>'\n",
    ),
    (
        "panels/unguarded.yaml",
        "panel:\n  type: kpi\n  title: G\n  data_source: { table: unguarded, columns: { value: n } }\n  aggregate: count\n",
    ),
];

/// What each way to the guarded rows gives a caller: counts of the wards that are seen, way by way.
pub async fn wards_seen(caller: &watchroom_test_support::Session) -> Vec<(&'static str, Vec<String>)> {
    let cells = |rows: &serde_json::Value| -> Vec<String> {
        rows.as_array().into_iter().flatten().map(|row| row[0].as_str().unwrap_or_default().to_owned()).collect()
    };
    let table = caller.get("/api/v1/panels/rows/data?page_size=100").await;
    let trend = caller.get("/api/v1/panels/trend/data").await;
    let trend: Vec<String> = trend.body["series"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|series| series["label"].as_str().unwrap_or_default().to_owned())
        .collect();
    let file = caller.get("/api/v1/reports/rows/export?format=json").await;
    let behind = caller.get("/api/v1/reports/rows/export?format=csv&rows=true").await;
    let behind = behind.text.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned());
    let mut seen = vec![
        ("the table", cells(&table.body["rows"])),
        ("the time series", trend),
        ("the export", cells(&file.body["rows"])),
        ("the export of rows", behind.collect()),
    ];
    for (_, wards) in &mut seen {
        wards.sort();
        wards.dedup();
    }
    seen
}
