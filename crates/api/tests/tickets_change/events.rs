//! News of a desk over several processes, late transactions and lost connections.

use serde_json::json;

use crate::desk::{People, Stream, app, good, id, make, owner, set_status};

#[tokio::test]
async fn another_process_tells_its_own_listeners() {
    let app = app().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    let mut there = Stream::open(&people.manager.at(&other.url), &[]).await;
    let mut nothing = Stream::open(&people.viewer.at(&other.url), &[]).await;
    other.app.live.desk_is_followed(&"beta".parse().expect("a slug")).await;
    let ticket = make(&people.manager, json!({})).await;
    let created = there.until("ticket_created").await;
    assert!(created[0].contains(id(&ticket)), "{created:?}");
    good(set_status(&people.manager, &ticket, json!({"status": "closed"})).await);
    there.until("ticket_updated").await;
    other
        .app
        .live
        .publish(&"beta".parse().expect("a slug"), watchroom_live::Kind::ConfigChanged { revision: 9, fingerprint: 9 });
    assert_eq!(nothing.until("config_changed").await.len(), 1, "a viewer hears nothing of tickets");
}

#[tokio::test]
async fn what_is_committed_late_is_not_lost_and_a_lost_connection_is_made_again() {
    let app = app().await;
    let people = People::of(&app).await;
    let mut stream = Stream::open(&people.manager, &[]).await;
    make(&people.manager, json!({})).await;
    stream.until("ticket_created").await;
    let mut slow = owner(&app).await;
    let late = slow.transaction().await.expect("a transaction");
    let line = "INSERT INTO service_desk.events (at, kind, ticket_id) VALUES (now(), 'ticket_updated', '00000000-0000-0000-0000-00000000000a')";
    late.execute(line, &[]).await.expect("a line with a low id");
    let ticket = make(&people.manager, json!({})).await;
    let first = stream.until("ticket_created").await;
    assert!(first.iter().any(|data| data.contains(id(&ticket))), "{first:?}");
    late.commit().await.expect("late");
    let then = stream.until("00000000000a").await;
    assert_eq!(then.iter().filter(|data| data.contains("00000000000a")).count(), 1);

    let root = app.tenant("beta").database.connect().await;
    // The one that listens heard of both tickets, so it was not tried since by a query of another kind.
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert!(root.query_one(ended, &[]).await.expect("ended").get::<_, i64>(0) > 0, "nobody listened");
    let ticket = make(&people.manager, json!({})).await;
    let heard = stream.until("ticket_created").await;
    assert!(heard.iter().any(|data| data.contains(id(&ticket))), "{heard:?}");
}

#[tokio::test]
async fn old_lines_are_swept_out() {
    let app = app().await;
    let people = People::of(&app).await;
    make(&people.manager, json!({})).await;
    app.app.clock.advance_ms(6 * 24 * 3_600_000);
    let manager = app.sign_in_again("manager", Some("beta")).await;
    make(&manager, json!({})).await;
    app.app.clock.advance_ms(2 * 24 * 3_600_000);
    let tenant = "beta".parse().expect("a slug");
    app.app.tenants.outbox_sweep(&tenant, app.app.clock.now()).await.expect("swept");
    let kept = "SELECT count(*) FROM service_desk.events WHERE kind = 'ticket_created'";
    assert_eq!(owner(&app).await.query_one(kept, &[]).await.expect("a count").get::<_, i64>(0), 1);
}
