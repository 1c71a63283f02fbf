//! A desk with some hundred tickets of every kind, and the same questions in plain SQL.

use serde_json::Value;
use tokio_postgres::Client;
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

pub const NOW: &str = "2026-03-09T09:00:00Z";

const BOARD: (&str, &str) = ("dashboards/default.yaml", "dashboard: { name: Default, panels: [] }\n");

/// Tickets by number: every status, severity, ward (and none), team (and none), SLA state, with ties in every order.
const SQL: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water');
    INSERT INTO service_desk.wards SELECT i::text, 'Ward ' || i FROM generate_series(1, 4) i;
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Water leak', false, '', 'water-leak'),
        ('Refuse', false, '', 'refuse'), ('Violence', true, '', 'violence');
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, waiting_reason, description, address,
        ward_id, is_sensitive, assigned_team_id, source, created_at, updated_at, first_responded_at, resolved_at, closed_at,
        reopened_count, closed_with_note, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline,
        sla_resolution_at_risk_at, sla_paused_since)
    SELECT ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'T-' || lpad(i::text, 4, '0'),
        CASE WHEN i % 10 = 0 THEN 'Violence' ELSE (array['Pothole', 'Water leak', 'Refuse'])[i % 3 + 1] END,
        (array['low', 'medium', 'high', 'critical'])[i % 4 + 1], status,
        CASE WHEN status = 'waiting' THEN 'a part' END,
        'Report ' || i || CASE WHEN i % 7 = 0 THEN ' near the Old Bridge' ELSE '' END || CASE WHEN i % 10 = 0 THEN ' xsecretx' ELSE '' END,
        CASE WHEN i % 5 > 0 THEN CASE WHEN i > 200 THEN i % 37 ELSE i % 12 END || ' Long Street' END,
        CASE WHEN i % 9 > 0 THEN (i % 4 + 1)::text END, i % 10 = 0,
        CASE i % 3 WHEN 0 THEN 'roads' WHEN 1 THEN 'water' END, 'page',
        timestamptz '2026-03-09T09:00:00Z' - (i / 2) * interval '5 hours', timestamptz '2026-03-09T09:00:00Z',
        CASE WHEN i % 2 = 0 OR over THEN timestamptz '2026-03-09T09:00:00Z' - (i / 2) * interval '5 hours' + interval '1 hour' END,
        CASE WHEN over THEN timestamptz '2026-03-09T09:00:00Z' - (i / 2) * interval '5 hours' + (i % 38) * interval '2 hours' END,
        CASE WHEN status = 'closed' THEN timestamptz '2026-03-09T09:00:00Z' - (i / 2) * interval '5 hours' + (i % 38) * interval '2 hours' END,
        i % 11 / 10, CASE WHEN over THEN i % 4 > 0 END,
        due - interval '20 hours', due - interval '22 hours',
        due, CASE WHEN status <> 'waiting' THEN due - interval '6 hours' END,
        CASE WHEN status = 'waiting' AND i % 8 > 0 THEN due - (i % 5 - 2) * interval '1 hour' END
    FROM (SELECT i, (array['open', 'in_progress', 'waiting', 'escalated', 'resolved', 'closed'])[i % 6 + 1] AS status,
            i % 6 + 1 > 4 AS over,
            CASE WHEN i % 13 > 0 THEN timestamptz '2026-03-09T09:00:00Z' - (i / 2) * interval '5 hours' + (i % 60) * interval '9 hours' END AS due
        FROM generate_series(1, 400) i) numbered;
    UPDATE service_desk.tickets SET parent_id = '00000000-0000-4000-8000-000000000001' WHERE tracking_number IN ('T-0002', 'T-0020', 'T-0100');
    UPDATE service_desk.tickets SET reopened_early = true WHERE tracking_number IN ('T-0011', 'T-0040');
    ANALYZE service_desk.tickets;";

/// A server with a desk, its owner, and its people.
pub struct Desk {
    pub app: TestApp,
    pub owner: Client,
    pub manager: Session,
}

impl Desk {
    pub async fn start() -> Self {
        Self::with("").await
    }

    pub async fn with(more: &str) -> Self {
        let app = TestApp::builder()
            .at(NOW.parse().expect("a moment"))
            .tenant("beta", "", &[("tenant.yaml", "tenant: { name: Beta }\n"), BOARD])
            .await
            .with_desk(&format!("{SQL}{more}"))
            .await
            .tenant("alpha", "", &[("tenant.yaml", "tenant: { name: Alpha }\n"), BOARD])
            .await
            .start()
            .await;
        let owner = app.tenant("beta").owner().await;
        let manager = app.sign_in("manager", &[("beta", Role::Manager, None)]).await;
        Self { app, owner, manager }
    }

    /// Everybody who sees tickets, with the condition of what each of them sees.
    pub async fn people(&self) -> Vec<(&'static str, Session, &'static str)> {
        let beta = |role, ward| [("beta", role, ward)];
        vec![
            ("manager", self.manager.clone(), "NOT is_sensitive"),
            ("admin", self.app.sign_in("admin", &beta(Role::Admin, None)).await, "NOT is_sensitive"),
            (
                "manager of ward 2",
                self.app.sign_in("manager-2", &beta(Role::Manager, Some("2"))).await,
                "NOT is_sensitive AND ward_id = '2'",
            ),
            (
                "councillor of ward 3",
                self.app.sign_in("councillor", &beta(Role::WardCouncillor, Some("3"))).await,
                "NOT is_sensitive AND ward_id = '3'",
            ),
            (
                "field worker of roads",
                self.app.sign_in_to_team("worker", "beta", Role::FieldWorker, "roads").await,
                "NOT is_sensitive AND assigned_team_id = 'roads'",
            ),
            ("liaison", self.app.sign_in("liaison", &beta(Role::SapsLiaison, None)).await, "is_sensitive"),
        ]
    }

    /// Tracking numbers by plain SQL, as the owner, whom no policy limits.
    pub async fn numbers(&self, condition: &str, order: &str) -> Vec<String> {
        let sql = format!("SELECT tracking_number FROM service_desk.tickets WHERE {condition} ORDER BY {order}");
        let rows = self.owner.query(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// A page of a list.
pub async fn list(session: &Session, query: &str) -> Value {
    let reply = session.get(&format!("/api/v1/tickets?{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text);
    assert_eq!(reply.headers["cache-control"], "no-store", "{query}");
    reply.body
}

/// The tracking numbers of a whole list, page by page, with its total.
pub async fn all(session: &Session, query: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for page in 0.. {
        let body = list(session, &format!("{query}&page={page}&page_size=150")).await;
        let tickets = body["tickets"].as_array().expect("tickets");
        numbers.extend(tickets.iter().map(|ticket| ticket["tracking_number"].as_str().expect("a number").to_owned()));
        if tickets.len() < 150 {
            assert_eq!(body["total"], numbers.len(), "the total of {query}");
            assert_eq!(body["page_count"], numbers.len().div_ceil(150), "the pages of {query}");
            return numbers;
        }
    }
    unreachable!("lists end")
}
