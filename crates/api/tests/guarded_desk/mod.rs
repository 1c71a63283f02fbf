//! A desk whose tickets stand everywhere, and every way to them: what each gives a caller, and the same in plain SQL by the
//! desk's owner.

pub mod changes;
pub mod heard;
pub mod ways;

use std::collections::BTreeSet;

use tokio_postgres::Client;
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

pub const NOW: &str = "2026-03-09T09:00:00Z";

const FILES: &[(&str, &str)] = &[
    (
        "tenant.yaml",
        "tenant: { name: B, service_desk: { enabled: true, open311: true, open311_descriptions: true } }\n",
    ),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: D\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: one, columns: { value: n }, scope: { ward: ward }, query: \"ORDER BY n LIMIT 1\" }\n",
    ),
];

/// Sixty tickets, a fifth of them sensitive, of three wards and none, of two teams and none; each names itself in its
/// description, in a line of its history and in two notes, and half of them repeat one: some a ticket of their own place, and
/// some of elsewhere.
const DESK: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water');
    INSERT INTO service_desk.wards SELECT i::text, 'Ward ' || i FROM generate_series(2, 4) i;
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Leak', false, '', 'leak'),
        ('Violence', true, '', 'violence');
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, description, address, ward_id,
        assigned_team_id, is_sensitive, source, created_at, updated_at, first_responded_at, resolved_at, closed_with_note,
        sla_response_deadline, sla_resolution_deadline)
    SELECT ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'T-' || lpad(i::text, 4, '0'),
        CASE WHEN i % 5 = 0 THEN 'Violence' WHEN i % 2 = 0 THEN 'Pothole' ELSE 'Leak' END, 'low',
        CASE WHEN i % 7 = 0 THEN 'resolved' ELSE 'open' END, 'Report of T-' || lpad(i::text, 4, '0'), '1 Long Street',
        CASE WHEN i % 4 > 0 THEN (i % 4 + 1)::text END, CASE i % 3 WHEN 0 THEN 'roads' WHEN 1 THEN 'water' END, i % 5 = 0, 'page',
        timestamptz '2026-03-09T09:00:00Z' - i * interval '7 hours', timestamptz '2026-03-09T08:00:00Z',
        CASE WHEN i % 7 = 0 THEN timestamptz '2026-03-09T08:00:00Z' END,
        CASE WHEN i % 7 = 0 THEN timestamptz '2026-03-09T08:00:00Z' END, CASE WHEN i % 7 = 0 THEN i % 2 = 0 END,
        timestamptz '2026-03-08Z', timestamptz '2026-03-08Z'
    FROM generate_series(1, 60) i;
    UPDATE service_desk.tickets t SET parent_id = p.id
        FROM service_desk.tickets p, generate_series(31, 60) i
        WHERE t.tracking_number = 'T-' || lpad(i::text, 4, '0')
            AND p.tracking_number = 'T-' || lpad((i - CASE WHEN i % 5 IN (1, 2) THEN 24 ELSE 29 END)::text, 4, '0');
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, old, new)
        SELECT id, now(), gen_random_uuid(), 'description', '', description FROM service_desk.tickets;
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, old, new)
        SELECT id, now(), gen_random_uuid(), 'parent_id', null, parent_id::text FROM service_desk.tickets WHERE parent_id IS NOT NULL;
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, old, new)
        SELECT id, now(), gen_random_uuid(), 'category', 'Violence', category FROM service_desk.tickets;
    INSERT INTO service_desk.ticket_notes (ticket_id, at, visibility, body)
        SELECT id, now(), v, v || ' note of ' || tracking_number FROM service_desk.tickets, unnest(array['internal', 'public']) v;
    INSERT INTO service_desk.saved_views (owner_id, owner_name, name, query, shared, of_liaison, created_at) VALUES
        ('00000000-0000-0000-0000-000000000002', 'm', 'a view for all', '', true, false, now()),
        ('00000000-0000-0000-0000-000000000002', 'm', 'a private view', '', false, false, now()),
        ('00000000-0000-0000-0000-000000000003', 'l', 'a view for liaisons', '', true, true, now());";

/// Takes away everything by which the database itself tells whose a ticket is: row security, and what the schema's functions,
/// which run as the owner, ask of who calls them.
pub const NO_ROW_SECURITY: &str = "
    ALTER TABLE service_desk.tickets NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.ticket_history NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.ticket_notes NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.sla_notices NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.events NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.saved_views NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.categories NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    ALTER TABLE service_desk.sla_policies NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    CREATE OR REPLACE FUNCTION service_desk.is_system() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
    CREATE OR REPLACE FUNCTION service_desk.own_ward() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';
    CREATE OR REPLACE FUNCTION service_desk.own_team() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';
    CREATE OR REPLACE FUNCTION service_desk.may_edit() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
    CREATE OR REPLACE FUNCTION service_desk.may_change() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';";

/// A server with such a desk, and its owner, whom no policy limits.
pub struct Desk {
    pub app: TestApp,
    pub owner: Client,
}

/// Somebody, with the condition in SQL of the tickets that are theirs.
pub struct Person {
    pub name: &'static str,
    pub role: Role,
    pub session: Session,
    pub owns: &'static str,
}

impl Person {
    /// Whether the role table lets this person change a ticket at all.
    pub fn changes(&self) -> bool {
        !matches!(self.role, Role::Viewer | Role::WardCouncillor)
    }
}

impl Desk {
    pub async fn start() -> Self {
        const ONE: &str = "CREATE TABLE one (n double precision, ward text)";
        let builder = TestApp::builder().at(NOW.parse().expect("a moment")).tenant("beta", ONE, FILES).await;
        let app = builder.with_desk(DESK).await.start().await;
        let owner = app.tenant("beta").owner().await;
        Self { app, owner }
    }

    /// Everybody. The first sees the most: whatever is kept of what was told them would be told to the others.
    pub async fn people(&self) -> Vec<Person> {
        let mut people = Vec::new();
        for (name, role, ward, owns) in [
            ("manager", Role::Manager, None, "NOT is_sensitive"),
            ("admin", Role::Admin, None, "NOT is_sensitive"),
            ("liaison", Role::SapsLiaison, None, "is_sensitive"),
            ("liaison of ward 2", Role::SapsLiaison, Some("2"), "is_sensitive AND ward_id = '2'"),
            ("manager of ward 2", Role::Manager, Some("2"), "NOT is_sensitive AND ward_id = '2'"),
            ("councillor of ward 3", Role::WardCouncillor, Some("3"), "NOT is_sensitive AND ward_id = '3'"),
            ("councillor of no ward", Role::WardCouncillor, None, "false"),
            ("worker of no team", Role::FieldWorker, None, "false"),
            ("viewer", Role::Viewer, None, "false"),
            ("viewer of ward 3", Role::Viewer, Some("3"), "false"),
        ] {
            let session = self.app.sign_in(&name.replace(' ', "-"), &[("beta", role, ward)]).await;
            people.push(Person { name, role, session, owns });
        }
        for (name, team, owns) in [
            ("worker of roads", "roads", "NOT is_sensitive AND assigned_team_id = 'roads'"),
            ("worker of water", "water", "NOT is_sensitive AND assigned_team_id = 'water'"),
        ] {
            let session = self.app.sign_in_to_team(team, "beta", Role::FieldWorker, team).await;
            people.push(Person { name, role: Role::FieldWorker, session, owns });
        }
        people
    }

    /// The numbers of the tickets of a condition, by plain SQL.
    pub async fn numbers(&self, condition: &str) -> BTreeSet<String> {
        let sql = format!("SELECT tracking_number FROM service_desk.tickets WHERE {condition}");
        let rows = self.owner.query(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// How many there are, by plain SQL.
    pub async fn count(&self, condition: &str) -> i64 {
        i64::try_from(self.numbers(condition).await.len()).expect("a count")
    }
}

/// The id of a ticket.
pub fn id_of(number: &str) -> String {
    format!("00000000-0000-4000-8000-00000000{}", number.trim_start_matches("T-"))
}

/// The numbers that a text names, by number or by id.
pub fn named(text: &str) -> BTreeSet<String> {
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).take(4).collect::<String>();
    ["T-", "00000000-0000-4000-8000-00000000"]
        .iter()
        .flat_map(|mark| text.split(mark).skip(1).map(digits).filter(|digits| digits.len() == 4))
        .map(|digits| format!("T-{digits}"))
        .collect()
}
