//! The desk's whole way into a real PostgreSQL.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Client;
use watchroom_test_support::TestTenant;

use super::levels::Levels;
use super::{People, catch_up, fill, needs_fill};
use crate::demo_data::HISTORY_DAYS;

/// Debug builds stay light: some 1,300 tickets.
const DAYS: u32 = if cfg!(debug_assertions) { 2 } else { HISTORY_DAYS };

fn now() -> Timestamp {
    "2026-11-17T10:23:42.5Z".parse().expect("an instant")
}

async fn filled() -> (TestTenant, Client) {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let mut client = tenant.owner().await;
    assert!(needs_fill(&client).await.expect("an answer"));
    let since = Instant::now();
    let tickets = fill(&mut client, now(), DAYS, People::default(), &mut |_, _, _| ()).await.expect("a fill");
    eprintln!("{tickets} tickets in {:?}", since.elapsed());
    assert!(!needs_fill(&client).await.expect("an answer"));
    (tenant, client)
}

async fn after(client: &mut Client, pause: SignedDuration) -> u64 {
    let policies = Levels::make().expect("levels").policies().expect("policies");
    let since = Instant::now();
    let people = People::default();
    let made = catch_up(client, now() + pause, &policies, people, &mut |_, _, _| ()).await.expect("a catch-up");
    eprintln!("{made} tickets after {pause:#} in {:?}", since.elapsed());
    made
}

async fn text(client: &Client, sql: &str) -> String {
    let row = client.query_one(&format!("SELECT coalesce(({sql})::text, '')"), &[]).await;
    row.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
}

async fn count(client: &Client, of: &str) -> i64 {
    text(client, &format!("SELECT count(*) FROM service_desk.{of}")).await.parse().expect("a count")
}

#[tokio::test]
async fn the_liaison_has_a_category_of_its_own() {
    let (_tenant, client) = filled().await;
    let name = "category = 'Gender-based violence'";
    assert_eq!(
        text(
            &client,
            &format!("SELECT is_sensitive FROM service_desk.categories WHERE {}", name.replace("category", "name"))
        )
        .await,
        "true"
    );
    assert!(count(&client, &format!("tickets WHERE {name}")).await >= 5);
    assert_eq!(count(&client, &format!("tickets WHERE {name} AND NOT is_sensitive")).await, 0);
    assert_eq!(count(&client, "categories WHERE is_sensitive").await, 1);
    let promised = format!(
        "tickets WHERE {name} AND sla_resolution_deadline <> created_at + interval '24 hours' AND reopened_count = 0"
    );
    assert_eq!(count(&client, &promised).await, 0, "its clock neither waits nor sleeps");
}

#[tokio::test]
async fn missed_days_are_made_up_for_and_nobody_s_work_is_undone() {
    const OPEN: &str = "tickets WHERE status IN ('open', 'in_progress', 'waiting', 'escalated')";
    let (_tenant, mut client) = filled().await;
    assert_eq!(after(&mut client, SignedDuration::from_mins(5)).await, 0, "that is no pause");
    let (all, open) = (count(&client, "tickets").await, count(&client, OPEN).await);
    let touched = "SELECT id FROM service_desk.tickets WHERE status = 'in_progress' ORDER BY id LIMIT 1";
    let by_person = format!(
        "INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_id, actor_name, field, new) \
         SELECT id, '{}', gen_random_uuid(), gen_random_uuid(), 'Mandla', 'description', 'x' FROM ({touched}) t",
        now()
    );
    client.batch_execute(&by_person).await.expect("a change");
    let theirs = "SELECT concat_ws(' ', status, version, updated_at) FROM service_desk.tickets WHERE id = (SELECT ticket_id FROM service_desk.ticket_history WHERE actor_id IS NOT NULL)";
    let before = text(&client, theirs).await;

    let pause = SignedDuration::from_hours(72);
    assert!(after(&mut client, pause).await > 300);
    let end = now() + pause;
    let came = count(&client, "tickets").await - all;
    assert!((200..500).contains(&came), "{came} in three days");
    let still = count(&client, OPEN).await;
    assert!(still > open / 2 && still < open * 2, "{open} open tickets became {still}");
    assert_eq!(text(&client, theirs).await, before);
    for odd in [
        format!("tickets WHERE updated_at > '{end}' OR created_at > '{end}' OR done_at > '{end}'"),
        format!("ticket_history WHERE at > '{end}'"),
        "tickets WHERE first_responded_at < created_at OR done_at < created_at".to_owned(),
        "tickets WHERE closed_with_note IS NULL AND done_at IS NOT NULL".to_owned(),
        // The last line of a ticket's story says what it is.
        "tickets t WHERE status <> (SELECT new FROM service_desk.ticket_history h WHERE h.ticket_id = t.id AND field = 'status' \
         ORDER BY at DESC, old NULLS LAST LIMIT 1)"
            .to_owned(),
    ] {
        assert_eq!(count(&client, &odd).await, 0, "{odd}");
    }

    // What passed in the pause is nobody's news now.
    let due = format!(
        "tickets t WHERE done_at IS NULL AND sla_resolution_deadline < '{end}' AND sla_paused_since IS NULL \
         AND NOT EXISTS (SELECT FROM service_desk.sla_notices n WHERE n.ticket_id = t.id AND n.clock = 'resolution' \
         AND n.kind = 'breach' AND n.deadline = t.sla_resolution_deadline)"
    );
    assert_eq!(count(&client, &due).await, 0);
    assert_eq!(after(&mut client, pause).await, 0, "once is enough");
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_nothing_twice() {
    let (_tenant, mut client) = filled().await;
    after(&mut client, SignedDuration::from_hours(30)).await;
    let all = count(&client, "tickets").await;
    client
        .batch_execute("DELETE FROM service_desk.tickets WHERE created_at > '2026-11-18T00:00:00Z'")
        .await
        .expect("fewer");
    let older = "UPDATE service_desk.tickets SET created_at = created_at - interval '2 days', updated_at = updated_at - interval '2 days'";
    client.batch_execute(older).await.expect("older ones");
    after(&mut client, SignedDuration::from_hours(30)).await;
    assert_eq!(count(&client, "tickets").await, all);
}

#[tokio::test]
async fn two_demos_tell_the_same_story() {
    // The number of the transaction that wrote a ticket is the cluster's, in which other tests write too.
    let state =
        "SELECT md5(string_agg((to_jsonb(t) - 'changed_in')::text, '|' ORDER BY id)) FROM service_desk.tickets t";
    let mut stories = Vec::new();
    for _ in 0..2 {
        let (_tenant, mut client) = filled().await;
        after(&mut client, SignedDuration::from_hours(50)).await;
        stories.push(text(&client, state).await);
    }
    assert_eq!(stories[0], stories[1]);
}
