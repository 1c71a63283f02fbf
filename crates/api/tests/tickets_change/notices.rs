//! Notices of clocks that run out: each once, over processes and restarts; and the clocks that changes leave behind.

use serde_json::json;
use tokio_postgres::Client;

use crate::desk::{People, Stream, app, edit, good, id, make, owner, set_status};

const MINUTE: i64 = 60_000;

async fn sent(owner: &Client) -> Vec<String> {
    let rows = owner
        .query("SELECT clock || ' ' || kind FROM service_desk.events WHERE kind LIKE 'sla%' ORDER BY id", &[])
        .await
        .expect("events");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn each_notice_goes_out_once_however_many_look() {
    let app = app().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    let tenant = "beta".parse().expect("a slug");
    // Response due after 10 min, short after 8; resolution due after 100, short after 80.
    let ticket = make(&people.manager, json!({"severity": "critical", "team_id": "roads"})).await;
    let secret = make(&people.liaison, json!({"severity": "critical"})).await;
    let mut streams = Vec::new();
    for session in [&people.manager, &people.roads, &people.liaison] {
        streams.push(Stream::open(session, &[]).await);
    }
    let owner = owner(&app).await;
    let mut expected: Vec<&str> = Vec::new();
    for (minutes, news) in [
        (7, ""),
        (1, "response sla_at_risk"),
        (3, "response sla_breach"),
        (69, "resolution sla_at_risk"),
        (30, "resolution sla_breach"),
    ] {
        app.app.clock.advance_ms(minutes * MINUTE);
        // Both processes look by themselves; and somebody looks besides.
        let now = app.app.clock.now();
        let looks = (0..4).map(|number| {
            let tenants = if number % 2 == 0 { &app.app.tenants } else { &other.app.tenants };
            tenants.sla_notify(&tenant, now)
        });
        for look in futures_util::future::join_all(looks).await {
            look.expect("looked");
        }
        if !news.is_empty() {
            // One of each of the two tickets.
            expected.extend([news, news]);
        }
        assert_eq!(sent(&owner).await, expected);
    }
    // A restarted process remembers nothing, and sends nothing again.
    let later = app.another_process().await;
    later.app.tenants.sla_notify(&tenant, app.app.clock.now()).await.expect("looked");
    assert_eq!(sent(&owner).await, expected);

    let last = |ticket: &serde_json::Value| {
        json!({"type": "sla_breach", "ticket_id": ticket["id"], "clock": "resolution"}).to_string()
    };
    for (stream, own, hidden) in [(0, &ticket, &secret), (1, &ticket, &secret), (2, &secret, &ticket)] {
        let heard = streams[stream].until(&last(own)).await;
        let notices: Vec<&String> = heard.iter().filter(|data| data.contains("sla_")).collect();
        assert_eq!(notices.len(), 4, "{heard:?}");
        assert!(heard.iter().all(|data| !data.contains(id(hidden))), "{heard:?}");
    }
}

#[tokio::test]
async fn the_server_looks_by_itself() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({"severity": "critical"})).await;
    let mut stream = Stream::open(&people.manager, &[]).await;
    app.app.clock.advance_ms(11 * MINUTE);
    let heard = stream.until("sla_breach").await;
    assert!(
        heard.iter().any(|data| data.contains(id(&ticket)) && data.contains("\"clock\":\"response\"")),
        "{heard:?}"
    );
}

#[tokio::test]
async fn what_waits_or_is_done_sends_nothing() {
    let app = app().await;
    let people = People::of(&app).await;
    let tenant = "beta".parse().expect("a slug");
    let waits = make(&people.manager, json!({"severity": "critical"})).await;
    let done = make(&people.manager, json!({"severity": "critical"})).await;
    let waits = good(set_status(&people.manager, &waits, json!({"status": "waiting", "waiting_reason": "Rain"})).await);
    good(set_status(&people.manager, &done, json!({"status": "resolved"})).await);
    app.app.clock.advance_ms(1_000 * MINUTE);
    app.app.tenants.sla_notify(&tenant, app.app.clock.now()).await.expect("looked");
    let owner = owner(&app).await;
    assert!(sent(&owner).await.is_empty());
    // It goes on with all of its time; then it is reclassified, and is late at once.
    let going = good(set_status(&people.manager, &waits, json!({"status": "in_progress"})).await);
    let milder = good(edit(&people.manager, &going, json!({"severity": "low"})).await);
    app.app.clock.advance_ms(200 * MINUTE);
    app.app.tenants.sla_notify(&tenant, app.app.clock.now()).await.expect("looked");
    assert!(sent(&owner).await.is_empty());
    let late = good(edit(&people.manager, &milder, json!({"severity": "critical"})).await);
    assert_eq!(late["sla_state"], "breached");
    let next = app.app.tenants.sla_notify(&tenant, app.app.clock.now()).await.expect("looked");
    assert_eq!((sent(&owner).await, next), (vec!["resolution sla_breach".to_owned()], None));
}

#[tokio::test]
async fn a_new_version_of_a_policy_is_taken_up_at_once() {
    let app = app().await;
    let people = People::of(&app).await;
    let before = make(&people.manager, json!({})).await;
    assert_eq!(before["sla_resolution_deadline"], "2026-03-09T19:00:00Z");
    owner(&app)
        .await
        .batch_execute(
            "UPDATE service_desk.sla_policies SET effective_to = '2026-03-09 09:00Z' WHERE severity IS NULL;
             INSERT INTO service_desk.sla_policies (resolution_minutes, effective_from) VALUES (60, '2026-03-09 09:00Z')",
        )
        .await
        .expect("a new version");
    let after = make(&people.manager, json!({})).await;
    assert_eq!(
        (&after["sla_resolution_deadline"], &after["sla_response_deadline"]),
        (&json!("2026-03-09T10:00:00Z"), &json!(null))
    );
}
