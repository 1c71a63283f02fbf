//! A ticket from its making to its reopening: what is written of it, and what its clocks say.

use serde_json::{Value, json};

use crate::desk::{People, app, edit, good, history, id, make, owner, refusal, set_status};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_ticket_lives_and_its_history_is_exact() {
    let app = app().await;
    let people = People::of(&app).await;
    let made = make(
        &people.manager,
        json!({"severity": "critical", "team_id": "roads", "latitude": -33.9, "longitude": 18.4}),
    )
    .await;
    let number = made["tracking_number"].as_str().expect("a number");
    assert!(number.starts_with("WR-") && number.len() == 12, "{number}");
    assert_eq!((&made["status"], &made["version"], &made["source"]), (&json!("open"), &json!(1), &json!("page")));
    assert_eq!(made["sla_response_deadline"], "2026-03-09T09:10:00Z");
    assert_eq!(made["sla_resolution_deadline"], "2026-03-09T10:40:00Z");
    assert_eq!(made["assigned_team"], json!({"id": "roads", "name": "Roads"}));

    app.app.clock.advance_ms(5 * MINUTE);
    let waiting =
        set_status(&people.roads, &made, json!({"status": "waiting", "waiting_reason": "Parts are ordered"})).await;
    let waiting = good(waiting);
    assert_eq!((&waiting["first_responded_at"], &waiting["version"]), (&json!("2026-03-09T09:05:00Z"), &json!(2)));
    assert_eq!((&waiting["sla_response_state"], &waiting["sla_state"]), (&json!("met"), &json!("paused")));
    app.app.clock.advance_ms(30 * MINUTE);
    let going = good(set_status(&people.roads, &waiting, json!({"status": "in_progress"})).await);
    assert_eq!(
        (&going["sla_resolution_deadline"], &going["waiting_reason"]),
        (&json!("2026-03-09T11:10:00Z"), &Value::Null)
    );
    // From the original start on, by the new severity: 600 minutes and the pause.
    let milder = good(edit(&people.manager, &going, json!({"severity": "low"})).await);
    assert_eq!(milder["sla_resolution_deadline"], "2026-03-09T19:30:00Z");
    app.app.clock.advance_ms(MINUTE);
    let resolved = good(set_status(&people.roads, &milder, json!({"status": "resolved", "note": "Filled"})).await);
    assert_eq!((&resolved["resolved_at"], &resolved["sla_state"]), (&json!("2026-03-09T09:36:00Z"), &json!("met")));
    app.app.clock.advance_ms(MINUTE);
    let closed = good(set_status(&people.manager, &resolved, json!({"status": "closed"})).await);
    assert_eq!(
        (&closed["resolved_at"], &closed["closed_at"]),
        (&json!("2026-03-09T09:36:00Z"), &json!("2026-03-09T09:37:00Z"))
    );
    let owner = owner(&app).await;
    let with_note = |sql: &'static str| {
        let owner = &owner;
        async move { owner.query_one(sql, &[]).await.expect("a ticket").get::<_, Option<bool>>(0) }
    };
    assert_eq!(with_note("SELECT closed_with_note FROM service_desk.tickets").await, Some(true));
    app.app.clock.advance_ms(MINUTE);
    let again = good(set_status(&people.manager, &closed, json!({"status": "open"})).await);
    assert_eq!(
        (&again["resolved_at"], &again["closed_at"], &again["reopened_count"]),
        (&Value::Null, &Value::Null, &json!(1))
    );
    assert_eq!(again["first_responded_at"], "2026-03-09T09:05:00Z", "it was responded to all the same");
    assert_eq!(with_note("SELECT closed_with_note FROM service_desk.tickets").await, None);

    assert_eq!(
        history(&owner, id(&made)).await,
        [
            "manager of the tests: status - > open",
            "roads of the tests: status open > waiting (Parts are ordered)",
            "roads of the tests: status waiting > in_progress",
            "manager of the tests: severity critical > low",
            "roads of the tests: status in_progress > resolved",
            "manager of the tests: status resolved > closed",
            "manager of the tests: status closed > open",
        ]
    );
    let note = owner
        .query_one("SELECT body, visibility, author_name FROM service_desk.ticket_notes", &[])
        .await
        .expect("a note");
    assert_eq!(
        (note.get::<_, &str>(0), note.get::<_, &str>(1), note.get::<_, &str>(2)),
        ("Filled", "internal", "roads of the tests")
    );
}

#[tokio::test]
async fn steps_and_fields_that_are_not_possible_are_named() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({})).await;
    for (change, status, code, word) in [
        (json!({"status": "done"}), 400, "unknown_word", "status"),
        (json!({"status": "open"}), 409, "status_not_allowed", "open already"),
        (json!({"status": "waiting"}), 400, "waiting_reason_needed", "waiting_reason"),
        (json!({"status": "waiting", "waiting_reason": "  "}), 400, "waiting_reason_needed", "waiting_reason"),
        (json!({"status": "closed", "waiting_reason": "x"}), 400, "waiting_reason_not_used", "waiting_reason"),
        (json!({"status": "closed", "note": "\u{0}"}), 400, "bad_text", "note"),
    ] {
        let reply = set_status(&people.manager, &ticket, change.clone()).await;
        assert_eq!(refusal(&reply), (status, code), "{change}: {}", reply.text);
        assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains(word)), "{}", reply.text);
        assert!(reply.body["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
    }
    for (change, code) in [
        (json!({}), "nothing_asked"),
        (json!({"severity": "urgent"}), "unknown_word"),
        (json!({"category": "Unheard of"}), "unknown_category"),
        (json!({"category": "a\u{0}b"}), "unknown_category"),
        (json!({"ward_id": "9"}), "unknown_ward"),
        (json!({"description": " "}), "bad_text"),
        (json!({"address": "x".repeat(501)}), "bad_text"),
        (json!({"latitude": 1.0}), "bad_place"),
        (json!({"latitude": 91.0, "longitude": 1.0}), "bad_place"),
    ] {
        let reply = edit(&people.manager, &ticket, change.clone()).await;
        assert_eq!(refusal(&reply), (400, code), "{change}: {}", reply.text);
        let mut body = json!({"category": "Pothole", "description": "x"});
        if code != "nothing_asked" {
            body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            let made = people.manager.post("/api/v1/tickets", &body).await;
            assert_eq!(refusal(&made), (400, code), "{change}: {}", made.text);
        }
    }
    let unchanged = good(edit(&people.manager, &ticket, json!({"severity": "medium"})).await);
    assert_eq!(unchanged["version"], 1, "what is so already is no change");
    // A category that only the liaison is told of is, to everybody else, none.
    let secret = edit(&people.manager, &ticket, json!({"category": "Violence"})).await;
    let unknown = edit(&people.manager, &ticket, json!({"category": "Unheard of"})).await;
    assert_eq!((secret.status, &secret.body["detail"]), (unknown.status, &unknown.body["detail"]));
}

#[tokio::test]
async fn whoever_looked_at_an_older_version_is_shown_the_current_one() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({})).await;
    good(edit(&people.admin, &ticket, json!({"severity": "high"})).await);
    let stale = edit(&people.manager, &ticket, json!({"severity": "low"})).await;
    assert_eq!(refusal(&stale), (409, "ticket_changed"));
    assert_eq!((&stale.body["current"]["severity"], &stale.body["current"]["version"]), (&json!("high"), &json!(2)));
    let fresh = edit(&people.manager, &stale.body["current"], json!({"severity": "low"})).await;
    assert_eq!((fresh.status, &fresh.body["version"]), (200, &json!(3)));
    // A note is no change of a field.
    let path = format!("/api/v1/tickets/{}/notes", id(&ticket));
    good(people.manager.post(&path, &json!({"body": "Seen", "visibility": "internal"})).await);
    good(edit(&people.manager, &fresh.body, json!({"severity": "medium"})).await);
}

#[tokio::test]
async fn of_many_at_once_one_wins() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({})).await;
    let tries = ["in_progress", "escalated", "resolved", "closed", "in_progress", "escalated"];
    let calls = tries.iter().map(|status| set_status(&people.manager, &ticket, json!({"status": status})));
    let replies = futures_util::future::join_all(calls).await;
    let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
    assert_eq!(won.len(), 1, "{:?}", replies.iter().map(|reply| reply.text.clone()).collect::<Vec<_>>());
    for lost in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!(refusal(lost), (409, "ticket_changed"));
        assert_eq!(lost.body["current"]["status"], won[0].body["status"]);
    }
    assert_eq!(history(&owner(&app).await, id(&ticket)).await.len(), 2);
}

#[tokio::test]
async fn the_first_public_note_is_a_response_and_an_internal_one_is_not() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({"team_id": "roads"})).await;
    let path = format!("/api/v1/tickets/{}/notes", id(&ticket));
    let responded = "SELECT first_responded_at::text FROM service_desk.tickets";
    let owner = owner(&app).await;
    let responded_at =
        || async { owner.query_one(responded, &[]).await.expect("a ticket").get::<_, Option<String>>(0) };
    let note = good(people.roads.post(&path, &json!({"body": " Look ", "visibility": "internal"})).await);
    assert_eq!((&note["body"], &note["author"]["name"]), (&json!("Look"), &json!("roads of the tests")));
    assert_eq!(responded_at().await, None);
    app.app.clock.advance_ms(MINUTE);
    good(people.roads.post(&path, &json!({"body": "We are coming", "visibility": "public"})).await);
    let first = responded_at().await;
    assert!(first.is_some());
    app.app.clock.advance_ms(MINUTE);
    good(people.roads.post(&path, &json!({"body": "We are there", "visibility": "public"})).await);
    assert_eq!(responded_at().await, first);
    for (body, code) in [
        (json!({"body": "x", "visibility": "secret"}), "unknown_word"),
        (json!({"body": " ", "visibility": "public"}), "bad_text"),
        (json!({"body": "x".repeat(10_001), "visibility": "public"}), "bad_text"),
    ] {
        assert_eq!(refusal(&people.roads.post(&path, &body).await), (400, code));
    }
    for (session, status) in
        [(&people.water, 404), (&people.councillor, 403), (&people.viewer, 403), (&people.liaison, 404)]
    {
        let reply = session.post(&path, &json!({"body": "x", "visibility": "public"})).await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}
