//! Who sees which tickets: nobody a trace of what is not theirs.

use std::collections::BTreeSet;

use serde_json::json;
use watchroom_domain::Role;

use crate::desk::{Desk, all};

#[tokio::test]
async fn each_role_sees_its_own_tickets_in_lists_totals_searches_and_one_by_one() {
    let desk = Desk::start().await;
    for (who, session, seen) in desk.people().await {
        for (query, condition) in [
            ("", "true"),
            ("search=report", "true"),
            ("search=re", "true"),
            ("search=xsecretx", "search_text LIKE '%xsecretx%'"),
            ("status=open&sort_by=severity", "status = 'open'"),
            ("ward_id=2&ward_id=3&ward_id=", "ward_id IN ('2', '3') OR ward_id IS NULL"),
            ("team_id=roads&team_id=water", "assigned_team_id IS NOT NULL"),
            ("category=Violence", "category = 'Violence'"),
        ] {
            let shown: BTreeSet<String> = all(&session, query).await.into_iter().collect();
            let wanted = desk.numbers(&format!("({seen}) AND ({condition})"), "1").await;
            assert_eq!(shown, wanted.into_iter().collect(), "{who}: {query}");
        }
        let visible: BTreeSet<String> = desk.numbers(seen, "1").await.into_iter().collect();
        assert!(!visible.is_empty() && visible.len() < 400, "{who}");
        let missing = session.get("/api/v1/tickets/00000000-0000-4000-8000-999999999999").await;
        assert_eq!(missing.status, 404);
        for i in (1..=40).chain([100, 200, 300]) {
            let number = format!("T-{i:04}");
            for path in ["", "/history"] {
                let reply = session.get(&format!("/api/v1/tickets/00000000-0000-4000-8000-{i:012}{path}")).await;
                if visible.contains(&number) {
                    assert_eq!(reply.status, 200, "{who}: {number}{path}: {}", reply.text);
                } else {
                    assert_eq!(reply.status, 404, "{who}: {number}{path}: {}", reply.text);
                    // The same words as for one that is not there.
                    for member in ["code", "title", "detail", "hint"] {
                        assert_eq!(reply.body[member], missing.body[member], "{who}: {number}");
                    }
                    assert_eq!(reply.headers["cache-control"], "no-store");
                }
            }
        }
    }
}

#[tokio::test]
async fn repetitions_parents_and_histories_name_no_hidden_ticket() {
    let desk = Desk::with(
        "INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, old, new) VALUES
            ('00000000-0000-4000-8000-000000000001', now(), gen_random_uuid(), 'category', 'Violence', 'Water leak'),
            ('00000000-0000-4000-8000-000000000001', now(), gen_random_uuid(), 'parent_id', null, '00000000-0000-4000-8000-000000000020'),
            ('00000000-0000-4000-8000-000000000001', now(), gen_random_uuid(), 'parent_id', null, '00000000-0000-4000-8000-000000000002'),
            ('00000000-0000-4000-8000-000000000001', now(), gen_random_uuid(), 'severity', 'low', 'medium');",
    )
    .await;
    let liaison = desk.people().await.pop().expect("the liaison").1;
    let one = desk.manager.get("/api/v1/tickets/00000000-0000-4000-8000-000000000001").await;
    let numbers: Vec<&str> = one.body["duplicates"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["tracking_number"].as_str())
        .collect();
    assert_eq!(numbers, ["T-0002"], "not the sensitive ones");
    let hidden = liaison.get("/api/v1/tickets/00000000-0000-4000-8000-000000000020").await;
    assert_eq!(hidden.body["parent"], json!(null), "its parent is not sensitive");
    let history = desk.manager.get("/api/v1/tickets/00000000-0000-4000-8000-000000000001/history").await;
    let mut lines: Vec<String> = history.body["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| format!("{} {} {}", line["field"], line["old"], line["new"]))
        .collect();
    lines.sort();
    assert_eq!(lines, [r#""parent_id" null "T-0002""#, r#""severity" "low" "medium""#]);
    assert!(!history.text.contains("Violence") && !history.text.contains("000000000020"), "{}", history.text);
}

#[tokio::test]
async fn who_may_not_is_told_why() {
    let desk = Desk::start().await;
    let viewer = desk.app.sign_in("viewer", &[("beta", Role::Viewer, None)]).await;
    let nowhere = desk.app.sign_in("nowhere", &[("beta", Role::FieldWorker, None)]).await;
    let worker = desk.app.sign_in_to_team("roads-1", "beta", Role::FieldWorker, "roads").await;
    for (session, path, says) in [
        (
            &viewer,
            "/api/v1/tickets",
            "Only field workers, ward councillors, managers, liaisons and admins see tickets; you are here as a viewer.",
        ),
        (&viewer, "/api/v1/tickets/00000000-0000-4000-8000-000000000001", "you are here as a viewer."),
        (&viewer, "/api/v1/tickets/views", "you are here as a viewer."),
        (&nowhere, "/api/v1/tickets", "your membership names no team."),
        (
            &worker,
            "/api/v1/tickets/export?format=csv",
            "Only ward councillors, managers, liaisons and admins export tickets; you are here as a field worker.",
        ),
    ] {
        let reply = session.get(path).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("not_allowed")), "{path}: {}", reply.text);
        assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.ends_with(says)), "{path}: {}", reply.text);
    }
    let elsewhere = desk.app.sign_in("elsewhere", &[("alpha", Role::Manager, None)]).await;
    for path in ["/service-desk", "/tickets", "/tickets/views", "/tickets/export?format=csv"] {
        let reply = elsewhere.get(&format!("/api/v1{path}")).await;
        assert_eq!(
            (reply.status, reply.body["code"].as_str()),
            (404, Some("no_service_desk")),
            "{path}: {}",
            reply.text
        );
    }
}

#[tokio::test]
async fn the_desk_tells_each_role_what_it_may() {
    let desk = Desk::start().await;
    for (who, session, _) in desk.people().await {
        let reply = session.get("/api/v1/service-desk").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let body = reply.body;
        let (may, reasons) = (body["may"].as_object().expect("may"), body["reasons"].as_object().expect("reasons"));
        for (act, allowed) in may {
            assert_eq!(allowed == &json!(true), !reasons.contains_key(act), "{who}: {act}");
        }
        let assigns = who.starts_with("manager") || who == "admin";
        assert_eq!(may["assign"], json!(assigns), "{who}");
        assert_eq!(body["people"].as_array().is_some_and(|people| !people.is_empty()), assigns, "{who}");
        let names_violence = body["categories"].as_array().expect("a list").contains(&json!("Violence"));
        assert_eq!(names_violence, who == "liaison", "{who}");
        assert_eq!(body["teams"], json!([{"id": "roads", "name": "Roads"}, {"id": "water", "name": "Water"}]));
        assert_eq!(body["wards"][2], json!({"id": "3", "name": "Ward 3"}));
    }
    let viewer = desk.app.sign_in("viewer", &[("beta", Role::Viewer, None)]).await;
    let body = viewer.get("/api/v1/service-desk").await.body;
    assert_eq!(
        (&body["may"]["see_tickets"], &body["categories"], &body["wards"]),
        (&json!(false), &json!([]), &json!([]))
    );
}
