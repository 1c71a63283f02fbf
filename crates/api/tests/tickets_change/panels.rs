//! Panels over the desk's own tables: they follow tickets that everybody may learn of, and nothing tells of the others.

use std::time::Duration;

use serde_json::json;
use watchroom_spec::TableName;
use watchroom_store::{Address, TriggerError, WatchTriggers};
use watchroom_test_support::TestApp;

use crate::desk::{DESK, People, Stream, all_is_read, edit, good, id, make};

const VIEW: &str = "CREATE TABLE one (n double precision)";
const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: B }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: D\n  panels:\n    - { id: tickets, config_file: panels/tickets.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/tickets.yaml",
        "panel:\n  type: table\n  title: Tickets\n  data_source:\n    table: service_desk.tickets\n    columns:\n      \
         - { name: created_at, display: Time, format: datetime }\n      - { name: description, display: What }\n",
    ),
];

#[tokio::test]
async fn panels_over_tickets_follow_the_ordinary_ones_and_say_nothing_of_the_others() {
    let app: TestApp = TestApp::builder().tenant("beta", VIEW, FILES).await.with_desk(DESK).await.start().await;
    let people = People::of(&app).await;
    let mut viewer = Stream::open(&people.viewer, &[]).await;
    let mut liaison = Stream::open(&people.liaison, &[]).await;
    make(&people.manager, json!({})).await;
    viewer.until("panel_changed").await;
    // What the first look at the tables tells, and what was made before, is told and is no news any more.
    all_is_read(&app).await;
    let tenant = "beta".parse().expect("a slug");
    let told = async {
        let news = &app.app.panel_news;
        while news.desk_panels(&tenant).is_empty() || !news.is_told(&tenant) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("each change has its turn");
    viewer.take().await;

    let secret = make(&people.liaison, json!({"description": "A secret"})).await;
    liaison.until(id(&secret)).await;
    // PostgreSQL's counters know of it when the session has rested; then whoever looked at them would see it within a second.
    let root = app.tenant("beta").database.connect().await;
    let counted = async {
        let sql = "SELECT pg_stat_get_tuples_inserted('service_desk.tickets'::regclass) >= (SELECT count(*) FROM service_desk.tickets)";
        while !root.query_one(sql, &[]).await.expect("a count").get::<_, bool>(0) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), counted).await.expect("the session's counts are told");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(viewer.take().await, Vec::<String>::new(), "a sensitive ticket is told to nobody else");

    let ordinary = make(&people.manager, json!({"description": "An ordinary one"})).await;
    viewer.until("panel_changed").await;
    let list = people.viewer.get("/api/v1/panels/tickets/data").await;
    assert!(list.text.contains("An ordinary one") && !list.text.contains("A secret"), "{}", list.text);
    viewer.take().await;
    // It becomes sensitive: the panel shows it no more, and says so.
    good(edit(&people.manager, &ordinary, json!({"is_sensitive": true})).await);
    viewer.until("panel_changed").await;
    let list = people.viewer.get("/api/v1/panels/tickets/data").await;
    assert!(!list.text.contains("An ordinary one"), "{}", list.text);
}

#[tokio::test]
async fn no_triggers_are_made_on_the_desks_own_tables() {
    let app: TestApp = TestApp::builder().tenant("beta", VIEW, FILES).await.with_desk(DESK).await.start().await;
    let owner = Address::parse(&app.tenant("beta").owner_url()).expect("an address");
    for name in ["tickets", "ticket_notes", "events"] {
        let table = TableName { schema: Some("service_desk".to_owned()), name: name.to_owned() };
        let refused = WatchTriggers::find(&owner, &table, None, "UTC").await.expect_err(name);
        assert!(
            matches!(&refused, TriggerError::OfDesk(table) if *table == format!("service_desk.{name}")),
            "{refused}"
        );
    }
    let other = TableName { schema: None, name: "one".to_owned() };
    WatchTriggers::find(&owner, &other, None, "UTC").await.expect("a table of other programs");
}
