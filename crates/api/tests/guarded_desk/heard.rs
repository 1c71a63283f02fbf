//! What listeners hear of tickets.

use std::collections::BTreeSet;
use std::time::Duration;

use watchroom_live::Kind;

use super::{Desk, Person, named};

/// As the desk writes them: each ticket was changed where it stands; and ten that were ordinary became sensitive, or left it.
const NEWS: &str = "INSERT INTO service_desk.events (at, kind, ticket_id, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, was_team_id)
    SELECT now(), 'ticket_updated', id, is_sensitive, ward_id, assigned_team_id,
        CASE WHEN i % 6 = 0 THEN NOT is_sensitive ELSE is_sensitive END, ward_id, assigned_team_id
    FROM (SELECT *, right(tracking_number, 4)::int AS i FROM service_desk.tickets) t ORDER BY i";

/// Everybody listens while something happens to every ticket: the tickets that each hears of.
pub async fn hears(desk: &Desk, people: &[Person]) -> Vec<BTreeSet<String>> {
    let mut streams = Vec::new();
    for person in people {
        let mut stream = person.session.open_stream("/api/v1/events", &[]).await;
        assert_eq!(stream.status().as_u16(), 200, "{}", person.name);
        let mut text = String::new();
        until(&mut stream, &mut text, "retry: ").await;
        streams.push((stream, text));
    }
    desk.owner.batch_execute(NEWS).await.expect("news");
    // The first of them hears of the last ticket that is not sensitive: by then all was told.
    let (first, text) = &mut streams[0];
    until(first, text, "000000000059").await;
    desk.app.app.live.publish(&"beta".parse().expect("a slug"), Kind::ConfigChanged { revision: 9, fingerprint: 9 });
    let mut heard = Vec::new();
    for (mut stream, mut text) in streams {
        until(&mut stream, &mut text, "\"revision\":9").await;
        heard.push(named(&text));
    }
    heard
}

async fn until(stream: &mut reqwest::Response, text: &mut String, last: &str) {
    let reading = async {
        while !text.contains(last) {
            let chunk = stream.chunk().await.expect("it goes on").expect("it has no end");
            text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(20), reading).await;
    assert!(read.is_ok(), "{last} did not come; there was:\n{text}");
}
