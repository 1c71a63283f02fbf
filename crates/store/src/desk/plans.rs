//! For the snapshots of plans: tickets as many as it takes for the planner to choose as it does over half a million, and the plan
//! of a statement.

use std::fmt::Write;

use tokio_postgres::Client;

use super::conditions::Bind;

/// Tickets as a town of some size has them, 2 % of them sensitive.
pub(super) const MANY: &str = "
    INSERT INTO service_desk.teams SELECT 'team-' || i, 'Team ' || i FROM generate_series(1, 9) i;
    INSERT INTO service_desk.wards SELECT i::text, 'Ward ' || i FROM generate_series(1, 20) i;
    INSERT INTO service_desk.categories SELECT 'Category ' || i, i = 14, '', 'category-' || i FROM generate_series(1, 14) i;
    ALTER TABLE service_desk.tickets DISABLE TRIGGER USER;
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, waiting_reason, description, address, ward_id,
        is_sensitive, assigned_team_id, assigned_user_id, parent_id, source, created_at, updated_at, first_responded_at, resolved_at,
        reopened_early, repeat_place, closed_with_note, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline,
        sla_resolution_at_risk_at)
    SELECT 'N-' || i, 'Category ' || (i * 7919 % 13 + 1), (array['low', 'medium', 'medium', 'medium', 'high', 'high', 'critical'])[i * 31 % 7 + 1],
        CASE WHEN i < 5000 THEN (array['open', 'in_progress', 'waiting', 'escalated'])[i % 4 + 1] ELSE (array['resolved', 'closed'])[i % 2 + 1] END,
        CASE WHEN i < 5000 AND i % 4 = 2 THEN 'a part' END, 'Report of something ' || md5(i::text), (i * 7 % 9973) || ' Long Street',
        (i * 17 % 20 + 1)::text, i % 50 = 0, CASE WHEN i % 20 > 0 THEN 'team-' || (i * 13 % 9 + 1) END,
        CASE WHEN i % 3 = 0 THEN ('00000000-0000-4000-8000-' || lpad((i * 11 % 40)::text, 12, '0'))::uuid END, null, 'demo',
        timestamptz '2026-03-09Z' - i * interval '10 minutes', timestamptz '2026-03-09Z',
        CASE WHEN i >= 2000 THEN timestamptz '2026-03-09Z' - i * interval '10 minutes' + interval '1 hour' END,
        CASE WHEN i >= 5000 THEN timestamptz '2026-03-09Z' - i * interval '10 minutes' + (i % 100 + 1) * interval '1 hour' END,
        i % 97 = 0, i % 89 = 0, CASE WHEN i >= 5000 THEN i % 40 > 0 END,
        timestamptz '2026-03-09Z' - i * interval '10 minutes' + interval '4 hours', timestamptz '2026-03-09Z' - i * interval '10 minutes' + interval '3 hours',
        CASE WHEN i % 12 > 0 THEN timestamptz '2026-03-09Z' - i * interval '10 minutes' + interval '80 hours' END,
        CASE WHEN i % 12 > 0 THEN timestamptz '2026-03-09Z' - i * interval '10 minutes' + interval '64 hours' END
    FROM generate_series(1, 50000) i;
    ALTER TABLE service_desk.tickets ENABLE TRIGGER USER;";

/// How PostgreSQL would go about it: the kinds of steps and the indexes, without figures.
pub(super) async fn plan(client: &Client, sql: &str, binds: &[Bind]) -> String {
    let (values, types): (Vec<_>, Vec<_>) = binds.iter().map(Bind::typed).unzip();
    let statement = client.prepare_typed(&format!("EXPLAIN (COSTS OFF) {sql}"), &types).await.expect("prepared");
    let rows = client.query(&statement, &values).await.expect("explained");
    let mut text = String::new();
    for row in rows {
        let line: String = row.get(0);
        let step = line.trim_start().trim_start_matches("->").trim_start();
        let is_step =
            ["Scan", "Sort", "Limit", "Nested", "Hash", "Merge", "Memoize", "BitmapOr", "Aggregate", "Gather"]
                .iter()
                .any(|word| step.split(" on ").next().is_some_and(|kind| kind.contains(word)) && !step.contains(':'));
        if is_step && !step.starts_with("InitPlan") {
            let indent = line.len() - line.trim_start().len();
            writeln!(text, "{:indent$}{step}", "").expect("a string");
        }
    }
    text
}
