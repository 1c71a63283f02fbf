//! Two tenants with dashboards to share, and holders of links.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

/// Noon of the day whose rows there are.
pub const NOON: &str = "2026-03-01T12:00:00Z";

const SQL: &str = "
    CREATE TABLE tickets (ward text, n double precision, at timestamptz);
    INSERT INTO tickets SELECT (i % 4)::text, i, '2026-03-01T12:00Z'::timestamptz - i * interval '15 minutes' FROM generate_series(1, 40) i;
    CREATE TABLE requests (ward_id text, requested_at timestamptz, status_code int, duration_ms double precision, response_bytes int8);
    INSERT INTO requests SELECT (i % 4)::text, '2026-03-01T11:00Z', 200, CASE WHEN i % 4 = 3 THEN 900 ELSE 12 END, 100 FROM generate_series(1, 11) i";

const BOARD: &str = "dashboard:
  name: Default
  panels:
    - { id: everyone, config_file: panels/everyone.yaml, position: { row: 1, col: 1 } }
    - { id: by_ward, config_file: panels/by_ward.yaml, position: { row: 4, col: 1 } }
    - { id: trend, config_file: panels/trend.yaml, position: { row: 7, col: 1 } }
    - { id: rows, config_file: panels/rows.yaml, position: { row: 10, col: 1 } }
    - { id: today, config_file: panels/today.yaml, position: { row: 13, col: 1 } }
    - { id: times, config_file: panels/times.yaml, position: { row: 16, col: 1 } }
    - { id: managers, config_file: panels/managers.yaml, position: { row: 19, col: 1 } }
";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A, timezone: Africa/Johannesburg }\n"),
    ("dashboards/default.yaml", BOARD),
    (
        "dashboards/other.yaml",
        "dashboard:\n  name: Other\n  panels:\n    - { id: lonely, config_file: panels/lonely.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "dashboards/inner.yaml",
        "dashboard:\n  name: Inner\n  roles: [admin]\n  panels:\n    - { id: inner, config_file: panels/inner.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/everyone.yaml",
        "panel:\n  type: kpi\n  title: Everyone\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/by_ward.yaml",
        "panel:\n  type: kpi\n  title: By ward\n  data_source: { table: tickets, columns: { value: n }, scope: { ward: ward } }\n  aggregate: count\n",
    ),
    (
        "panels/trend.yaml",
        "panel:\n  type: timeseries\n  title: Trend\n  data_source: { table: tickets, columns: { timestamp: at, value: n }, scope: { ward: ward } }\n",
    ),
    (
        "panels/rows.yaml",
        "panel:\n  type: table\n  title: Rows\n  data_source:\n    table: tickets\n    columns: [{ name: at, format: datetime }, { name: ward }, { name: n }]\n    scope: { ward: ward }\n",
    ),
    (
        "panels/today.yaml",
        "panel:\n  type: custom_template\n  title: Today\n  endpoint: /api/v1/custom/daily-summary\n  data_source: { scope: { ward: ward_id } }\n  template: '<p>{{ total_requests }}</p>'\n",
    ),
    (
        "panels/times.yaml",
        "panel:\n  type: custom_image\n  title: Times\n  endpoint: /api/v1/custom/response-times\n  parameters: { hours: 6 }\n  data_source: { scope: { ward: ward_id } }\n",
    ),
    (
        "panels/managers.yaml",
        "panel:\n  type: kpi\n  title: Managers\n  roles: [manager]\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/lonely.yaml",
        "panel:\n  type: kpi\n  title: Lonely\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/inner.yaml",
        "panel:\n  type: kpi\n  title: Inner\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
];

/// A server with `alpha` and `beta`, and a manager of alpha, at noon.
pub async fn world() -> (TestApp, Session) {
    let builder = TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await;
    let app = builder.at(NOON.parse().expect("a moment")).start().await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    (app, manager)
}

/// A share of alpha's default dashboard for viewers, for a week.
pub fn wall() -> Value {
    json!({"name": "Wall", "kind": "dashboard", "target": "default", "role": "viewer", "expires_in_days": 7})
}

/// The same with some fields changed.
pub fn wall_with(fields: &Value) -> Value {
    let mut wall = wall();
    for (name, value) in fields.as_object().expect("an object") {
        wall[name] = value.clone();
    }
    wall
}

/// Somebody with a share's link, in a browser of their own.
pub struct Holder {
    pub browser: Session,
    pub id: String,
    pub token: String,
}

impl Holder {
    /// GET of a path as the share.
    pub async fn get(&self, path: &str) -> Reply {
        self.browser.get_with(path, &[("x-share", &self.id)]).await
    }

    /// The status and the code of a GET as the share.
    pub async fn refused(&self, path: &str) -> (u16, String) {
        refused(&self.get(path).await)
    }
}

/// An answer's status and its problem's code.
pub fn refused(reply: &Reply) -> (u16, String) {
    (reply.status, reply.body["code"].as_str().unwrap_or_default().to_owned())
}

/// Makes a share and opens its link in another browser.
pub async fn shared(app: &TestApp, maker: &Session, wish: &Value) -> Holder {
    let made = maker.post("/api/v1/shares", wish).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let text = |name: &str| made.body[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", made.text)).to_owned();
    let holder = Holder { browser: app.nobody(), id: text("id"), token: text("token") };
    let opened = holder.browser.post("/api/v1/auth/share", &json!({"token": holder.token})).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    assert_eq!(opened.body["share"]["id"], made.body["id"]);
    holder
}

/// Changes the central database from elsewhere.
pub async fn centrally(app: &TestApp, sql: &str) {
    app.central_database().connect().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// The records of an action, oldest first: actor's name, address, tenant, subject, detail.
pub async fn records(app: &TestApp, action: &str) -> Vec<(String, String, String, String, Value)> {
    let root = app.central_database().connect().await;
    let rows = root
        .query(
            "SELECT coalesce(actor_email, ''), coalesce(from_address, ''), coalesce(tenant_id, ''), coalesce(subject, ''), detail::text
             FROM audit WHERE action = $1 ORDER BY seq",
            &[&action],
        )
        .await
        .expect("records");
    let detail = |text: &str| serde_json::from_str(text).expect("JSON");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), detail(row.get(4)))).collect()
}
