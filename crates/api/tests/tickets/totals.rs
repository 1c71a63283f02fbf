//! A desk with so many tickets that totals are counted, and pages looked up, in memory.

use serde_json::Value;
use watchroom_domain::Role;
use watchroom_test_support::Session;

use crate::desk::{Desk, list};
use crate::filters::{cases, orders};

/// The desk's tickets sixty times more, a week apart; some of a person.
pub const MORE: &str = "
    ALTER TABLE service_desk.tickets DISABLE TRIGGER USER;
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, waiting_reason, description, address, ward_id,
        is_sensitive, assigned_team_id, source, created_at, updated_at, first_responded_at, resolved_at, closed_at, reopened_count,
        closed_with_note, reopened_early, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline,
        sla_resolution_at_risk_at, sla_paused_since)
    SELECT tracking_number || '-' || n, category, severity, status, waiting_reason, description, address, ward_id, is_sensitive,
        assigned_team_id, source, created_at - n * w, updated_at, first_responded_at - n * w, resolved_at - n * w, closed_at - n * w,
        reopened_count, closed_with_note, reopened_early, sla_response_deadline - n % 3 * w, sla_response_at_risk_at - n % 3 * w,
        sla_resolution_deadline - n % 3 * w, sla_resolution_at_risk_at - n % 3 * w, sla_paused_since - n % 3 * w
    FROM service_desk.tickets, generate_series(1, 60) n, (SELECT interval '7 days' AS w) weeks;
    UPDATE service_desk.tickets SET assigned_user_id = '00000000-0000-4000-8000-000000000001' WHERE tracking_number LIKE '%-7';
    ALTER TABLE service_desk.tickets ENABLE TRIGGER USER;
    ANALYZE service_desk.tickets;";

async fn total(session: &Session, query: &str) -> Value {
    list(session, &format!("{query}&page_size=1")).await["total"].clone()
}

async fn wanted(desk: &Desk, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM service_desk.tickets WHERE {condition}");
    desk.owner.query_one(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
}

#[tokio::test]
async fn totals_in_memory_are_those_of_plain_sql_and_follow_every_change() {
    let desk = Desk::with(MORE).await;
    let manager_of_2 = desk.app.sign_in("manager-2", &[("beta", Role::Manager, Some("2"))]).await;
    let people = [(&desk.manager, "NOT is_sensitive"), (&manager_of_2, "NOT is_sensitive AND ward_id = '2'")];
    for (session, _) in &people {
        // Figures have the tickets read into memory.
        assert_eq!(session.get("/api/v1/dashboard/metrics").await.status, 200);
    }
    for (query, condition) in cases() {
        // Of whom a few tickets are here, and none elsewhere.
        let condition = if query.starts_with("user_id") {
            "assigned_user_id = '00000000-0000-4000-8000-000000000001'".to_owned()
        } else {
            condition
        };
        for (session, scope) in &people {
            let wanted = wanted(&desk, &format!("{scope} AND ({condition})")).await;
            assert_eq!(total(session, query).await, wanted, "{query}, {scope}");
        }
    }
    // Pages that begin far down, and filters that no index leads to.
    for (order, sql) in orders() {
        for (filter, condition) in [
            ("", "true"),
            ("status=closed&severity=high", "status = 'closed' AND severity = 'high'"),
            ("resolved_from=2025-06-01T00:00:00Z", "coalesce(resolved_at, closed_at) >= '2025-06-01Z'"),
        ] {
            let wanted = desk.numbers(&format!("NOT is_sensitive AND {condition}"), &sql).await;
            for page in [0, 30, wanted.len() / 50, wanted.len() / 50 + 1] {
                let body = list(&desk.manager, &format!("{order}&{filter}&page={page}&page_size=50")).await;
                let tickets = body["tickets"].as_array().expect("tickets");
                let shown: Vec<&str> = tickets.iter().filter_map(|one| one["tracking_number"].as_str()).collect();
                let part: Vec<&String> = wanted.iter().skip(page * 50).take(50).collect();
                assert_eq!(shown, part, "{order}&{filter}&page={page}");
                assert_eq!(body["total"], wanted.len(), "{order}&{filter}&page={page}");
            }
        }
    }
    for change in [
        "UPDATE service_desk.tickets SET ward_id = '2' WHERE tracking_number LIKE 'T-0001%'",
        "UPDATE service_desk.tickets SET is_sensitive = true WHERE tracking_number LIKE 'T-0005%'",
        "UPDATE service_desk.tickets SET status = 'open', resolved_at = null, closed_at = null, closed_with_note = null
         WHERE tracking_number LIKE 'T-0011%'",
        "DELETE FROM service_desk.tickets WHERE tracking_number LIKE 'T-0013%'",
    ] {
        let told = format!("{change}; INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated')");
        desk.owner.batch_execute(&told).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
        for (query, condition) in [("", "true"), ("status=open", "status = 'open'"), ("ward_id=2", "ward_id = '2'")] {
            for (session, scope) in &people {
                let wanted = wanted(&desk, &format!("{scope} AND {condition}")).await;
                assert_eq!(total(session, query).await, wanted, "{query}, {scope}, after {change}");
            }
        }
    }
    let past = list(&desk.manager, "page=100000").await;
    assert_eq!(past["total"], wanted(&desk, "NOT is_sensitive").await);
}
