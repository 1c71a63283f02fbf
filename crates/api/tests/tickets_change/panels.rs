//! Panels over the desk's own tables: they follow tickets that everybody may learn of, and nothing tells of the others.

use std::time::Duration;

use serde_json::json;
use watchroom_test_support::TestApp;

use crate::desk::{DESK, People, Stream, edit, good, id, make};

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
    // What the first look at the tables tells, and what was made before, has come by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    viewer.take().await;

    let secret = make(&people.liaison, json!({"description": "A secret"})).await;
    liaison.until(id(&secret)).await;
    // PostgreSQL's counters know of it within a second or two, where the session rests.
    tokio::time::sleep(Duration::from_secs(4)).await;
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
