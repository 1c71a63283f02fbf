//! A desk whose tickets differ in everything that figures go by.

use jiff::Timestamp;
use serde_json::Value;
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

/// The moment at which the server's clock stands, a week after New York set its clocks forward.
pub const NOW: &str = "2026-03-15T10:00:00Z";

pub const OPEN: &str = "status=open&status=in_progress&status=waiting&status=escalated";
pub const DONE: &str = "status=resolved&status=closed";

/// 900 tickets of the last 140 days, half of them of the last 14, one in seven of them sensitive.
const TICKETS: &str = "
    CREATE FUNCTION pick(i int, what text, n int) RETURNS int LANGUAGE sql AS
        $$ SELECT (abs(hashtext(i || what)::bigint) % n)::int $$;
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water'), ('parks', 'Parks');
    INSERT INTO service_desk.wards SELECT i::text, 'Ward ' || i FROM generate_series(1, 12) i;
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Leak', false, '', 'leak'),
        ('Refuse', false, '', 'refuse'), ('Violence', true, '', 'violence');
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, waiting_reason, description, address,
        latitude, longitude, ward_id, is_sensitive, assigned_team_id, assigned_user_id, source, created_at, updated_at,
        first_responded_at, resolved_at, closed_at, closed_with_note, sla_response_deadline, sla_response_at_risk_at,
        sla_resolution_deadline, sla_resolution_at_risk_at, sla_paused_since)
    SELECT 'N' || i, CASE WHEN i % 7 = 0 THEN 'Violence' ELSE (array['Pothole','Leak','Refuse'])[1 + pick(i, 'category', 3)] END,
        (array['low','medium','high','critical'])[1 + pick(i, 'severity', 4)], status,
        CASE WHEN status = 'waiting' THEN 'parts' END, 'words',
        CASE WHEN pick(i, 'place', 3) = 0 THEN
            (array['%s Main St.', '%s  MAIN st', '%s main-St'])[1 + pick(i, 'spelling', 3)] END,
        CASE WHEN pick(i, 'place', 3) = 1 THEN -26.1 + pick(i, 'lat', 30) * 0.01 END,
        CASE WHEN pick(i, 'place', 3) = 1 THEN 28.0 END,
        nullif(pick(i, 'ward', 5), 0)::text, i % 7 = 0,
        (array['roads','water','parks',null,null])[1 + pick(i, 'team', 5)],
        CASE WHEN pick(i, 'person', 3) = 0 THEN '00000000-0000-0000-0000-000000000001'::uuid END, 'demo', created, created,
        CASE WHEN done IS NOT NULL OR pick(i, 'answered', 2) = 0 THEN least(done, created + pick(i, 'answer', 3000) * interval '1 minute') END,
        CASE WHEN status = 'resolved' OR (status = 'closed' AND pick(i, 'resolved', 2) = 0) THEN done END,
        CASE WHEN status = 'closed' THEN done END,
        CASE WHEN done IS NOT NULL THEN pick(i, 'note', 3) > 0 END,
        response, created + (response - created) * 0.8,
        deadline, CASE WHEN status <> 'waiting' THEN created + (deadline - created) * 0.8 END,
        CASE WHEN status = 'waiting' THEN created + pick(i, 'pause', 8000) * interval '1 minute' END
    FROM (
        SELECT *, CASE WHEN status IN ('resolved', 'closed') THEN least(timestamptz '2026-03-15T09:59:00Z', created +
                CASE WHEN pick(i, 'quick', 5) = 0 THEN pick(i, 'minutes', 20) ELSE pick(i, 'took', 9000) END * interval '1 minute') END AS done,
            CASE WHEN pick(i, 'target', 4) > 0 THEN created + (60 + pick(i, 'deadline', 20000)) * interval '1 minute' END AS deadline,
            CASE WHEN pick(i, 'target', 4) > 1 THEN created + (10 + pick(i, 'response', 4000)) * interval '1 minute' END AS response
        FROM (
            SELECT i, timestamptz '2026-03-15T10:00:00Z' - pick(i, 'age', CASE WHEN i % 2 = 0 THEN 14 ELSE 140 END * 24 * 60) * interval '1 minute' AS created,
                (array['open','in_progress','waiting','escalated','resolved','resolved','closed','closed'])[1 + pick(i, 'status', 8)] AS status
            FROM generate_series(1, 900) i) a) b;
    UPDATE service_desk.tickets SET address = format(address, abs(hashtext(tracking_number)) % 25) WHERE address IS NOT NULL;
    UPDATE service_desk.tickets SET status = 'open', resolved_at = null, closed_at = null, closed_with_note = null,
        reopened_count = 1, updated_at = coalesce(resolved_at, closed_at) + hashtext(tracking_number) % 14 * interval '1 day'
        WHERE status = 'resolved' AND abs(hashtext(tracking_number)) % 5 = 0;
    INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated')";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: Beta, timezone: America/New_York, service_desk: { enabled: true } }\n"),
    ("dashboards/default.yaml", "dashboard: { name: Default, panels: [] }\n"),
];

/// The desk, and somebody who manages it.
pub async fn world() -> (TestApp, Session) {
    let now: Timestamp = NOW.parse().expect("a moment");
    let app = TestApp::builder().tenant("beta", "", FILES).await.with_desk(TICKETS).await.at(now).start().await;
    let manager = app.sign_in("manager", &[("beta", Role::Manager, None)]).await;
    (app, manager)
}

/// A figure's answer.
pub async fn figures(session: &Session, name: &str, asked: &str) -> Value {
    let reply = session.get(&format!("/api/v1/dashboard/{name}?{asked}")).await;
    assert_eq!(reply.status, 200, "{name}?{asked}: {}", reply.text);
    assert_eq!(reply.headers.get("cache-control").map(reqwest::header::HeaderValue::as_bytes), Some(&b"no-store"[..]));
    reply.body
}

/// How many tickets the list has.
pub async fn total(session: &Session, query: &str) -> i64 {
    let reply = session.get(&format!("/api/v1/tickets?page_size=1&{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text);
    reply.body["total"].as_i64().unwrap_or_else(|| panic!("no total: {}", reply.text))
}

/// A whole number of an answer.
pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}
