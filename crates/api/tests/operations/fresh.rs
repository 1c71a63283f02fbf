//! Figures are kept until something changes, and each scope has its own.

use serde_json::Value;
use watchroom_domain::Role;

use crate::world::{figures, number, world};

const HOUR_MS: i64 = 3_600_000;

const NAMES: [&str; 8] = ["metrics", "volume", "sla", "workload", "trend", "wards", "ageing", "closure-quality"];

#[tokio::test]
async fn a_change_is_seen_at_once_by_whomever_it_is_made() {
    let (app, manager) = world().await;
    let before = figures(&manager, "metrics", "").await;
    let owner = app.tenant("beta").owner().await;
    let count = |metrics: &Value| number(&metrics["total_open"]) + number(&metrics["total_resolved"]);
    assert_eq!(figures(&manager, "metrics", "").await, before);
    // Past the server and its outbox.
    owner.batch_execute("DELETE FROM service_desk.tickets WHERE tracking_number = 'N1'").await.expect("a ticket less");
    assert_eq!(count(&figures(&manager, "metrics", "").await), count(&before) - 1);
}

/// Changes of all kinds, and what each does to a place that a flag goes by.
const CHANGES: &[&str] = &[
    "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, ward_id, assigned_team_id, source, created_at,
        updated_at, sla_resolution_deadline, address)
     SELECT 'M' || i, 'Leak', 'high', 'open', '3', 'water', 'page', timestamptz '2026-03-14T09:00:00Z', now(),
        timestamptz '2026-03-15T09:00:00Z' + i * interval '40 minutes', '9 New Road' FROM generate_series(1, 4) i",
    "UPDATE service_desk.tickets SET first_responded_at = created_at + interval '1 hour', updated_at = now() WHERE tracking_number = 'M1'",
    "UPDATE service_desk.tickets SET status = 'resolved', resolved_at = created_at + interval '5 minutes', closed_with_note = false
     WHERE tracking_number = 'M1'",
    "UPDATE service_desk.tickets SET status = 'waiting', waiting_reason = 'x', sla_paused_since = '2026-03-15T08:00:00Z',
        sla_resolution_at_risk_at = null WHERE tracking_number = 'M2'",
    "UPDATE service_desk.tickets SET ward_id = '4', category = 'Pothole' WHERE tracking_number LIKE 'M%'",
    "UPDATE service_desk.tickets SET is_sensitive = true WHERE tracking_number IN ('M2', 'M3') OR tracking_number LIKE 'N1%'",
    "UPDATE service_desk.tickets SET is_sensitive = false WHERE tracking_number = 'M3'",
    "UPDATE service_desk.tickets SET assigned_team_id = null, assigned_user_id = null WHERE tracking_number LIKE 'N2%'",
    "UPDATE service_desk.tickets SET status = 'open', resolved_at = null, closed_at = null, closed_with_note = null,
        waiting_reason = null, sla_paused_since = null WHERE tracking_number LIKE 'N3%'",
    "UPDATE service_desk.tickets SET assigned_team_id = 'parks', ward_id = '3' WHERE tracking_number LIKE 'N_5'",
    "BEGIN; UPDATE service_desk.tickets SET severity = 'low', ward_id = null; ROLLBACK",
    "UPDATE service_desk.wards SET name = 'The third ward' WHERE id = '3'",
    "DELETE FROM service_desk.tickets WHERE tracking_number LIKE '%7'",
    "TRUNCATE service_desk.tickets CASCADE",
];

#[tokio::test]
async fn after_every_change_kept_figures_are_those_that_a_new_process_reads() {
    let (app, manager) = world().await;
    let councillor = app.sign_in("councillor", &[("beta", Role::WardCouncillor, Some("3"))]).await;
    let asked = [
        "",
        "from=2026-03-14T00:00:00Z",
        "to=2026-03-01T00:00:00Z&ward_id=3&ward_id=",
        "from=2026-01-10T00:00:00Z&to=2026-03-15T00:00:00Z&ward_id=4",
    ];
    let owner = app.tenant("beta").owner().await;
    let mut late = app.tenant("beta").owner().await;
    for (place, change) in CHANGES.iter().enumerate() {
        for asked in asked {
            for session in [&manager, &councillor] {
                figures(session, "metrics", asked).await;
            }
        }
        // One that began before it and is committed after it, while figures are read in between.
        let other = late.transaction().await.expect("a transaction");
        let touched = format!(
            "UPDATE service_desk.tickets SET severity = 'high', created_at = created_at - interval '1 day' WHERE tracking_number = 'N{}'",
            place * 11 + 2
        );
        let lingers = !change.starts_with("TRUNCATE") && !change.contains("LIKE") && !change.starts_with("BEGIN");
        if lingers {
            other.batch_execute(&touched).await.expect("a change");
        }
        owner.batch_execute(change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
        figures(&manager, "metrics", "").await;
        other.commit().await.expect("committed");
        let new = app.another_process().await;
        for (name, kept) in [("manager", &manager), ("councillor", &councillor)] {
            let anew = new.sign_in_again(name, Some("beta")).await;
            for asked in asked {
                for figure in NAMES {
                    let (kept, anew) = (figures(kept, figure, asked).await, figures(&anew, figure, asked).await);
                    assert_eq!(kept, anew, "{name}: {figure}?{asked} after {change}");
                }
            }
        }
    }
}

#[tokio::test]
async fn whoever_asks_for_new_figures_gets_them() {
    let (app, manager) = world().await;
    let before = figures(&manager, "metrics", "").await;
    let owner = app.tenant("beta").owner().await;
    owner.batch_execute("DELETE FROM service_desk.tickets WHERE status = 'open'").await.expect("tickets less");
    let anew = manager.get_with("/api/v1/dashboard/metrics", &[("cache-control", "no-cache")]).await.body;
    assert!(number(&anew["total_open"]) < number(&before["total_open"]));
}

#[tokio::test]
async fn a_clock_that_runs_out_changes_the_figures_by_itself() {
    let (app, manager) = world().await;
    let before = figures(&manager, "metrics", "").await;
    app.app.clock.advance_ms(24 * HOUR_MS);
    // The session ended in the night.
    let manager = app.sign_in_again("manager", Some("beta")).await;
    // Reading may be put off where it is slow.
    let mut after = figures(&manager, "metrics", "").await;
    for _ in 0..40 {
        if after["as_of"] == "2026-03-16T10:00:00Z" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        after = figures(&manager, "metrics", "").await;
    }
    assert!(number(&after["sla_breaches"]) > number(&before["sla_breaches"]), "{before} {after}");
    assert_eq!(after["as_of"], "2026-03-16T10:00:00Z");
}

#[tokio::test]
async fn a_sensitive_change_leaves_no_trace_in_the_figures_of_others() {
    let (app, manager) = world().await;
    let councillor = app.sign_in("councillor", &[("beta", Role::WardCouncillor, Some("3"))]).await;
    let mut before = Vec::new();
    for name in NAMES {
        before.push((figures(&manager, name, "").await, figures(&councillor, name, "").await));
    }
    let owner = app.tenant("beta").owner().await;
    owner
        .batch_execute(
            "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, ward_id,
                is_sensitive, source, created_at, updated_at)
             SELECT 'S' || i, 'Violence', 'high', 'open', 'secret', address, ward_id, true, 'page', created_at, created_at
             FROM service_desk.tickets, generate_series(1, 3) i WHERE tracking_number = (SELECT min(tracking_number)
                FROM service_desk.tickets WHERE NOT is_sensitive AND ward_id = '3' AND address IS NOT NULL) ;
             INSERT INTO service_desk.events (at, kind, is_sensitive) VALUES (now(), 'ticket_created', true)",
        )
        .await
        .expect("sensitive tickets");
    for (name, (of_manager, of_councillor)) in NAMES.into_iter().zip(before) {
        for (session, wanted) in [(&manager, of_manager), (&councillor, of_councillor)] {
            let reply = session.get_with(&format!("/api/v1/dashboard/{name}"), &[("cache-control", "no-cache")]).await;
            assert_eq!(reply.body, wanted, "{name}");
            assert!(!reply.text.contains("Violence"), "{name}");
        }
    }
}

#[tokio::test]
async fn figures_are_never_shared_across_scopes() {
    let (app, manager) = world().await;
    let mut seen = vec![figures(&manager, "metrics", "").await["total_open"].clone()];
    for ward in ["1", "2", "3"] {
        let name = format!("councillor-{ward}");
        let councillor = app.sign_in(&name, &[("beta", Role::WardCouncillor, Some(ward))]).await;
        let own = figures(&councillor, "metrics", "").await["total_open"].clone();
        let asked = figures(&manager, "metrics", &format!("ward_id={ward}")).await["total_open"].clone();
        assert_eq!(own, asked, "ward {ward}");
        seen.push(own);
    }
    assert_eq!(figures(&manager, "metrics", "").await["total_open"], seen[0]);
    assert!(seen[1..].iter().all(|own| number(own) < number(&seen[0])));
}
