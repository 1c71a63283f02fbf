//! One ticket: notes, ledger, what may be done.

use serde_json::{Value, json};
use watchroom_domain::Role;

use crate::desk::Desk;

const STORY: &str = "
    INSERT INTO service_desk.sla_policies (response_minutes, resolution_minutes, effective_from) VALUES (60, 480, '2020-01-01Z');
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, description, ward_id, assigned_team_id,
        source, created_at, updated_at, first_responded_at, version, sla_policy_id, sla_response_deadline, sla_resolution_deadline, sla_resolution_at_risk_at)
    SELECT '00000000-0000-4000-8000-00000000aaaa', 'STORY', 'Pothole', 'medium', 'in_progress', 'a hole', '3', 'roads', 'page',
        '2026-03-09T04:00:00Z', '2026-03-09T08:00:00Z', '2026-03-09T04:30:00Z', 4, id,
        '2026-03-09T05:00:00Z', '2026-03-09T14:00:00Z', '2026-03-09T12:24:00Z' FROM service_desk.sla_policies;
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, old, new, reason, actor_id, actor_name) VALUES
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T04:00:00Z', gen_random_uuid(), 'status', null, 'open', null, null, null),
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T04:30:00Z', gen_random_uuid(), 'status', 'open', 'in_progress', null, gen_random_uuid(), 'Thandi'),
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T05:00:00Z', gen_random_uuid(), 'status', 'in_progress', 'waiting', 'asphalt', gen_random_uuid(), 'Thandi'),
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T07:00:00Z', gen_random_uuid(), 'status', 'waiting', 'in_progress', null, gen_random_uuid(), 'Thandi');
    INSERT INTO service_desk.ticket_notes (ticket_id, at, visibility, body, author_name) VALUES
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T04:31:00Z', 'internal', 'deeper than told', 'Thandi'),
        ('00000000-0000-4000-8000-00000000aaaa', '2026-03-09T04:32:00Z', 'public', 'we are on it', 'Thandi');";

const PATH: &str = "/api/v1/tickets/00000000-0000-4000-8000-00000000aaaa";

#[tokio::test]
async fn a_ticket_explains_itself() {
    let desk = Desk::with(STORY).await;
    let reply = desk.manager.get(PATH).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let ticket = reply.body;
    assert_eq!(ticket["assigned_team"], json!({"id": "roads", "name": "Roads"}));
    assert_eq!((&ticket["sla_state"], &ticket["sla_response_state"]), (&json!("on_track"), &json!("met")));
    let resolution = &ticket["ledger"]["resolution"];
    assert_eq!(resolution["target_minutes"], 480);
    assert_eq!(resolution["deadline"], ticket["sla_resolution_deadline"]);
    assert_eq!(resolution["counted_minutes"], 180, "an hour before the wait and two after it");
    let kinds: Vec<String> = resolution["segments"]
        .as_array()
        .expect("segments")
        .iter()
        .map(|one| format!("{} {} {} {}", one["from"], one["to"], one["kind"], one["reason"]).replace('"', ""))
        .collect();
    assert_eq!(
        kinds,
        [
            "2026-03-09T04:00:00Z 2026-03-09T05:00:00Z counted null",
            "2026-03-09T05:00:00Z 2026-03-09T07:00:00Z paused asphalt",
            "2026-03-09T07:00:00Z 2026-03-09T09:00:00Z counted null"
        ]
    );
    assert_eq!(ticket["ledger"]["response"]["state"], "met");
    assert_eq!(ticket["may"]["why_not"], Value::Null);
    assert_eq!(ticket["may"]["change_status"], json!(["open", "waiting", "escalated", "resolved", "closed"]));
    let changes = desk.manager.get(&format!("{PATH}/history")).await.body;
    let moments: Vec<&str> =
        changes["changes"].as_array().expect("changes").iter().filter_map(|line| line["at"].as_str()).collect();
    let wanted = ["2026-03-09T07:00:00Z", "2026-03-09T05:00:00Z", "2026-03-09T04:30:00Z", "2026-03-09T04:00:00Z"];
    assert_eq!(moments, wanted, "the newest first");
    assert_eq!(
        (&changes["changes"][1]["reason"], &changes["changes"][1]["actor"]["name"]),
        (&json!("asphalt"), &json!("Thandi"))
    );
    assert_eq!(changes["changes"][3]["actor"], Value::Null);
}

#[tokio::test]
async fn each_role_reads_its_notes_and_is_told_what_it_may() {
    let desk = Desk::with(STORY).await;
    for (who, session, _) in desk.people().await {
        let reply = session.get(PATH).await;
        let notes = |body: &Value| -> Vec<String> {
            let notes = body["notes"].as_array().expect("notes").iter();
            notes.map(|note| note["body"].as_str().expect("text").to_owned()).collect()
        };
        match who {
            "liaison" | "manager of ward 2" => assert_eq!(reply.status, 404, "{who}"),
            "councillor of ward 3" => {
                assert_eq!(notes(&reply.body), ["we are on it"]);
                assert!(!reply.text.contains("deeper"));
                assert_eq!(
                    reply.body["may"],
                    json!({"change_status": [], "assign": false, "edit": false, "note": false,
                    "why_not": "Only managers and admins assign tickets; you are here as a ward councillor."})
                );
            }
            _ => {
                assert_eq!(notes(&reply.body), ["deeper than told", "we are on it"], "{who}");
                assert_eq!(reply.body["may"]["note"], true, "{who}");
                assert_eq!(reply.body["may"]["assign"], json!(who != "field worker of roads"), "{who}");
            }
        }
    }
}

#[tokio::test]
async fn of_very_many_duplicates_the_oldest_are_shown_and_all_are_counted() {
    let desk = Desk::with(
        "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, source, assigned_team_id, created_at, updated_at, parent_id)
         SELECT 'D-' || i, 'Pothole', 'low', 'open', 'again', 'page', CASE WHEN i <= 3 THEN 'roads' END, timestamptz '2026-03-09T08:00:00Z' + i * interval '1 second', now(),
             '00000000-0000-4000-8000-000000000003' FROM generate_series(1, 501) i;",
    )
    .await;
    let path = "/api/v1/tickets/00000000-0000-4000-8000-000000000003";
    let shown = desk.manager.get(path).await.body;
    let numbers: Vec<String> = shown["duplicates"]
        .as_array()
        .expect("duplicates")
        .iter()
        .map(|ticket| ticket["tracking_number"].as_str().expect("a number").to_owned())
        .collect();
    assert_eq!(numbers, desk.numbers("tracking_number LIKE 'D-%'", "created_at LIMIT 500").await);
    assert_eq!(shown["duplicates_total"], 501);
    let worker = desk.app.sign_in_to_team("worker", "beta", Role::FieldWorker, "roads").await;
    assert_eq!(worker.get(path).await.body["duplicates_total"], 3, "as far as one sees them");
    // Two of those that repeat the first ticket are sensitive.
    let first = desk.manager.get("/api/v1/tickets/00000000-0000-4000-8000-000000000001").await.body;
    assert_eq!((&first["duplicates_total"], &first["duplicates"][0]["tracking_number"]), (&json!(1), &json!("T-0002")));
}

#[tokio::test]
async fn people_are_named_while_they_are_members() {
    let desk = Desk::start().await;
    let user = desk.app.account("thandi", false, &[("beta", Role::FieldWorker, None)]).await;
    let stranger = desk.app.account("stranger", false, &[]).await;
    for (id, user) in [(1, user), (2, stranger)] {
        let sql =
            format!("UPDATE service_desk.tickets SET assigned_user_id = '{user}' WHERE tracking_number = 'T-{id:04}'");
        desk.owner.batch_execute(&sql).await.expect("assigned");
    }
    let named = desk.manager.get("/api/v1/tickets/00000000-0000-4000-8000-000000000001").await.body;
    assert_eq!(named["assigned_user"], json!({"id": user.to_string(), "name": "thandi of the tests"}));
    let unnamed = desk.manager.get("/api/v1/tickets/00000000-0000-4000-8000-000000000002").await.body;
    assert_eq!(unnamed["assigned_user"]["name"], "somebody who has left", "no member is named by an id alone");
    let theirs = desk.manager.get(&format!("/api/v1/tickets?user_id={user}&user_id={stranger}")).await.body;
    assert_eq!(theirs["total"], 2);
}
