//! Each filter and each order against plain SQL; pages and totals; mistakes.

use std::collections::BTreeSet;

use crate::desk::{Desk, all, list};

/// The state of a resolution, as docs/sla.md says it.
fn state(clock: &str, done: &str) -> String {
    format!(
        "CASE WHEN {clock}_deadline IS NULL THEN 'none' WHEN {done} <= {clock}_deadline THEN 'met' \
         WHEN {done} IS NOT NULL THEN 'breached' \
         WHEN sla_paused_since IS NOT NULL AND {clock}_at_risk_at IS NULL \
         THEN CASE WHEN sla_paused_since > {clock}_deadline THEN 'breached' ELSE 'paused' END \
         WHEN timestamptz '2026-03-09T09:00:00Z' > {clock}_deadline THEN 'breached' \
         WHEN timestamptz '2026-03-09T09:00:00Z' >= {clock}_at_risk_at THEN 'at_risk' ELSE 'on_track' END"
    )
}

/// Each filter, and the same in plain SQL.
pub fn cases() -> Vec<(&'static str, String)> {
    let resolution = state("sla_resolution", "coalesce(resolved_at, closed_at)");
    let response = state("sla_response", "first_responded_at");
    vec![
        ("", "true".into()),
        ("status=open", "status = 'open'".into()),
        ("status=open&status=waiting&status=closed", "status IN ('open', 'waiting', 'closed')".into()),
        ("category=Pothole", "category = 'Pothole'".into()),
        ("category=Pothole&category=Water+leak", "category IN ('Pothole', 'Water leak')".into()),
        ("severity=high", "severity = 'high'".into()),
        ("severity=low&severity=critical", "severity IN ('low', 'critical')".into()),
        ("ward_id=2", "ward_id = '2'".into()),
        ("ward_id=2&ward_id=4", "ward_id IN ('2', '4')".into()),
        ("ward_id=", "ward_id IS NULL".into()),
        ("ward_id=&ward_id=1", "ward_id IS NULL OR ward_id = '1'".into()),
        ("team_id=roads", "assigned_team_id = 'roads'".into()),
        ("team_id=", "assigned_team_id IS NULL".into()),
        ("team_id=&team_id=water", "assigned_team_id IS NULL OR assigned_team_id = 'water'".into()),
        ("unassigned=true", "assigned_team_id IS NULL AND assigned_user_id IS NULL".into()),
        ("user_id=00000000-0000-4000-8000-000000000001", "false".into()),
        ("sla=ok", format!("{resolution} IN ('on_track', 'paused', 'met')")),
        ("sla=at_risk", format!("{resolution} = 'at_risk'")),
        ("sla=breached", format!("{resolution} = 'breached'")),
        ("sla=at_risk&sla=breached", format!("{resolution} IN ('at_risk', 'breached')")),
        ("sla_response=ok", format!("{response} IN ('on_track', 'paused', 'met')")),
        ("sla_response=at_risk", format!("{response} = 'at_risk'")),
        ("sla_response=breached&status=escalated", format!("{response} = 'breached' AND status = 'escalated'")),
        ("created_from=2026-02-20T08:00:00Z", "created_at >= '2026-02-20T08:00:00Z'".into()),
        (
            "created_from=2026-02-20T09:00:00Z&created_to=2026-03-01T14:00:00%2B02:00",
            "created_at >= '2026-02-20T09:00:00Z' AND created_at < '2026-03-01T12:00:00Z'".into(),
        ),
        (
            "resolved_from=2026-02-20T08:00:00Z&resolved_to=2026-03-05T00:00:00Z",
            "resolved_at >= '2026-02-20T08:00:00Z' AND resolved_at < '2026-03-05T00:00:00Z'".into(),
        ),
        ("parent_id=00000000-0000-4000-8000-000000000001", "parent_id IS NOT NULL".into()),
        ("quality=closed_without_note", "closed_with_note = false".into()),
        ("quality=closed_quickly", "coalesce(resolved_at, closed_at) - created_at <= interval '10 minutes'".into()),
        (
            "quality=closed_quickly&quality=closed_without_note",
            "closed_with_note = false OR coalesce(resolved_at, closed_at) - created_at <= interval '10 minutes'".into(),
        ),
        ("quality=reopened", "reopened_early".into()),
        ("quality=repeat_place", "repeat_place".into()),
        (
            "status=open&status=escalated&severity=critical&team_id=roads&sla=breached&category=Pothole",
            format!(
                "status IN ('open', 'escalated') AND severity = 'critical' AND assigned_team_id = 'roads' \
                AND category = 'Pothole' AND {resolution} = 'breached'"
            ),
        ),
    ]
}

#[tokio::test]
async fn each_filter_shows_what_plain_sql_says() {
    let desk = Desk::start().await;
    let mut empty = BTreeSet::new();
    for (query, condition) in &cases() {
        let shown: BTreeSet<String> = all(&desk.manager, query).await.into_iter().collect();
        let wanted: BTreeSet<String> =
            desk.numbers(&format!("NOT is_sensitive AND ({condition})"), "1").await.into_iter().collect();
        assert_eq!(shown, wanted, "{query}");
        if wanted.is_empty() {
            empty.insert(*query);
        }
    }
    // The others would prove nothing if nothing fitted them.
    assert_eq!(empty, BTreeSet::from(["user_id=00000000-0000-4000-8000-000000000001"]), "no ticket fits these");
}

#[tokio::test]
async fn states_are_told_as_the_filters_count_them() {
    let desk = Desk::start().await;
    let resolution = state("sla_resolution", "coalesce(resolved_at, closed_at)");
    let response = state("sla_response", "first_responded_at");
    let sql = format!(
        "SELECT tracking_number, {resolution}, {response} FROM service_desk.tickets WHERE NOT is_sensitive ORDER BY 1"
    );
    let wanted: BTreeSet<String> = desk
        .owner
        .query(&sql, &[])
        .await
        .expect("rows")
        .iter()
        .map(|row| format!("{} {} {}", row.get::<_, String>(0), row.get::<_, String>(1), row.get::<_, String>(2)))
        .collect();
    let body = list(&desk.manager, "page_size=500").await;
    let text = |ticket: &serde_json::Value, name: &str| ticket[name].as_str().expect("text").to_owned();
    let shown: BTreeSet<String> = body["tickets"]
        .as_array()
        .expect("tickets")
        .iter()
        .map(|one| {
            format!("{} {} {}", text(one, "tracking_number"), text(one, "sla_state"), text(one, "sla_response_state"))
        })
        .collect();
    assert_eq!(shown, wanted);
    for state in ["none", "on_track", "at_risk", "paused", "met", "breached"] {
        assert!(wanted.iter().any(|line| line.contains(&format!(" {state} "))), "no ticket is {state}");
    }
}

/// Each order, and the same in plain SQL.
pub fn orders() -> Vec<(&'static str, String)> {
    let severity = "array_position(array['low', 'medium', 'high', 'critical'], severity)";
    let status = "array_position(array['open', 'in_progress', 'waiting', 'escalated', 'resolved', 'closed'], status)";
    let deadline = "sla_resolution_deadline";
    vec![
        ("", "created_at DESC, id".to_owned()),
        ("sort_by=nonsense", "created_at DESC, id".to_owned()),
        ("sort_by=created_at&sort_order=asc", "created_at, id DESC".to_owned()),
        ("sort_by=severity", format!("{severity} DESC, created_at DESC, id")),
        ("sort_by=severity&sort_order=asc", format!("{severity}, created_at, id DESC")),
        ("sort_by=status&sort_order=desc", format!("{status} DESC, created_at DESC, id")),
        ("sort_by=status&sort_order=asc", format!("{status}, created_at, id DESC")),
        ("sort_by=category", "category, created_at DESC, id".to_owned()),
        ("sort_by=category&sort_order=desc", "category DESC, created_at, id DESC".to_owned()),
        ("sort_by=sla_resolution_deadline", format!("{deadline} ASC NULLS LAST, id")),
        ("sort_by=sla_resolution_deadline&sort_order=desc", format!("{deadline} DESC NULLS LAST, id")),
    ]
}

#[tokio::test]
async fn each_order_is_total_and_the_same_on_every_page() {
    let desk = Desk::start().await;
    for (query, order) in orders() {
        let wanted = desk.numbers("NOT is_sensitive", &order).await;
        let mut shown = Vec::new();
        for page in 0..wanted.len().div_ceil(37) {
            let body = list(&desk.manager, &format!("{query}&page={page}&page_size=37")).await;
            assert_eq!(body["total"], wanted.len(), "{query} page {page}");
            assert_eq!(body["page_count"], wanted.len().div_ceil(37));
            let tickets = body["tickets"].as_array().expect("tickets");
            shown.extend(tickets.iter().map(|ticket| ticket["tracking_number"].as_str().expect("text").to_owned()));
        }
        assert_eq!(shown, wanted, "{query}");
    }
    let past = list(&desk.manager, "page=1000").await;
    assert_eq!((past["tickets"].as_array().map(Vec::len), &past["total"]), (Some(0), &serde_json::json!(360)));
}

#[tokio::test]
async fn a_total_follows_what_happens() {
    let desk = Desk::start().await;
    let total = async || list(&desk.manager, "page_size=1").await["total"].clone();
    assert_eq!(total().await, 360);
    desk.owner
        .batch_execute(
            "BEGIN; DELETE FROM service_desk.tickets WHERE tracking_number = 'T-0007';
             INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated'); COMMIT",
        )
        .await
        .expect("a change");
    assert_eq!(total().await, 359);
}

#[tokio::test]
async fn a_mistake_is_named() {
    let desk = Desk::start().await;
    for (query, code, names) in [
        ("status=opened", "unknown_word", "status: `opened` is none of open,"),
        ("status=open&status=", "", ""),
        ("severity=urgent", "unknown_word", "severity: `urgent`"),
        ("sla=late", "unknown_word", "sla: `late` is none of ok, at_risk, breached"),
        ("sla_response=x", "unknown_word", "sla_response"),
        ("quality=x", "unknown_word", "quality"),
        ("sort_order=up", "unknown_word", "sort_order"),
        ("user_id=me", "bad_id", "user_id: `me`"),
        ("parent_id=1", "bad_id", "parent_id"),
        ("created_from=yesterday", "bad_date", "created_from"),
        ("resolved_to=1", "bad_date", "resolved_to"),
        ("unassigned=yes", "bad_flag", "unassigned"),
        ("page=-1", "bad_number", "page"),
        ("page_size=501", "bad_page_size", "page_size: 501"),
        ("page_size=0", "bad_page_size", "page_size: 0"),
        ("search=%00", "bad_text", "search"),
        ("category=%00", "nul_character", "category"),
    ] {
        let reply = desk.manager.get(&format!("/api/v1/tickets?{query}")).await;
        if code.is_empty() {
            assert_eq!(reply.status, 200, "{query}: {}", reply.text);
            continue;
        }
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{query}: {}", reply.text);
        assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains(names)), "{query}: {}", reply.text);
    }
}
