//! Administration over a real server: who may, what is refused, what is written down, and what holds at once.

mod at_once;
mod audit;
mod desks;
mod refusals;
mod sessions;
mod tenants;
mod tokens;
mod users;

use std::time::Duration;

use serde_json::Value;
use watchroom_store::AuditVerdict;
use watchroom_test_support::{Session, TestApp};

/// A tenant's folder, as small as it may be.
const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: one, columns: { value: n }, scope: { ward: ward }, query: \"ORDER BY n LIMIT 1\" }\n",
    ),
];
/// Ward 3 has the lowest number, ward 4 the next.
const SQL: &str = "CREATE TABLE one (n double precision, ward text); INSERT INTO one VALUES (1, '3'), (2, '4')";

/// A server with the tenants alpha and beta.
async fn app() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await
}

/// The records of an action, newest first, without what differs from run to run.
async fn records(admin: &Session, action: &str) -> Vec<Value> {
    let reply = admin.get(&format!("/api/v1/admin/audit?action={action}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.body["records"].as_array().expect("records").clone()
}

/// The chain of records is as it was written.
async fn whole(app: &TestApp) {
    let verdict = app.app.central.audit_verify().await.expect("verified");
    assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

/// Reads an open stream until it ends; its patience is shorter than its heartbeat, so that it cannot end by that.
async fn ends(mut stream: reqwest::Response) {
    let reading = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(Duration::from_secs(5), reading).await.expect("the stream ends at once");
}

/// Opens a stream of events and waits for its first words.
async fn listen(session: &Session) -> reqwest::Response {
    let mut stream = session.open_stream("/api/v1/events", &[]).await;
    assert_eq!(stream.status().as_u16(), 200);
    stream.chunk().await.expect("it goes on").expect("its first words");
    stream
}
