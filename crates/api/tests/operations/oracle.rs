//! The same figures by SQL that was written another way: states as words, one sub-query a figure, no shared condition.

use jiff::Timestamp;
use serde_json::Value;

use crate::world::{NOW, figures, number, total, world};

/// Each ticket with its states as words, as docs/sla.md tells them.
const STATES: &str = "WITH t AS (
    SELECT *, coalesce(resolved_at, closed_at) AS done,
        CASE
            WHEN sla_resolution_deadline IS NULL THEN 'none'
            WHEN coalesce(resolved_at, closed_at) <= sla_resolution_deadline THEN 'met'
            WHEN coalesce(resolved_at, closed_at) IS NOT NULL THEN 'breached'
            WHEN status = 'waiting' AND sla_paused_since > sla_resolution_deadline THEN 'breached'
            WHEN status = 'waiting' THEN 'paused'
            WHEN TIMESTAMPTZ 'NOW' > sla_resolution_deadline THEN 'breached'
            WHEN TIMESTAMPTZ 'NOW' >= sla_resolution_at_risk_at THEN 'at_risk'
            ELSE 'on_track' END AS state
    FROM service_desk.tickets WHERE is_sensitive = false)";

#[tokio::test]
async fn other_sql_says_the_same() {
    let (app, manager) = world().await;
    let owner = app.tenant("beta").owner().await;
    let ask = async |select: &str| -> Value {
        let sql = format!("{} SELECT to_jsonb(({select}))::text", STATES.replace("NOW", NOW));
        let row = owner.query_one(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        row.get::<_, Option<String>>(0).map_or(Value::Null, |text| serde_json::from_str(&text).expect("JSON"))
    };
    let count = async |condition: &str| number(&ask(&format!("SELECT count(*) FROM t WHERE {condition}")).await);
    let metrics = figures(&manager, "metrics", "").await;
    let quality = figures(&manager, "closure-quality", "").await;
    for (figure, condition) in [
        (&metrics["total_open"], "status NOT IN ('resolved', 'closed')"),
        (&metrics["total_resolved"], "done IS NOT NULL"),
        (&metrics["sla_breaches"], "state = 'breached'"),
        (&metrics["at_risk"], "state = 'at_risk'"),
        (&metrics["unassigned"], "done IS NULL AND coalesce(assigned_team_id, assigned_user_id::text) IS NULL"),
        (&quality["closed_quickly"], "done <= created_at + interval '600 seconds'"),
        (&quality["closed_without_note"], "done IS NOT NULL AND closed_with_note IS NOT TRUE"),
        (
            &quality["reopened"],
            "reopened_count > 0 AND hashtext(tracking_number) % 14 <= 7",
        ),
        (
            &quality["repeat_place"],
            "EXISTS (SELECT FROM t a, t b, t c WHERE t.id IN (a.id, b.id, c.id) AND a.id <> b.id AND b.id <> c.id AND a.id <> c.id
                AND a.category = t.category AND b.category = t.category AND c.category = t.category
                AND a.ward_id IS NOT DISTINCT FROM t.ward_id AND b.ward_id IS NOT DISTINCT FROM t.ward_id
                AND c.ward_id IS NOT DISTINCT FROM t.ward_id
                AND coalesce(regexp_replace(lower(a.address), '[^a-z0-9]', '', 'g'), a.latitude || ' ' || a.longitude)
                  = coalesce(regexp_replace(lower(b.address), '[^a-z0-9]', '', 'g'), b.latitude || ' ' || b.longitude)
                AND coalesce(regexp_replace(lower(b.address), '[^a-z0-9]', '', 'g'), b.latitude || ' ' || b.longitude)
                  = coalesce(regexp_replace(lower(c.address), '[^a-z0-9]', '', 'g'), c.latitude || ' ' || c.longitude)
                AND greatest(a.created_at, b.created_at, c.created_at) - least(a.created_at, b.created_at, c.created_at)
                  <= interval '90 days')",
        ),
    ] {
        assert_eq!(number(figure), count(condition).await, "{condition}");
    }
    let close = |figure: &Value, other: &Value| {
        let (figure, other) = (figure.as_f64().expect("a figure"), other.as_f64().expect("a number"));
        assert!((figure - other).abs() < 1e-9 * other.abs(), "{figure} is {other}");
    };
    let hours = "extract(epoch FROM first_responded_at) - extract(epoch FROM created_at)";
    close(&metrics["avg_response_hours"], &ask(&format!("SELECT avg({hours}) / 3600 FROM t")).await);
    // The list behind the card is of those that were responded to, and their mean is the card's.
    let (mut seconds, mut listed) = (0.0, 0_u32);
    for page in 0.. {
        let reply = manager.get(&format!("/api/v1/tickets?responded=true&page_size=100&page={page}")).await;
        let tickets = reply.body["tickets"].as_array().expect("tickets");
        if tickets.is_empty() {
            break;
        }
        for ticket in tickets {
            let at = |field: &str| ticket[field].as_str().expect(field).parse::<Timestamp>().expect("a moment");
            seconds += at("first_responded_at").duration_since(at("created_at")).as_secs_f64();
            listed += 1;
        }
    }
    assert_eq!(i64::from(listed), count("first_responded_at IS NOT NULL").await);
    assert_eq!(total(&manager, "responded=true").await, i64::from(listed));
    close(&metrics["avg_response_hours"], &Value::from(seconds / 3_600.0 / f64::from(listed)));
    // The median as the value in the middle of a list, or half-way between the two.
    let middle = format!(
        "SELECT (h[(n + 1) / 2] + h[n / 2 + 1]) / 2 / 3600 FROM (SELECT array_agg({hours} ORDER BY {hours}) AS h, count(*)::int AS n
         FROM t WHERE first_responded_at IS NOT NULL) s"
    );
    close(&metrics["p50_response_hours"], &ask(&middle).await);
    let percent = "SELECT 100.0 * count(*) FILTER (WHERE state NOT IN ('none', 'breached')) / count(*) FILTER (WHERE state <> 'none') FROM t";
    close(&metrics["sla_compliance_percent"], &ask(percent).await);
}

#[tokio::test]
async fn days_are_cut_by_the_clock_on_the_wall() {
    let (app, manager) = world().await;
    let owner = app.tenant("beta").owner().await;
    let trend = figures(&manager, "trend", "from=2026-02-20T12:00:00Z").await;
    assert_eq!(trend["bucket"], "day");
    let points = trend["points"].as_array().expect("points");
    // New York is five hours behind, and four from 8 March on, which has 23 hours.
    assert_eq!(points[0]["start"], "2026-02-20T05:00:00Z");
    assert_eq!(points.last().expect("a point")["start"], "2026-03-15T04:00:00Z");
    assert_eq!(points.len(), 24);
    let rows = owner
        .query(
            "SELECT to_char(created_at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD'), count(*) FROM service_desk.tickets
             WHERE NOT is_sensitive AND created_at >= '2026-02-20T12:00:00Z' GROUP BY 1 ORDER BY 1",
            &[],
        )
        .await
        .expect("days");
    let wanted: Vec<(String, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let seen: Vec<(String, i64)> = points
        .iter()
        .map(|point| (point["start"].as_str().expect("a moment")[..10].to_owned(), number(&point["created"])))
        .filter(|(_, created)| *created > 0)
        .collect();
    assert_eq!(seen, wanted);
}
