//! Figures are kept until something changes, and each scope has its own.

use serde_json::Value;
use watchroom_domain::Role;

use crate::world::{figures, number, world};

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn a_change_is_seen_at_once_and_what_does_not_change_is_of_this_very_moment() {
    let (app, manager) = world().await;
    let before = figures(&manager, "metrics", "").await;
    let owner = app.tenant("beta").owner().await;
    // Past the outbox, to see that figures are kept: and they say that they are of now, since nothing was told.
    owner.batch_execute("DELETE FROM service_desk.tickets WHERE tracking_number = 'N1'").await.expect("a ticket less");
    let count = |metrics: &Value| number(&metrics["total_open"]) + number(&metrics["total_resolved"]);
    let kept = figures(&manager, "metrics", "").await;
    assert_eq!(kept, before);
    // The outbox tells.
    let told = "INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated')";
    owner.batch_execute(told).await.expect("an event");
    let mut after = figures(&manager, "metrics", "").await;
    for _ in 0..40 {
        if count(&after) == count(&before) - 1 {
            break;
        }
        // Where the machine is slow, reading is put off by 2 s at most.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        after = figures(&manager, "metrics", "").await;
    }
    assert_eq!(count(&after), count(&before) - 1);
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
    let names = ["metrics", "volume", "sla", "workload", "trend", "wards", "ageing", "closure-quality"];
    let mut before = Vec::new();
    for name in names {
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
    for (name, (of_manager, of_councillor)) in names.into_iter().zip(before) {
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
