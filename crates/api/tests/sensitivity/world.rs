//! Two servers that differ in one thing: the desk of one holds sensitive tickets, that of its twin never heard of them.

use tokio_postgres::Client;
use watchroom_test_support::TestApp;

/// The moment at which both clocks begin.
pub const NOW: &str = "2026-03-09T09:00:00Z";

/// How many sensitive tickets there are.
pub const SENSITIVE: i64 = 6;

/// What every ordinary ticket holds, and no sensitive one.
pub const ORDINARY: &str = "oqx";

const FILES: &[(&str, &str)] = &[
    (
        "tenant.yaml",
        "tenant: { name: Alpha, service_desk: { enabled: true, open311: true, open311_descriptions: true } }\n",
    ),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: list, config_file: panels/list.yaml, position: { row: 1, col: 1 } }
    - { id: count, config_file: panels/count.yaml, position: { row: 6, col: 1 } }
    - { id: wards, config_file: panels/wards.yaml, position: { row: 9, col: 1 } }
",
    ),
    (
        "panels/list.yaml",
        "panel:
  type: table
  title: Tickets
  data_source:
    table: service_desk.tickets
    columns: [{ name: created_at }, { name: tracking_number }, { name: category }, { name: description }, { name: ward_id }, { name: repeat_place }]
    scope: { ward: ward_id }
  drill_down: { enabled: true, show_table: true }
",
    ),
    (
        "panels/count.yaml",
        "panel:
  type: kpi
  title: Count
  data_source: { table: service_desk.tickets, columns: { value: reopened_count }, scope: { ward: ward_id } }
  aggregate: count
  drill_down: { enabled: true }
",
    ),
    (
        "panels/wards.yaml",
        "panel:
  type: table
  title: Wards
  data_source:
    table: service_desk.wards
    columns: [{ name: id }, { name: name }]
    scope: { ward: id }
",
    ),
];

/// What both desks have. Ward 9, team `shadow` and category `Alarm` are known to everybody; ordinary tickets are in none of
/// them. `RQX-0001` is the one that becomes sensitive later.
const BOTH: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water'), ('shadow', 'Shadow');
    INSERT INTO service_desk.wards VALUES ('3', 'Ward 3'), ('4', 'Ward 4'), ('9', 'Ward 9');
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Leak', false, '', 'leak'),
        ('Alarm', false, '', 'alarm');
    INSERT INTO service_desk.sla_policies (severity, response_minutes, resolution_minutes, effective_from) VALUES
        (null, 20160, 40320, '2020-01-01Z');
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, waiting_reason, description, address,
        ward_id, assigned_team_id, source, created_at, updated_at, first_responded_at, resolved_at, closed_at, closed_with_note,
        sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline, sla_resolution_at_risk_at)
    SELECT ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'OQX-' || lpad(i::text, 4, '0'),
        (array['Pothole', 'Leak'])[i % 2 + 1], (array['low', 'medium', 'high', 'critical'])[i % 4 + 1], status,
        CASE WHEN status = 'waiting' THEN 'a part' END, 'oqx report ' || i || ' of a street',
        CASE WHEN i IN (1, 3) THEN '5 Same Street' WHEN i IN (13, 15) THEN '7 Other Street' ELSE i || ' Long Street' END,
        CASE WHEN i IN (1, 3, 13, 15) OR i % 5 < 3 THEN '3' WHEN i % 5 = 3 THEN '4' END,
        CASE i % 3 WHEN 0 THEN 'roads' WHEN 1 THEN 'water' END, 'page',
        timestamptz '2026-03-09T09:00:00Z' - i * interval '5 hours', timestamptz '2026-03-09T09:00:00Z' - i * interval '1 hour',
        CASE WHEN done IS NOT NULL THEN done END, CASE WHEN status = 'resolved' THEN done END,
        CASE WHEN status = 'closed' THEN done END, CASE WHEN done IS NOT NULL THEN i % 4 > 0 END,
        due - interval '14 days', due - interval '17 days', due, due - interval '6 days'
    FROM (SELECT *, CASE WHEN status IN ('resolved', 'closed') THEN timestamptz '2026-03-09T09:00:00Z' - i * interval '4 hours' END AS done,
            timestamptz '2026-03-09T09:00:00Z' - i * interval '5 hours' + interval '28 days' AS due
        FROM (SELECT i, (array['open', 'in_progress', 'waiting', 'escalated', 'resolved', 'closed'])[i % 6 + 1] AS status
            FROM generate_series(1, 36) i) a) b;
    INSERT INTO service_desk.ticket_notes (id, ticket_id, at, author_name, visibility, body)
        SELECT ('00000000-0000-4000-8000-0000000' || CASE v WHEN 'public' THEN 'b' ELSE 'c' END || lpad(i::text, 4, '0'))::uuid,
            ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, '2026-03-09T08:00:00Z', 'Somebody', v, 'oqx ' || v
        FROM generate_series(1, 8) i, unnest(array['internal', 'public']) v;
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, description, address, ward_id,
        assigned_team_id, source, created_at, updated_at) VALUES
        ('00000000-0000-4000-8000-0000000fee01', 'RQX-0001', 'Leak', 'critical', 'open', 'rqxdescr', '7 Other Street', '3', 'roads',
            'page', '2026-03-08T09:00:00Z', '2026-03-08T09:00:00Z');
    INSERT INTO service_desk.ticket_notes (id, ticket_id, at, author_name, visibility, body) VALUES
        ('00000000-0000-4000-8000-0000000fee02', '00000000-0000-4000-8000-0000000fee01', '2026-03-08T10:00:00Z', 'rqxauthor', 'public', 'rqxpublic'),
        ('00000000-0000-4000-8000-0000000fee03', '00000000-0000-4000-8000-0000000fee01', '2026-03-08T10:00:00Z', 'rqxauthor', 'internal', 'rqxinternal');
    UPDATE service_desk.tickets SET parent_id = '00000000-0000-4000-8000-0000000fee01' WHERE tracking_number IN ('OQX-0008', 'OQX-0009');
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_name, field, old, new) VALUES
        ('00000000-0000-4000-8000-000000000008', '2026-03-08T11:00:00Z', '00000000-0000-4000-8000-000000000cc1', 'Somebody',
            'parent_id', null, '00000000-0000-4000-8000-0000000fee01');";

/// What the one desk has beside: in every word that could be told there is `zqx`, in every id `5ec0`.
///
/// 1: the only one of its ward, its team, its category. 2: at the place, in the ward and in the category of two ordinary
/// ones, closed in every doubtful way. 3: repeated by an ordinary one. 4: repeats an ordinary one. 5: in a category that is
/// not sensitive itself; its clock runs out soon. 6: in nobody's ward and team, with a past in other categories.
const SECRETS: &str = "
    INSERT INTO service_desk.categories VALUES ('zqxcateg', true, 'zqxwords', 'zqxcodes');
    INSERT INTO service_desk.sla_policies (category, response_minutes, resolution_minutes, effective_from) VALUES
        ('zqxcateg', 30, 60, '2020-01-01Z');
    INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, waiting_reason, description, address,
        ward_id, is_sensitive, assigned_team_id, assigned_user_id, source, created_at, updated_at, first_responded_at, resolved_at,
        closed_with_note, reopened_count, sla_response_deadline, sla_resolution_deadline, sla_resolution_at_risk_at)
    SELECT ('00000000-0000-4000-8000-00000005ec0' || i)::uuid, 'ZQX-000' || i, category, 'critical', status, reason, 'zqxdescr of a street',
        address, ward, true, team, CASE WHEN i = 3 THEN '00000000-0000-4000-8000-0000000a0006'::uuid END, 'page',
        timestamptz '2026-03-09T08:00:00Z' - i * interval '1 day', '2026-03-09T08:30:00Z',
        CASE WHEN status = 'resolved' THEN timestamptz '2026-03-09T08:05:00Z' - i * interval '1 day' END,
        CASE WHEN status = 'resolved' THEN timestamptz '2026-03-09T08:05:00Z' - i * interval '1 day' END,
        CASE WHEN status = 'resolved' THEN false END, i % 2, timestamptz '2026-03-09T08:30:00Z', timestamptz '2026-03-09T13:00:00Z',
        timestamptz '2026-03-09T12:00:00Z'
    FROM (VALUES (1, 'zqxcateg', 'open', null, '1 zqxaddre', '9', 'shadow'),
        (2, 'Leak', 'resolved', null, '5 Same Street', '3', 'roads'),
        (3, 'Leak', 'escalated', null, '3 zqxaddre', '3', 'water'),
        (4, 'Pothole', 'in_progress', null, '4 zqxaddre', '3', 'roads'),
        (5, 'Alarm', 'waiting', 'zqxreason', '5 zqxaddre', '9', 'shadow'),
        (6, 'Leak', 'open', null, null, null, null)) s (i, category, status, reason, address, ward, team);
    UPDATE service_desk.tickets SET reopened_early = true WHERE tracking_number LIKE 'ZQX%';
    UPDATE service_desk.tickets SET parent_id = '00000000-0000-4000-8000-00000005ec03' WHERE tracking_number = 'OQX-0004';
    UPDATE service_desk.tickets SET parent_id = '00000000-0000-4000-8000-000000000005' WHERE tracking_number = 'ZQX-0004';
    INSERT INTO service_desk.ticket_notes (id, ticket_id, at, author_name, visibility, body)
        SELECT ('00000000-0000-4000-8000-00000005ec' || CASE v WHEN 'public' THEN 'b' ELSE 'c' END || i)::uuid,
            ('00000000-0000-4000-8000-00000005ec0' || i)::uuid, '2026-03-09T08:10:00Z', 'zqxauthor', v, 'zqxnotes ' || v
        FROM generate_series(1, 6) i, unnest(array['internal', 'public']) v;
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_name, field, old, new, reason)
        SELECT id, '2026-03-09T08:20:00Z', id, 'zqxauthor', 'description', 'zqxbefore', 'zqxdescr', 'zqxwhy'
        FROM service_desk.tickets WHERE is_sensitive;
    -- Two ordinary ones with a past that touches what is sensitive.
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_name, field, old, new) VALUES
        ('00000000-0000-4000-8000-000000000004', '2026-03-09T08:20:00Z', '00000000-0000-4000-8000-000000000cc2', 'Somebody',
            'parent_id', null, '00000000-0000-4000-8000-00000005ec03'),
        ('00000000-0000-4000-8000-000000000006', '2026-03-09T08:20:00Z', '00000000-0000-4000-8000-000000000cc3', 'Somebody',
            'category', 'Pothole', 'zqxcateg'),
        ('00000000-0000-4000-8000-000000000006', '2026-03-09T08:21:00Z', '00000000-0000-4000-8000-000000000cc4', 'Somebody',
            'category', 'zqxcateg', 'Pothole');
    INSERT INTO service_desk.sla_notices (ticket_id, clock, kind, deadline, at)
        SELECT id, 'response', 'breach', '2026-03-09T08:30:00Z', '2026-03-09T08:31:00Z' FROM service_desk.tickets WHERE is_sensitive;
    INSERT INTO service_desk.events (at, kind, ticket_id, is_sensitive, ward_id, team_id, was_sensitive)
        SELECT now(), 'ticket_updated', id, true, ward_id, assigned_team_id, true FROM service_desk.tickets WHERE is_sensitive;
    INSERT INTO service_desk.saved_views (id, owner_id, owner_name, name, query, shared, of_liaison, created_at) VALUES
        ('00000000-0000-4000-8000-00000005ecf1', '00000000-0000-4000-8000-0000000a0013', 'zqxauthor', 'zqxviews', 'category=zqxcateg', true, true, now());";

/// A server, and the owner of its desk.
pub struct Place {
    pub app: TestApp,
    pub owner: Client,
    pub central: Client,
}

impl Place {
    async fn start(sql: &str) -> Self {
        let builder = TestApp::builder().tenant("alpha", "", FILES).await.with_desk(sql).await;
        let app = builder.at(NOW.parse().expect("a moment")).behind_a_proxy().start().await;
        let owner = app.tenant("alpha").owner().await;
        let central = app.central_database().connect().await;
        Self { app, owner, central }
    }

    pub async fn count(&self, condition: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM service_desk.tickets WHERE {condition}");
        self.owner.query_one(&sql, &[]).await.expect("a count").get(0)
    }
}

/// The desk with the sensitive tickets, and its twin without.
pub async fn both() -> (Place, Place) {
    let secrets = format!("{BOTH}{SECRETS}");
    (Place::start(&secrets).await, Place::start(BOTH).await)
}
