//! Panels follow what other programs write: from their COMMIT to an event, and from there to a fresh answer.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio_postgres::Client;
use watchroom_domain::Role;
use watchroom_spec::TableName;
use watchroom_store::{Address, WatchTriggers};
use watchroom_test_support::{Session, TestApp};

const SQL: &str = "
    CREATE TABLE one (at timestamptz, n double precision, ward text); CREATE INDEX ON one (at);
    CREATE TABLE two (n double precision);
    INSERT INTO one VALUES ('2026-03-01T11:00Z', 1, '1'); INSERT INTO two VALUES (1)";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: sum, config_file: panels/sum.yaml, position: { row: 1, col: 1 } }
    - { id: other, config_file: panels/other.yaml, position: { row: 2, col: 1 } }
    - { id: bosses, config_file: panels/bosses.yaml, position: { row: 3, col: 1 } }
",
    ),
    (
        "dashboards/wall.yaml",
        "dashboard:\n  name: Wall\n  panels:\n    - { id: other, config_file: panels/other.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/sum.yaml",
        "panel:\n  type: kpi\n  title: Sum\n  aggregate: sum\n  refresh_interval: 3600\n  data_source: { table: one, columns: { value: n }, scope: { ward: ward } }\n",
    ),
    (
        "panels/other.yaml",
        "panel:\n  type: kpi\n  title: Other\n  aggregate: sum\n  refresh_interval: 3600\n  data_source: { table: two, columns: { value: n } }\n",
    ),
    (
        "panels/bosses.yaml",
        "panel:\n  type: timeseries\n  title: Bosses\n  roles: [manager, admin]\n  data_source: { table: one, columns: { timestamp: at, value: n } }\n",
    ),
];

/// Within this everything has come that does not come for a reason.
const SOON: Duration = Duration::from_secs(2);
/// What must come is waited for on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(10);

async fn app() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.start().await
}

/// An open stream, read event by event.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    /// Opens a stream, and waits until the tables are watched: the first look at them counts as a change.
    async fn open(session: &Session, path: &str, first: &[&[&str]]) -> Self {
        let response = session.open_stream(path, &[]).await;
        assert_eq!(response.status().as_u16(), 200);
        let mut stream = Self { response, text: String::new() };
        for panels in first {
            assert_eq!(stream.changed(PATIENCE).await.map(|told| told.panels), Some(owned(panels)));
        }
        stream
    }

    /// The next change of panels that is told within a time.
    async fn changed(&mut self, patience: Duration) -> Option<Told> {
        let reading = async {
            loop {
                while let Some((event, rest)) = self.text.split_once("\n\n") {
                    let told = told(event);
                    self.text = rest.to_owned();
                    if told.is_some() {
                        return told;
                    }
                }
                let chunk = self.response.chunk().await.expect("the stream goes on").expect("the stream has no end");
                self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        tokio::time::timeout(patience, reading).await.ok().flatten()
    }

    async fn quiet(&mut self, patience: Duration) {
        assert_eq!(self.changed(patience).await, None);
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    panels: Vec<String>,
    span: Option<(String, String)>,
}

fn told(event: &str) -> Option<Told> {
    let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
    let data: Value = serde_json::from_str(data).expect("JSON");
    if data["type"] != "panel_changed" {
        return None;
    }
    assert!(event.contains("event: panel_changed\n"), "{event}");
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let panels = data["panel_ids"].as_array().expect("panels").iter().filter_map(text).collect();
    Some(Told { panels, span: text(&data["from"]).zip(text(&data["to"])) })
}

fn owned(panels: &[&str]) -> Vec<String> {
    panels.iter().map(|panel| (*panel).to_owned()).collect()
}

fn panels(panels: &[&str]) -> Option<Told> {
    Some(Told { panels: owned(panels), span: None })
}

/// A program that writes and ends.
async fn foreign(app: &TestApp, sql: &str) {
    let owner: Client = app.tenant("alpha").owner().await;
    owner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

async fn value(session: &Session, panel: &str) -> (Value, Value) {
    let reply = session.get(&format!("/api/v1/panels/{panel}/data")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    (reply.body["value"].clone(), reply.body["meta"]["cache"].clone())
}

#[tokio::test]
async fn whatever_another_program_does_to_a_table_is_told_of_its_panels_and_answers_are_fresh() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let mut stream = Stream::open(&viewer, "/api/v1/events", &[&["other", "sum"]]).await;
    let mut took = Vec::new();
    for (sql, panel, sum) in [
        ("INSERT INTO one VALUES ('2026-03-01T12:00Z', 10, '1')", "sum", 11.0),
        ("INSERT INTO one VALUES ('2026-02-01T12:00Z', 100, '1')", "sum", 111.0),
        ("UPDATE one SET n = 200 WHERE n = 100", "sum", 211.0),
        ("INSERT INTO two VALUES (5)", "other", 6.0),
        ("DELETE FROM one WHERE n = 10", "sum", 201.0),
        ("TRUNCATE two; INSERT INTO two VALUES (7)", "other", 7.0),
    ] {
        value(&viewer, panel).await;
        assert_eq!(value(&viewer, panel).await.1, "hit", "it is kept for an hour");
        foreign(&app, sql).await;
        let begun = Instant::now();
        assert_eq!(stream.changed(PATIENCE).await, panels(&[panel]), "{sql}");
        took.push(begun.elapsed());
        assert_eq!(value(&viewer, panel).await, (json!(sum), json!("miss")), "{sql}");
        // A new row is seen by its time, and counted a little later.
        while stream.changed(Duration::from_millis(1_500)).await.is_some() {}
    }
    took.sort();
    assert!(took[3] < Duration::from_millis(2_500), "{took:?}");
}

#[tokio::test]
async fn each_listener_hears_of_the_panels_that_the_listener_sees() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("2"))]).await;
    let wall = json!({"name": "Wall", "kind": "dashboard", "target": "wall", "role": "viewer", "expires_in_days": 7});
    let share = manager.post("/api/v1/shares", &wall).await;
    assert_eq!(share.status, 201, "{}", share.text);
    let holder = app.nobody();
    let opened = holder.post("/api/v1/auth/share", &json!({"token": share.body["token"]})).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    let shared = format!("/api/v1/events?share={}", share.body["id"].as_str().expect("an id"));

    let owner = Address::parse(&app.tenant("alpha").owner_url()).expect("an address");
    for (table, column) in [("one", Some("at")), ("two", None)] {
        let name = TableName { schema: None, name: table.to_owned() };
        let triggers = WatchTriggers::find(&owner, &name, column, "UTC").await.expect(table);
        WatchTriggers::run(&owner, &triggers.install_sql()).await.expect(table);
    }
    let mut of_manager = Stream::open(&manager, "/api/v1/events", &[&["bosses", "other", "sum"]]).await;
    let mut of_viewer = Stream::open(&viewer, "/api/v1/events", &[]).await;
    let mut of_councillor = Stream::open(&councillor, "/api/v1/events", &[]).await;
    let mut of_share = Stream::open(&holder, &shared, &[]).await;
    tokio::time::sleep(SOON).await;

    // A trigger alone knows the times.
    foreign(&app, "INSERT INTO one VALUES ('2024-05-05T10:00Z', 5, '1')").await;
    let span = Some(("2024-05-01T00:00:00Z".to_owned(), "2024-06-01T00:00:00Z".to_owned()));
    let whole = |panels: &[&str]| Some(Told { panels: owned(panels), span: span.clone() });
    assert_eq!(of_manager.changed(PATIENCE).await, whole(&["bosses", "sum"]));
    assert_eq!(of_viewer.changed(PATIENCE).await, whole(&["sum"]));
    // The row is another ward's: that something changed is told, and not when.
    assert_eq!(of_councillor.changed(PATIENCE).await, panels(&["sum"]));
    of_share.quiet(SOON).await;

    foreign(&app, "INSERT INTO two VALUES (5)").await;
    for stream in [&mut of_manager, &mut of_viewer, &mut of_share] {
        assert_eq!(stream.changed(PATIENCE).await, panels(&["other"]));
    }
    of_councillor.quiet(SOON).await;
    // What triggers told is not told once more when PostgreSQL has counted it.
    for stream in [&mut of_manager, &mut of_viewer, &mut of_share] {
        stream.quiet(SOON).await;
    }
}

#[tokio::test]
async fn a_storm_of_writes_is_an_event_a_second_and_its_last_row_is_shown() {
    let app = app().await;
    let owner = Address::parse(&app.tenant("alpha").owner_url()).expect("an address");
    let name = TableName { schema: None, name: "two".to_owned() };
    let triggers = WatchTriggers::find(&owner, &name, None, "UTC").await.expect("a table");
    WatchTriggers::run(&owner, &triggers.install_sql()).await.expect("triggers");
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let mut stream = Stream::open(&viewer, "/api/v1/events", &[&["other", "sum"]]).await;
    tokio::time::sleep(SOON).await;
    let writer = app.tenant("alpha").owner().await;
    let begun = Instant::now();
    let storm = async {
        while begun.elapsed() < Duration::from_secs(3) {
            writer.batch_execute("UPDATE two SET n = n + 1").await.expect("a write");
        }
        writer.batch_execute("UPDATE two SET n = -1").await.expect("the last write");
    };
    let mut events = 0_u64;
    let reading = async {
        loop {
            if stream.changed(PATIENCE).await.is_none() {
                break;
            }
            events += 1;
            if value(&viewer, "other").await.0 == json!(-1.0) {
                break;
            }
        }
    };
    tokio::join!(storm, reading);
    assert_eq!(value(&viewer, "other").await.0, json!(-1.0));
    let most = begun.elapsed().as_secs() + 2;
    assert!((2..=most).contains(&events), "{events} events, {most} at most");
}

#[tokio::test]
async fn tables_are_watched_over_one_connection_and_only_while_somebody_listens() {
    let app = app().await;
    let root = app.tenant("alpha").database.connect().await;
    let watching = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1 \
             AND query NOT LIKE '%pg_stat_activity%'";
        root.query_one(sql, &[&app.tenant("alpha").reader_role]).await.expect("a count").get::<_, i64>(0)
    };
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    tokio::time::sleep(SOON).await;
    assert_eq!(watching().await, 0);
    let first = Stream::open(&viewer, "/api/v1/events", &[&["other", "sum"]]).await;
    let mut others = Vec::new();
    for _ in 0..10 {
        others.push(Stream::open(&viewer, "/api/v1/events", &[]).await);
    }
    tokio::time::sleep(SOON).await;
    assert_eq!(watching().await, 1);
    let fingerprint = app.app.panel_news.fingerprint(&app.tenant("alpha").id);
    assert!(fingerprint.is_some());
    drop((first, others));
    let begun = Instant::now();
    while watching().await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody listens any more");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Whoever comes later is told what has changed meanwhile, and nothing else.
    foreign(&app, "UPDATE two SET n = 3").await;
    let mut again = Stream::open(&viewer, "/api/v1/events", &[]).await;
    assert_eq!(again.changed(PATIENCE).await, panels(&["other"]));
    again.quiet(SOON).await;
    assert_ne!(app.app.panel_news.fingerprint(&app.tenant("alpha").id), fingerprint);
    let second = app.another_process().await;
    let elsewhere = viewer.at(&second.url);
    let _stream = Stream::open(&elsewhere, "/api/v1/events", &[&["other", "sum"]]).await;
    let of = |app: &TestApp| app.app.panel_news.fingerprint(&"alpha".parse().expect("a slug"));
    assert_eq!(of(&second), of(&app), "the same in every process");
}

#[tokio::test]
async fn a_database_that_was_away_is_watched_again_and_nothing_is_missed() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let mut stream = Stream::open(&viewer, "/api/v1/events", &[&["other", "sum"]]).await;
    let root = app.tenant("alpha").database.connect().await;
    let reader = &app.tenant("alpha").reader_role;
    let shut = format!(
        "ALTER ROLE {reader} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{reader}'"
    );
    root.batch_execute(&shut).await.expect("shut");
    foreign(&app, "UPDATE two SET n = 9").await;
    stream.quiet(SOON).await;
    root.batch_execute(&format!("ALTER ROLE {reader} LOGIN")).await.expect("opened");
    assert_eq!(stream.changed(PATIENCE).await, panels(&["other"]));
    assert_eq!(value(&viewer, "other").await.0, json!(9.0));
}

/// Whoever was told of the dashboards, and cut off before the panels, comes back for the panels.
#[tokio::test]
async fn each_part_of_what_was_missed_has_the_id_of_what_came_before_it() {
    let app = app().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let mut stream = Stream::open(&viewer, "/api/v1/events", &[&["other", "sum"]]).await;
    let opened = async |id: &str| {
        let mut response = viewer.open_stream("/api/v1/events", &[("last-event-id", id)]).await;
        let mut text = String::new();
        while !text.contains("event: alive\n") {
            let chunk = response.chunk().await.expect("it goes on").expect("it has no end");
            text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
        let id = |event: &str| event.lines().find_map(|line| line.strip_prefix("id: ")).map(ToOwned::to_owned);
        let name = |event: &str| event.lines().find_map(|line| line.strip_prefix("event: ")).map(ToOwned::to_owned);
        text.split("\n\n").filter_map(|event| Some((name(event)?, id(event)?))).collect::<Vec<_>>()
    };
    let names = |events: &[(String, String)]| events.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let begun = opened("").await;
    let seen = begun.last().map(|(_, id)| id.clone()).expect("an id");
    assert_eq!(names(&opened(&seen).await), ["alive"], "nothing was missed");
    foreign(&app, "UPDATE two SET n = 4").await;
    assert_eq!(stream.changed(PATIENCE).await, panels(&["other"]));
    let name = FILES[1].1.replace("Default", "Another");
    app.write_config("alpha/dashboards/default.yaml", &name);
    app.reload();
    let missed = opened(&seen).await;
    assert_eq!(names(&missed), ["config_changed", "panel_changed", "alive"]);
    assert_eq!(names(&opened(&missed[0].1).await), ["panel_changed", "alive"], "the panels are still to be told");
    assert_eq!(names(&opened(&missed[1].1).await), ["alive"]);
}
