//! Every way to change tickets.

use serde_json::{Value, json};

use super::{Desk, Person, id_of};

/// All tickets of a condition with everything that hangs on them, as the owner sees them.
async fn state(desk: &Desk, condition: &str) -> String {
    let sql = format!(
        "SELECT coalesce(string_agg(to_jsonb(t)::text
            || (SELECT count(*) FROM service_desk.ticket_notes n WHERE n.ticket_id = t.id)
            || (SELECT count(*) FROM service_desk.ticket_history h WHERE h.ticket_id = t.id), E'\\n' ORDER BY tracking_number), '')
         FROM service_desk.tickets t WHERE {condition}"
    );
    desk.owner.query_one(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
}

/// Every change of one ticket.
fn changes(id: &str, other: &str) -> Vec<(&'static str, String, Value)> {
    let path = |rest: &str| format!("/api/v1/tickets/{id}{rest}");
    vec![
        ("patch", path("/status"), json!({"status": "in_progress", "note": "Mine now", "version": 1})),
        ("patch", path("/status"), json!({"status": "in_progress", "version": 7})),
        ("post", path("/assign"), json!({"team_id": "water", "version": 1})),
        ("post", path("/assign"), json!({"team_id": null, "version": 1})),
        ("patch", path(""), json!({"severity": "high", "version": 1})),
        ("patch", path(""), json!({"ward_id": "3", "is_sensitive": false, "version": 1})),
        ("patch", path(""), json!({"is_sensitive": true, "version": 1})),
        ("post", path("/notes"), json!({"body": "Mine now", "visibility": "public"})),
        ("put", path("/parent"), json!({"parent_id": other, "version": 1})),
        ("put", path("/parent"), json!({"parent_id": null, "version": 1})),
    ]
}

/// Tries every change on what is not a person's, and of who may change nothing also on what is: nothing becomes other than
/// it was.
pub async fn on_what_is_not_theirs(desk: &Desk, person: &Person) {
    let who = person.name;
    let forbidden = if person.changes() { format!("NOT coalesce({}, false)", person.owns) } else { "true".to_owned() };
    let numbers: Vec<String> = desk.numbers(&forbidden).await.into_iter().collect();
    assert!(!numbers.is_empty(), "{who}");
    let ids: Vec<String> = numbers.iter().map(|number| id_of(number)).collect();
    let before = state(desk, "true").await;
    // One of each kind that there is, or nearly: of wards, of teams, sensitive or not.
    for id in ids.iter().step_by(1.max(ids.len() / 5)) {
        for (method, path, body) in changes(id, &ids[0]) {
            let reply = person.session.call(method, &path, &body).await;
            assert!(reply.status >= 400, "{who}: {method} {path} {body} is {}: {}", reply.status, reply.text);
            assert!(super::named(&reply.text).is_empty(), "{who}: {}", reply.text);
        }
    }
    for body in [
        json!({"ids": ids, "action": "status", "status": "closed", "note": "Mine now"}),
        json!({"ids": ids, "action": "assign", "team_id": "water"}),
    ] {
        let reply = person.session.post("/api/v1/tickets/bulk", &body).await;
        assert!(reply.status >= 400 || reply.body["changed"] == 0, "{who}: {}", reply.text);
    }
    if !person.changes() {
        let new = json!({"category": "Pothole", "description": "Mine"});
        let reply = person.session.post("/api/v1/tickets", &new).await;
        assert!(reply.status >= 400, "{who}: {}", reply.text);
    }
    let after = state(desk, "true").await;
    assert!(before == after, "{who} changed what is not theirs:\n{}", difference(&before, &after));
}

fn difference(before: &str, after: &str) -> String {
    let lines = before.lines().zip(after.lines()).filter(|(before, after)| before != after);
    lines.map(|(before, after)| format!("- {before}\n+ {after}\n")).collect()
}

/// That such a call does change what is a person's own, so that a test of refusals shows something.
pub async fn on_what_is_theirs(desk: &Desk, person: &Person) {
    let own = format!("({}) AND status = 'open' AND version = 1", person.owns);
    let Some(number) = desk.numbers(&own).await.into_iter().next() else { panic!("{} has none left", person.name) };
    let before = state(desk, &format!("tracking_number = '{number}'")).await;
    let body = json!({"status": "in_progress", "note": "Mine", "version": 1});
    let reply = person.session.call("patch", &format!("/api/v1/tickets/{}/status", id_of(&number)), &body).await;
    assert_eq!(reply.status, 200, "{}: {}", person.name, reply.text);
    assert_ne!(state(desk, &format!("tracking_number = '{number}'")).await, before, "{}", person.name);
}
