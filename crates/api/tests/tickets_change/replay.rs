//! Who comes back is told what happened meanwhile: all of it, once, by whichever process.

use serde_json::json;
use watchroom_test_support::{Session, TestApp};

use crate::desk::{People, Stream, all_is_read, app, edit, good, id, make, owner, set_status};

/// The events of a text: names and tickets, as far as they tell of tickets.
fn told(text: &str) -> Vec<String> {
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| !data.contains("config_changed") && *data != "{}").map(ToOwned::to_owned).collect()
}

async fn back(session: &Session, last: &str) -> Stream {
    Stream::open(session, &[("last-event-id", last)]).await
}

/// A mark at the end of what is told: an event that everybody hears.
async fn mark(app: &TestApp, people: &People) -> String {
    id(&make(&people.manager, json!({"team_id": "roads"})).await).to_owned() + &app.url[..0]
}

#[tokio::test]
async fn what_happened_meanwhile_is_told_once_and_in_order_even_by_a_server_that_has_just_begun() {
    let app = app().await;
    let people = People::of(&app).await;
    let mut stream = Stream::open(&people.manager, &[]).await;
    let known = make(&people.manager, json!({})).await;
    stream.until(id(&known)).await;
    let last = stream.last_id();
    drop(stream);

    let first = make(&people.manager, json!({})).await;
    good(set_status(&people.manager, &first, json!({"status": "closed"})).await);
    let second = make(&people.manager, json!({"ward_id": "4"})).await;
    let url = app.url.clone();
    let after_restart = app.another_process().await;
    for process in [url.as_str(), after_restart.url.as_str()] {
        let mut again = back(&people.manager.at(process), &last).await;
        let end = mark(&app, &people).await;
        let heard = told(&again.text_until(&end).await);
        let tickets: Vec<&String> = heard.iter().filter(|data| data.contains("ticket_id")).collect();
        for (data, (kind, ticket)) in tickets.iter().zip([
            ("ticket_created", id(&first)),
            ("ticket_updated", id(&first)),
            ("ticket_created", id(&second)),
        ]) {
            assert!(data.contains(kind) && data.contains(ticket), "{heard:#?}");
        }
        assert!(!heard.iter().any(|data| data.contains("resync") || data.contains(id(&known))), "{heard:#?}");
    }

    // Whoever sees one ward is told of that ward, and nothing else.
    let mut of_ward = Stream::open(&people.councillor, &[]).await;
    let at = make(&people.manager, json!({})).await;
    of_ward.until(id(&at)).await;
    let last = of_ward.last_id();
    drop(of_ward);
    let elsewhere = make(&people.manager, json!({"ward_id": "4"})).await;
    let here = make(&people.manager, json!({})).await;
    let mut again = back(&people.councillor, &last).await;
    let text = again.text_until(id(&here)).await;
    assert!(!text.contains(id(&elsewhere)) && !text.contains("resync"), "{text}");
}

#[tokio::test]
async fn what_is_sensitive_is_told_again_to_the_liaison_alone_and_leaves_no_gap() {
    let app = app().await;
    let people = People::of(&app).await;
    let mut of_liaison = Stream::open(&people.liaison, &[]).await;
    let mut of_manager = Stream::open(&people.manager, &[]).await;
    let secret = make(&people.liaison, json!({})).await;
    of_liaison.until(id(&secret)).await;
    let (before_liaison, before) = (of_liaison.last_id(), of_manager.last_id());

    let other = make(&people.liaison, json!({})).await;
    let open = make(&people.manager, json!({})).await;
    of_manager.until(id(&open)).await;
    let number = |id: &str| id.rsplit('-').next().and_then(|number| number.parse::<i64>().ok()).expect("a number");
    assert_eq!(number(&of_manager.last_id()), number(&before) + 1, "two sensitive tickets came in between");

    let mut again = back(&people.liaison, &before_liaison).await;
    let text = again.text_until(id(&other)).await;
    assert!(!text.contains("resync") && !text.contains(id(&open)) && !text.contains(id(&secret)), "{text}");
    let mut again = back(&people.manager, &before).await;
    let text = again.text_until(id(&open)).await;
    assert!(!text.contains("resync") && !text.contains(id(&other)), "{text}");

    // An ordinary ticket that became sensitive is figures to the one, and a ticket to the other.
    let (manager_at, liaison_at) = (again.last_id(), of_liaison.last_id());
    good(edit(&people.manager, &open, json!({"is_sensitive": true})).await);
    let text = back(&people.manager, &manager_at).await.text_until("metrics_updated").await;
    assert!(!text.contains(id(&open)), "{text}");
    back(&people.liaison, &liaison_at).await.text_until(id(&open)).await;

    // The one's id is no use to the other.
    for (session, id) in [(&people.manager, &before_liaison), (&people.liaison, &before)] {
        let text = back(session, id).await.text_until("event: ").await;
        assert!(text.contains("event: resync"), "{text}");
    }
}

#[tokio::test]
async fn what_is_not_known_any_more_or_too_much_is_looked_at_anew() {
    let app = app().await;
    let people = People::of(&app).await;
    let stream = Stream::open(&people.manager, &[]).await;
    let last = stream.last_id();
    drop(stream);
    let owner = owner(&app).await;
    let many = "INSERT INTO service_desk.events (at, kind, ticket_id) SELECT now(), 'ticket_updated', gen_random_uuid() FROM generate_series(1, 501)";
    owner.execute(many, &[]).await.expect("lines");
    all_is_read(&app).await;
    let text = back(&people.manager, &last).await.text_until("event: ").await;
    assert!(text.contains("event: resync") && !text.contains("ticket_updated"), "{text}");

    let stream = Stream::open(&people.manager, &[]).await;
    let last = stream.last_id();
    drop(stream);
    make(&people.manager, json!({})).await;
    make(&people.manager, json!({})).await;
    all_is_read(&app).await;
    owner
        .execute(
            "DELETE FROM service_desk.events WHERE number = (SELECT max(number) - 1 FROM service_desk.events)",
            &[],
        )
        .await
        .expect("swept");
    let text = back(&people.manager, &last).await.text_until("event: ").await;
    assert!(text.contains("event: resync"), "{text}");

    // A number that was never given, as of a database that was restored since.
    let (before, number) = last.rsplit_once('-').expect("an id");
    let ahead = format!("{before}-{}", number.parse::<i64>().expect("a number") + 1_000);
    let text = back(&people.manager, &ahead).await.text_until("event: ").await;
    assert!(text.contains("event: resync"), "{text}");
}

/// Who becomes liaison, or is it no more, counts other lines from then on: the stream says to look anew, and goes on with those.
#[tokio::test]
async fn a_stream_whose_holder_begins_or_ceases_to_see_sensitive_tickets_begins_anew() {
    let app = app().await;
    let people = People::of(&app).await;
    let mut stream = Stream::open(&people.viewer, &[]).await;
    let central = app.central_database().connect().await;
    let becomes = async |role: &str| {
        let sql = "UPDATE memberships SET role = $1 WHERE user_id = (SELECT id FROM users WHERE email = 'viewer@test.example')";
        assert_eq!(central.execute(sql, &[&role]).await.expect(role), 1);
    };
    for _ in 0..2 {
        becomes("saps_liaison").await;
        stream.until("event: resync").await;
        let secret = make(&people.liaison, json!({})).await;
        let open = make(&people.manager, json!({})).await;
        let text = stream.text_until(id(&secret)).await;
        assert!(!text.contains(id(&open)), "{text}");
        becomes("manager").await;
        stream.until("event: resync").await;
        let secret = make(&people.liaison, json!({})).await;
        let open = make(&people.manager, json!({})).await;
        let text = stream.text_until(id(&open)).await;
        assert!(!text.contains(id(&secret)), "{text}");
    }
}

/// Eight who write with pauses within their transactions, and two processes that read: to both every line comes once.
#[tokio::test]
async fn lines_that_are_committed_in_another_order_than_they_were_written_come_once_to_every_process() {
    const WRITERS: usize = 8;
    const LINES: usize = 25;
    let app = app().await;
    let people = People::of(&app).await;
    let other = app.another_process().await;
    let mut streams = Vec::new();
    for url in [&app.url, &other.url] {
        streams.push(Stream::open(&people.manager.at(url), &[]).await);
    }
    let writing = (0..WRITERS).map(|writer| {
        let tenant = app.tenant("beta");
        async move {
            let client = tenant.owner().await;
            for line in 0..LINES {
                let pause = (writer * 7 + line * 13) % 29;
                let sql = format!(
                    "BEGIN; INSERT INTO service_desk.events (at, kind, ticket_id) VALUES (now(), 'ticket_updated', \
                     '00000000-0000-0000-{writer:04}-{line:012}'); SELECT pg_sleep({pause} / 1000.0); COMMIT"
                );
                client.batch_execute(&sql).await.expect("a line");
            }
        }
    });
    futures_util::future::join_all(writing).await;
    let end = mark(&app, &people).await;
    for stream in &mut streams {
        let text = stream.text_until(&end).await;
        assert!(!text.contains("resync"), "{text}");
        for writer in 0..WRITERS {
            for line in 0..LINES {
                let id = format!("00000000-0000-0000-{writer:04}-{line:012}");
                assert_eq!(text.matches(&id).count(), 1, "{id}");
            }
        }
    }
}
