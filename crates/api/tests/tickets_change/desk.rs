//! The world of these tests: a desk with two teams, two wards, two categories, a target for each ticket; and its people.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_postgres::Client;
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp, TestAppBuilder};

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: B }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: D\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: one, columns: { value: n }, query: \"ORDER BY n LIMIT 1\" }\n",
    ),
];
/// No table: what happens where other programs write to one is told in `panel_changed.rs`.
const SQL: &str = "";
pub const DESK: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water');
    INSERT INTO service_desk.wards VALUES ('3', 'Ward 3'), ('4', 'Ward 4');
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Leak', false, '', 'leak'),
        ('Violence', true, '', 'violence');
    INSERT INTO service_desk.sla_policies (severity, response_minutes, resolution_minutes, effective_from) VALUES
        (null, 60, 600, '2020-01-01Z'), ('critical', 10, 100, '2020-01-01Z');";

/// A Monday morning.
pub const NINE: &str = "2026-03-09T09:00:00Z";

/// A server with a desk whose clock stands at [`NINE`].
pub async fn app() -> TestApp {
    begun().await.start().await
}

/// The same, before it is started.
pub async fn begun() -> TestAppBuilder {
    let nine: Timestamp = NINE.parse().expect("a moment");
    TestApp::builder().at(nine).tenant("beta", SQL, FILES).await.with_desk(DESK).await
}

/// The people of the desk.
pub struct People {
    pub manager: Session,
    pub admin: Session,
    pub liaison: Session,
    pub councillor: Session,
    pub roads: Session,
    pub water: Session,
    pub viewer: Session,
}

impl People {
    pub async fn of(app: &TestApp) -> Self {
        let place = |role, ward| vec![("beta", role, ward)];
        Self {
            manager: app.sign_in("manager", &place(Role::Manager, None)).await,
            admin: app.sign_in("admin", &place(Role::Admin, None)).await,
            liaison: app.sign_in("liaison", &place(Role::SapsLiaison, None)).await,
            councillor: app.sign_in("councillor", &place(Role::WardCouncillor, Some("3"))).await,
            roads: app.sign_in_to_team("roads", "beta", Role::FieldWorker, "roads").await,
            water: app.sign_in_to_team("water", "beta", Role::FieldWorker, "water").await,
            viewer: app.sign_in("viewer", &place(Role::Viewer, None)).await,
        }
    }
}

/// Makes a ticket of ward 3 and returns it.
pub async fn make(by: &Session, more: Value) -> Value {
    let mut body = json!({"category": "Pothole", "description": "A hole in the road", "ward_id": "3"});
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let made = by.post("/api/v1/tickets", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body
}

/// The id of a ticket.
pub fn id(ticket: &Value) -> &str {
    ticket["id"].as_str().unwrap_or_else(|| panic!("no ticket: {ticket}"))
}

/// Changes a ticket's status, from the version given.
pub async fn set_status(by: &Session, ticket: &Value, change: Value) -> Reply {
    let mut body = change;
    body["version"] = ticket["version"].clone();
    by.call("patch", &format!("/api/v1/tickets/{}/status", id(ticket)), &body).await
}

/// Corrects a ticket, from the version given.
pub async fn edit(by: &Session, ticket: &Value, change: Value) -> Reply {
    let mut body = change;
    body["version"] = ticket["version"].clone();
    by.call("patch", &format!("/api/v1/tickets/{}", id(ticket)), &body).await
}

/// Assigns a ticket, from the version given.
pub async fn assign(by: &Session, ticket: &Value, to: Value) -> Reply {
    let mut body = to;
    body["version"] = ticket["version"].clone();
    by.post(&format!("/api/v1/tickets/{}/assign", id(ticket)), &body).await
}

/// A reply that has to be a success: its body.
pub fn good(reply: Reply) -> Value {
    assert!(matches!(reply.status, 200 | 201), "{} {}", reply.status, reply.text);
    reply.body
}

/// Status and code of a reply.
pub fn refusal(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.body["code"].as_str().unwrap_or_default())
}

/// The desk's owner, who sees everything.
pub async fn owner(app: &TestApp) -> Client {
    app.tenant("beta").owner().await
}

/// Waits until the process has read all that stands in the outbox.
pub async fn all_is_read(app: &TestApp) {
    let tenant = "beta".parse().expect("a slug");
    let end = app.app.tenants.outbox_end(&tenant).await.expect("numbered");
    let reading = async {
        while app.app.live.subscribe(&tenant).desk().is_none_or(|read| read.place < end.place) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it is read within a second or so");
}

/// A ticket's history: who, field, old, new, reason of each line.
pub async fn history(owner: &Client, id: &str) -> Vec<String> {
    let rows = owner
        .query(
            "SELECT coalesce(actor_name, '-') || ': ' || field || ' ' || coalesce(old, '-') || ' > ' || coalesce(new, '-') \
                || coalesce(' (' || reason || ')', '') FROM service_desk.ticket_history WHERE ticket_id = $1::text::uuid \
                ORDER BY at, change, place",
            &[&id],
        )
        .await
        .expect("a history");
    rows.iter().map(|row| row.get(0)).collect()
}

/// An open stream of events.
pub struct Stream {
    response: reqwest::Response,
    text: String,
    /// The last id that came before the text that waits.
    last_id: String,
}

impl Stream {
    pub async fn open(session: &Session, headers: &[(&str, &str)]) -> Self {
        let response = session.open_stream("/api/v1/events", headers).await;
        assert_eq!(response.status().as_u16(), 200);
        let mut stream = Self { response, text: String::new(), last_id: String::new() };
        // What was missed comes before it, and waits to be read.
        const BEGUN: &str = "event: alive\ndata: {}\n\n";
        assert!(stream.read(|text| text.contains(BEGUN)).await, "it does not begin: {}", stream.text);
        stream.text = stream.text.replacen(BEGUN, "", 1);
        stream
    }

    async fn read(&mut self, enough: impl Fn(&str) -> bool) -> bool {
        let reading = async {
            while !enough(&self.text) {
                let chunk = self.response.chunk().await.expect("the stream goes on").expect("the stream has no end");
                self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        tokio::time::timeout(Duration::from_secs(8), reading).await.is_ok()
    }

    /// All that came until now and until `last` has come: the events' data, each with its name.
    pub async fn until(&mut self, last: &str) -> Vec<String> {
        assert!(self.read(|text| text.contains(last)).await, "{last} did not come; there was:\n{}", self.text);
        let data = self.text.lines().filter_map(|line| line.strip_prefix("data: "));
        let seen: Vec<String> =
            data.map(ToOwned::to_owned).filter(|data| !data.contains("resync") && data != "{}").collect();
        let _ = self.taken();
        seen
    }

    /// What waits is read; the last id stays known.
    fn taken(&mut self) -> String {
        self.last_id = self.last_id();
        std::mem::take(&mut self.text)
    }

    fn ids(&self) -> Vec<String> {
        self.text.lines().filter_map(|line| line.strip_prefix("id: ")).map(ToOwned::to_owned).collect()
    }

    /// The id of the last event.
    pub fn last_id(&self) -> String {
        self.ids().pop().unwrap_or_else(|| self.last_id.clone())
    }

    /// All that came until now: the events' data.
    pub async fn take(&mut self) -> Vec<String> {
        let moment = Duration::from_millis(200);
        while let Ok(Ok(Some(chunk))) = tokio::time::timeout(moment, self.response.chunk()).await {
            self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
        let text = self.taken();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        data.filter(|data| *data != "{}").map(ToOwned::to_owned).collect()
    }

    /// All the text that came until `last` has come.
    pub async fn text_until(&mut self, last: &str) -> String {
        assert!(self.read(|text| text.contains(last)).await, "{last} did not come; there was:\n{}", self.text);
        self.taken()
    }
}
