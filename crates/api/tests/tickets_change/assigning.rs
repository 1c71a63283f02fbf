//! Teams, people, duplicates, many at once; and who may do what.

use serde_json::{Value, json};
use watchroom_domain::Role;

use crate::desk::{People, app, assign, edit, good, history, id, make, owner, refusal, set_status};

async fn own_id(session: &watchroom_test_support::Session) -> Value {
    session.get("/api/v1/auth/me").await.body["id"].clone()
}

#[tokio::test]
async fn a_ticket_goes_to_a_team_and_a_person_who_can_work_on_it() {
    let app = app().await;
    let people = People::of(&app).await;
    let ticket = make(&people.manager, json!({})).await;
    let (roads, water) = (own_id(&people.roads).await, own_id(&people.water).await);
    let (manager, viewer) = (own_id(&people.manager).await, own_id(&people.viewer).await);
    let liaison = own_id(&people.liaison).await;
    let stranger = app.add_account("stranger", &[]).await;
    let elsewhere = app.add_account("elsewhere", &[("beta", Role::Manager, Some("4"))]).await;
    for (to, code) in [
        (json!({}), "nothing_asked"),
        (json!({"team_id": "parks"}), "unknown_team"),
        (json!({"team_id": "water", "user_id": roads}), "person_of_other_team"),
        (json!({"team_id": null, "user_id": roads}), "person_of_other_team"),
        (json!({"team_id": "roads", "user_id": viewer}), "person_may_not"),
        (json!({"team_id": "roads", "user_id": liaison}), "person_may_not"),
        (json!({"team_id": "roads", "user_id": stranger}), "unknown_person"),
        (json!({"team_id": "roads", "user_id": elsewhere}), "person_of_other_ward"),
    ] {
        let reply = assign(&people.manager, &ticket, to.clone()).await;
        assert_eq!(refusal(&reply), (400, code), "{to}: {}", reply.text);
    }
    let to_roads = good(assign(&people.manager, &ticket, json!({"team_id": "roads", "user_id": roads})).await);
    assert_eq!((&to_roads["assigned_team"]["name"], &to_roads["assigned_user"]["id"]), (&json!("Roads"), &roads));
    assert_eq!(to_roads["first_responded_at"], Value::Null, "to be given away is no response");
    let same = good(assign(&people.manager, &to_roads, json!({"team_id": "roads"})).await);
    assert_eq!((&same["version"], &same["assigned_user"]["id"]), (&json!(2), &roads));
    let to_water = good(assign(&people.manager, &same, json!({"team_id": "water"})).await);
    assert_eq!(to_water["assigned_user"], Value::Null, "a person of the former team does not stay");
    let to_person = good(assign(&people.manager, &to_water, json!({"user_id": water})).await);
    good(assign(&people.admin, &to_person, json!({"team_id": null, "user_id": manager})).await);
    assert_eq!(
        history(&owner(&app).await, id(&ticket)).await[1..],
        [
            "manager of the tests: assigned_team - > Roads",
            "manager of the tests: assigned_user - > roads of the tests",
            "manager of the tests: assigned_team Roads > Water",
            "manager of the tests: assigned_user roads of the tests > -",
            "manager of the tests: assigned_user - > water of the tests",
            "admin of the tests: assigned_team Water > -",
            "admin of the tests: assigned_user water of the tests > manager of the tests",
        ]
    );
}

#[tokio::test]
async fn each_role_may_what_the_table_says() {
    let app = app().await;
    let people = People::of(&app).await;
    let open = make(&people.manager, json!({"team_id": "roads"})).await;
    let secret = make(&people.liaison, json!({"category": "Violence", "team_id": "roads"})).await;
    assert_eq!(secret["is_sensitive"], true);
    // Whoever may not do it at all is told so; whoever may, but not to this ticket, finds none.
    for (name, session, [status, assigned, edited]) in [
        ("viewer", &people.viewer, [(403, 403), (403, 403), (403, 403)]),
        ("councillor", &people.councillor, [(403, 403), (403, 403), (403, 403)]),
        ("water", &people.water, [(404, 404), (403, 403), (403, 403)]),
        ("roads", &people.roads, [(200, 404), (403, 403), (403, 403)]),
        ("liaison", &people.liaison, [(404, 200), (403, 403), (404, 200)]),
        ("manager", &people.manager, [(200, 404), (200, 404), (200, 404)]),
        ("admin", &people.admin, [(200, 404), (200, 404), (200, 404)]),
    ] {
        for (ticket, pick) in [(&open, 0), (&secret, 1)] {
            let of = |(of_open, of_secret): (u16, u16)| if pick == 0 { of_open } else { of_secret };
            let owner = owner(&app).await;
            let version: i64 = owner
                .query_one("SELECT version FROM service_desk.tickets WHERE id = $1::text::uuid", &[&id(ticket)])
                .await
                .expect("a version")
                .get(0);
            let mut ticket = ticket.clone();
            ticket["version"] = json!(version);
            let now: String = owner
                .query_one("SELECT status FROM service_desk.tickets WHERE id = $1::text::uuid", &[&id(&ticket)])
                .await
                .expect("a status")
                .get(0);
            let next = if now == "in_progress" { "escalated" } else { "in_progress" };
            let reply = set_status(session, &ticket, json!({"status": next})).await;
            assert_eq!(reply.status, of(status), "{name} status {pick}: {}", reply.text);
            if reply.status == 200 {
                ticket["version"] = reply.body["version"].clone();
            }
            let reply = assign(session, &ticket, json!({"team_id": "roads"})).await;
            assert_eq!(reply.status, of(assigned), "{name} assign {pick}: {}", reply.text);
            let reply = edit(session, &ticket, json!({"description": format!("as {name}")})).await;
            assert_eq!(reply.status, of(edited), "{name} edit {pick}: {}", reply.text);
            let parent = json!({"parent_id": null, "version": reply.body["version"].as_i64().unwrap_or(1)});
            let reply = session.put(&format!("/api/v1/tickets/{}/parent", id(&ticket)), &parent).await;
            assert_eq!(reply.status, of(edited), "{name} parent {pick}: {}", reply.text);
        }
        let body = json!({"ids": [id(&open)], "action": "assign", "team_id": "roads"});
        let may = matches!(name, "manager" | "admin");
        assert_eq!(
            session.post("/api/v1/tickets/bulk", &body).await.status,
            if may { 200 } else { 403 },
            "{name} bulk"
        );
    }
    for path in ["nonsense", "00000000-0000-0000-0000-000000000000", id(&secret)] {
        let reply = people
            .manager
            .call("patch", &format!("/api/v1/tickets/{path}"), &json!({"severity": "low", "version": 9}))
            .await;
        assert_eq!(refusal(&reply), (404, "not_found"), "{}", reply.text);
    }
    assert_eq!(app.nobody().for_tenant(Some("beta")).post("/api/v1/tickets", &json!({})).await.status, 401);
}

#[tokio::test]
async fn duplicates_have_one_parent_and_make_no_circle() {
    let app = app().await;
    let people = People::of(&app).await;
    let (first, second) = (make(&people.manager, json!({})).await, make(&people.manager, json!({})).await);
    let (third, secret) = (make(&people.manager, json!({})).await, make(&people.liaison, json!({})).await);
    let link = |ticket: Value, parent: Value| {
        let manager = people.manager.clone();
        async move {
            let path = format!("/api/v1/tickets/{}/parent", id(&ticket));
            manager.put(&path, &json!({"parent_id": parent["id"], "version": ticket["version"]})).await
        }
    };
    let linked = good(link(second.clone(), first.clone()).await);
    assert_eq!(linked["parent"], json!({"id": first["id"], "tracking_number": first["tracking_number"]}));
    assert_eq!(refusal(&link(second.clone(), third.clone()).await), (409, "ticket_changed"));
    for (ticket, parent, code) in [
        (&third, &third, "bad_parent"),
        (&third, &linked, "bad_parent"),
        (&first, &third, "bad_parent"),
        (&third, &secret, "unknown_parent"),
        (&third, &json!({"id": "00000000-0000-0000-0000-000000000000"}), "unknown_parent"),
    ] {
        let reply = link(ticket.clone(), parent.clone()).await;
        assert_eq!(refusal(&reply), (400, code), "{}", reply.text);
        assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.starts_with("parent_id: ")));
    }
    let (one, other) = (make(&people.manager, json!({})).await, make(&people.manager, json!({})).await);
    let (left, right) = tokio::join!(link(one.clone(), other.clone()), link(other.clone(), one.clone()));
    let mut statuses = [left.status, right.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "{} {}", left.text, right.text);
    let free = good(link(linked, json!({"id": null})).await);
    assert_eq!(free["parent"], Value::Null);
}

#[tokio::test]
async fn many_at_once_have_a_result_each() {
    let app = app().await;
    let people = People::of(&app).await;
    let tickets = [make(&people.manager, json!({})).await, make(&people.manager, json!({})).await];
    let secret = make(&people.liaison, json!({})).await;
    let over = make(&people.manager, json!({})).await;
    let over = good(set_status(&people.manager, &over, json!({"status": "closed"})).await);
    let ids = [id(&tickets[0]), id(&tickets[1]), id(&secret), "nonsense", id(&over), id(&tickets[0])];
    let asked =
        json!({"ids": ids, "action": "status", "status": "escalated", "note": "Storm", "versions": {ids[1]: 7}});
    let answer = good(people.manager.post("/api/v1/tickets/bulk", &asked).await);
    assert_eq!((&answer["changed"], &answer["failed"]), (&json!(1), &json!(4)));
    let results = answer["results"].as_array().expect("results");
    let seen: Vec<(&str, &str)> = results
        .iter()
        .map(|result| (result["id"].as_str().unwrap_or(""), result["problem"]["code"].as_str().unwrap_or("ok")))
        .collect();
    assert_eq!(
        seen,
        [
            (ids[0], "ok"),
            (ids[1], "ticket_changed"),
            (ids[2], "not_found"),
            (ids[3], "not_found"),
            (ids[4], "status_not_allowed")
        ]
    );
    assert_eq!(results[0]["ticket"]["status"], "escalated");
    // A hidden ticket and none at all are told in the same words.
    assert_eq!(results[2]["problem"], results[3]["problem"]);

    let assigned = json!({"ids": &ids[..3], "action": "assign", "team_id": "water"});
    let answer = good(people.manager.post("/api/v1/tickets/bulk", &assigned).await);
    assert_eq!((&answer["changed"], &answer["failed"]), (&json!(2), &json!(1)));
    for (asked, code) in [
        (json!({"ids": [], "action": "assign", "team_id": null}), "bad_ids"),
        (json!({"ids": vec!["x"; 501], "action": "assign", "team_id": null}), "bad_ids"),
        (json!({"ids": ["x"], "action": "close"}), "unknown_word"),
        (json!({"ids": ["x"], "action": "status"}), "unknown_word"),
        (json!({"ids": ["x"], "action": "assign"}), "nothing_asked"),
    ] {
        assert_eq!(refusal(&people.manager.post("/api/v1/tickets/bulk", &asked).await), (400, code), "{asked}");
    }
}
