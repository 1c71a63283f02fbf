//! What is asked, each beside the same question in SQL.

/// Where a query holds this, two other letters stand each time.
pub(super) const TWO_LETTERS: &str = "{two}";

/// A list: its name, the query of `GET /tickets`, and the condition and order of the same in SQL.
pub(super) const LISTS: &[(&str, &str, &str, &str)] = &[
    ("all", "", "true", "created_at DESC, id"),
    ("page 40", "page=40", "true", "created_at DESC, id OFFSET 2000"),
    ("page 4000", "page=4000", "true", "created_at DESC, id OFFSET 200000"),
    ("status", "status=open", "status = 'open'", "created_at DESC, id"),
    ("closed", "status=closed", "status = 'closed'", "created_at DESC, id"),
    ("two statuses", "status=open&status=waiting", "status IN ('open', 'waiting')", "created_at DESC, id"),
    ("category", "category=Pothole", "category = 'Pothole'", "created_at DESC, id"),
    ("severity", "severity=critical", "severity = 'critical'", "created_at DESC, id"),
    ("ward", "ward_id=3", "ward_id = '3'", "created_at DESC, id"),
    ("no team", "team_id=", "assigned_team_id IS NULL", "created_at DESC, id"),
    ("unassigned", "unassigned=true", "assigned_team_id IS NULL AND assigned_user_id IS NULL", "created_at DESC, id"),
    (
        "late",
        "sla=breached",
        "sla_resolution_deadline < coalesce(resolved_at, closed_at, now())",
        "created_at DESC, id",
    ),
    (
        "at risk",
        "sla=at_risk",
        "resolved_at IS NULL AND closed_at IS NULL AND sla_resolution_deadline >= now() AND sla_resolution_at_risk_at <= now()",
        "created_at DESC, id",
    ),
    ("kept", "sla=ok", "sla_resolution_deadline >= coalesce(resolved_at, closed_at, now())", "created_at DESC, id"),
    (
        "answered late",
        "sla_response=breached",
        "sla_response_deadline < coalesce(first_responded_at, now())",
        "created_at DESC, id",
    ),
    ("doubtful", "quality=reopened", "reopened_early", "created_at DESC, id"),
    (
        "created",
        "created_from=2026-01-01T00:00:00Z&created_to=2026-03-01T00:00:00Z",
        "created_at >= '2026-01-01Z' AND created_at < '2026-03-01Z'",
        "created_at DESC, id",
    ),
    (
        "resolved",
        "resolved_from=2026-01-01T00:00:00Z&resolved_to=2026-03-01T00:00:00Z",
        "coalesce(resolved_at, closed_at) >= '2026-01-01Z' AND coalesce(resolved_at, closed_at) < '2026-03-01Z'",
        "created_at DESC, id",
    ),
    (
        "several",
        "status=closed&severity=high&severity=critical&ward_id=3&ward_id=4&sla=breached",
        "status = 'closed' AND severity IN ('high', 'critical') AND ward_id IN ('3', '4') AND sla_resolution_deadline < closed_at",
        "created_at DESC, id",
    ),
    ("oldest", "sort_by=created_at&sort_order=asc", "true", "created_at, id DESC"),
    ("by severity", "sort_by=severity", "true", "severity_rank DESC, created_at DESC, id"),
    ("by status", "sort_by=status", "true", "status_rank DESC, created_at DESC, id"),
    ("by category", "sort_by=category", "true", "category, created_at DESC, id"),
    ("by deadline", "sort_by=sla_resolution_deadline", "true", "sla_resolution_deadline, id"),
    (
        "latest deadline",
        "sort_by=sla_resolution_deadline&sort_order=desc",
        "true",
        "sla_resolution_deadline DESC NULLS LAST, id",
    ),
    ("a number", "search=WR-7K", "search_text LIKE '%wr-7k%'", "created_at DESC, id"),
    (
        "an address",
        "search=17+church",
        "search_text LIKE '%church%' AND search_text LIKE '%17%'",
        "created_at DESC, id",
    ),
    ("a common word", "search=street", "search_text LIKE '%street%'", "created_at DESC, id"),
    ("two letters", "search=st", "search_text LIKE '%st%'", "created_at DESC, id"),
    ("each another number", "search=WR-{two}", "search_text LIKE '%wr-7k%'", "created_at DESC, id"),
    ("each other two letters", "search={two}", "search_text LIKE '%st%'", "created_at DESC, id"),
];

/// Counts of open and closed tickets by a column.
macro_rules! by {
    ($column:literal) => {
        concat!(
            "SELECT ",
            $column,
            ", count(*) FILTER (WHERE resolved_at IS NULL AND closed_at IS NULL), count(*) FROM service_desk.tickets WHERE NOT is_sensitive GROUP BY 1"
        )
    };
}

const METRICS: &str = "SELECT count(*) FILTER (WHERE resolved_at IS NULL AND closed_at IS NULL), count(*),
    count(*) FILTER (WHERE sla_resolution_deadline < coalesce(resolved_at, closed_at, now())), avg(first_responded_at - created_at),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM first_responded_at - created_at))
    FROM service_desk.tickets WHERE NOT is_sensitive";

/// Figures: the path after `GET /dashboard/`, and a plain statement that gives the same.
pub(super) const FIGURES: &[(&str, &str)] = &[
    ("metrics", METRICS),
    ("volume", by!("category")),
    (
        "sla",
        "SELECT count(sla_resolution_deadline), count(*) FILTER (WHERE sla_resolution_deadline < coalesce(resolved_at, closed_at, now())),
         count(sla_response_deadline), count(*) FILTER (WHERE sla_response_deadline < coalesce(first_responded_at, now()))
         FROM service_desk.tickets WHERE NOT is_sensitive",
    ),
    ("workload", by!("assigned_team_id")),
    (
        "trend",
        "SELECT date_trunc('month', created_at), count(*) FROM service_desk.tickets WHERE NOT is_sensitive GROUP BY 1;
         SELECT date_trunc('month', coalesce(resolved_at, closed_at)), count(*) FROM service_desk.tickets WHERE NOT is_sensitive GROUP BY 1",
    ),
    ("wards", by!("ward_id")),
    (
        "ageing",
        "SELECT width_bucket(extract(epoch FROM now() - created_at), ARRAY[86400, 259200, 604800, 2592000, 7776000]::numeric[]), count(*)
         FROM service_desk.tickets WHERE NOT is_sensitive AND resolved_at IS NULL AND closed_at IS NULL GROUP BY 1",
    ),
    (
        "closure-quality",
        "SELECT count(*) FILTER (WHERE closed_quickly), count(*) FILTER (WHERE NOT closed_with_note), count(*) FILTER (WHERE reopened_early),
         count(*) FILTER (WHERE repeat_place) FROM service_desk.tickets WHERE NOT is_sensitive",
    ),
    (
        "metrics?ward_id=3",
        "SELECT count(*) FILTER (WHERE resolved_at IS NULL AND closed_at IS NULL), count(*) FROM service_desk.tickets
         WHERE NOT is_sensitive AND ward_id = '3'",
    ),
    (
        "trend?from=2026-03-01T00:00:00Z&to=2026-06-01T00:00:00Z",
        "SELECT date_trunc('day', created_at), count(*) FROM service_desk.tickets
         WHERE NOT is_sensitive AND created_at >= '2026-03-01Z' AND created_at < '2026-06-01Z' GROUP BY 1",
    ),
];
