//! Tickets that leave somebody's sight.

use serde_json::{Value, json};

use crate::desk::{People, Stream, app, edit, good, history, id, make, owner, refusal, set_status};

#[tokio::test]
async fn a_ticket_that_becomes_sensitive_vanishes_for_all_but_the_liaison() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({"team_id": "roads"})).await;
    let gone = good(edit(&people.manager, &ticket, json!({"is_sensitive": true, "severity": "high"})).await);
    assert_eq!(gone, json!({"tracking_number": ticket["tracking_number"], "visible": false}));
    for session in [&people.manager, &people.admin, &people.roads] {
        let reply = set_status(session, &ticket, json!({"status": "closed"})).await;
        assert_eq!(refusal(&reply), (404, "not_found"), "a stale version tells nothing either: {}", reply.text);
    }
    let mut seen = ticket.clone();
    seen["version"] = json!(2);
    let back = edit(&people.liaison, &seen, json!({"is_sensitive": false})).await;
    assert_eq!(good(back)["visible"], false, "now the liaison sees it no more");
    seen["version"] = json!(3);
    let now = good(set_status(&people.manager, &seen, json!({"status": "in_progress"})).await);
    assert_eq!((&now["severity"], &now["is_sensitive"]), (&json!("high"), &json!(false)));
    assert_eq!(
        history(&owner(&app).await, id(&ticket)).await[1..],
        [
            "manager of the tests: severity medium > high",
            "manager of the tests: is_sensitive false > true",
            "liaison of the tests: is_sensitive true > false",
            "manager of the tests: status open > in_progress",
        ]
    );
}

#[tokio::test]
async fn what_was_secret_stays_out_of_the_history_of_a_ticket_that_is_sensitive_no_more() {
    let app = app().await;
    let people = People::of(&app).await;
    let first = make(&people.liaison, json!({})).await;
    let ticket = make(&people.liaison, json!({"category": "Violence"})).await;
    let path = format!("/api/v1/tickets/{}", id(&ticket));
    let link = json!({"parent_id": id(&first), "version": ticket["version"]});
    let linked = good(people.liaison.put(&format!("{path}/parent"), &link).await);
    let renamed = good(edit(&people.liaison, &linked, json!({"category": "Leak"})).await);
    let back = good(edit(&people.liaison, &renamed, json!({"category": "Violence", "severity": "high"})).await);
    let secrets = ["Violence", id(&first), first["tracking_number"].as_str().expect("a number")];
    let before = people.liaison.get(&format!("{path}/history")).await.text;
    assert!(before.contains(secrets[0]) && before.contains(secrets[2]), "the liaison is told: {before}");
    good(edit(&people.liaison, &back, json!({"category": "Pothole", "is_sensitive": false})).await);
    assert_eq!(people.liaison.get(&path).await.status, 404);
    for session in [&people.manager, &people.admin, &people.councillor] {
        let seen = session.get(&path).await;
        assert_eq!((&seen.body["category"], &seen.body["parent"]), (&json!("Pothole"), &Value::Null), "{}", seen.text);
        let told = session.get(&format!("{path}/history")).await;
        let fields: Vec<&str> = told.body["changes"]
            .as_array()
            .expect("changes")
            .iter()
            .filter_map(|line| line["field"].as_str())
            .collect();
        assert!(fields.contains(&"severity") && fields.contains(&"is_sensitive"), "the rest is told: {fields:?}");
        assert!(!fields.contains(&"parent_id") && !fields.contains(&"category"), "{fields:?}");
        for secret in secrets {
            assert!(
                !told.text.contains(secret) && !seen.text.contains(secret),
                "{secret}: {} {}",
                told.text,
                seen.text
            );
        }
    }
}

#[tokio::test]
async fn a_sensitive_category_makes_its_tickets_sensitive() {
    let app = app().await;
    let people = People::of(&app).await;
    let unseen = make(&people.manager, json!({"is_sensitive": true})).await;
    assert_eq!(unseen["visible"], false);
    assert_eq!(unseen.get("id"), None, "{unseen}");
    let ticket = make(&people.liaison, json!({})).await;
    assert_eq!(ticket["is_sensitive"], true, "whoever sees sensitive tickets makes such");
    let violent = good(edit(&people.liaison, &ticket, json!({"category": "Violence"})).await);
    let kept = edit(&people.liaison, &violent, json!({"is_sensitive": false})).await;
    assert_eq!(refusal(&kept), (400, "category_is_sensitive"));
    let open = make(&people.liaison, json!({"is_sensitive": false})).await;
    assert_eq!(open["visible"], false);
    let both = json!({"category": "Violence", "description": "x", "is_sensitive": false});
    let refused = people.liaison.post("/api/v1/tickets", &both);
    assert_eq!(refusal(&refused.await), (400, "category_is_sensitive"));
    let counts = "SELECT count(*) FILTER (WHERE is_sensitive), count(*) FROM service_desk.tickets";
    let row = owner(&app).await.query_one(counts, &[]).await.expect("counts");
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (2, 3));
}

#[tokio::test]
async fn others_hear_that_something_is_gone_and_nothing_more() {
    let app = app().await;
    let people = People::of(&app).await;
    let mut streams = Vec::new();
    for session in [&people.manager, &people.roads, &people.councillor, &people.liaison] {
        streams.push(Stream::open(session, &[]).await);
    }
    let [manager, roads, councillor, liaison] = &mut streams[..] else { panic!("four streams") };
    // Ready when the first ticket is heard of.
    let ticket = make(&people.manager, json!({"team_id": "roads"})).await;
    let named = |name: &str| json!({"type": name, "ticket_id": ticket["id"]}).to_string();
    let figures = json!({"type": "metrics_updated"}).to_string();
    assert_eq!(manager.until(&figures).await, [named("ticket_created"), figures.clone()]);
    assert_eq!(councillor.until(&figures).await, [named("ticket_created"), figures.clone()]);
    assert_eq!(roads.until("ticket_created").await, [named("ticket_created")]);

    good(edit(&people.manager, &ticket, json!({"is_sensitive": true})).await);
    for stream in [&mut *manager, &mut *roads, &mut *councillor] {
        assert_eq!(stream.until(&figures).await, std::slice::from_ref(&figures));
    }
    assert_eq!(liaison.until("ticket_updated").await, [named("ticket_updated")]);

    // What now happens to it is the liaison's alone, and leaves no gap in the others' numbers.
    let mut seen = ticket.clone();
    seen["version"] = json!(2);
    good(set_status(&people.liaison, &seen, json!({"status": "in_progress"})).await);
    assert_eq!(liaison.until("ticket_updated").await, [named("ticket_updated")]);
    let other = make(&people.manager, json!({"ward_id": "4"})).await;
    let text = manager.text_until(&figures).await;
    assert!(!text.contains(id(&ticket)) && text.contains(id(&other)), "{text}");
    let numbers: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("id: ")?.split_once('-').map(|(_, n)| n)).collect();
    // The making was one, then the vanishing, the other ticket. The last of what is told of it says the number, so that whoever
    // is cut off in between is told of all of it again.
    assert_eq!(numbers, ["3"], "{text}");
    assert!(text.find("metrics_updated") > text.find("ticket_created"), "{text}");

    // A transfer to another ward changes who sees it.
    good(edit(&people.manager, &other, json!({"ward_id": "3"})).await);
    let moved = json!({"type": "ticket_updated", "ticket_id": other["id"]}).to_string();
    assert_eq!(councillor.until(&figures).await, [moved.clone(), figures.clone()]);
    let mut again: Value = other.clone();
    again["version"] = json!(2);
    good(edit(&people.manager, &again, json!({"ward_id": "4"})).await);
    assert_eq!(councillor.until(&figures).await, std::slice::from_ref(&figures));
}
