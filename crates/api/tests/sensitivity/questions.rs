//! What is asked of every route, in words that name something sensitive (`<id>`, `<number>`, `<category>`, `<code>`, `<text>`,
//! `<view>`), ordinary tickets (`<t1>`) and people (`<p6>`).

use How::{Changes, Ends, Looks, Settles};

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It changes nothing that a later answer shows, but for what it was not asked about.
    Looks,
    /// It may change something ordinary, or is written down with what was asked: asking it again is another question.
    Changes,
    /// It ends or changes the caller's session, which is a new one.
    Ends,
    /// What it shows may be written a moment later (the audit log), or be kept for a moment (figures). It repeats words
    /// that were asked for.
    Settles,
}

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Path and query.
    pub at: &'static str,
    /// JSON; of a form what stands in it.
    pub body: Option<&'static str>,
    pub how: How,
}

/// A route and its questions.
pub struct Row {
    pub method: &'static str,
    /// As the API's document has it; of what the document does not have, a name.
    pub route: &'static str,
    pub asks: &'static [Ask],
}

const fn get(at: &'static str) -> Ask {
    Ask { at, body: None, how: Looks }
}
const fn with(at: &'static str, body: &'static str) -> Ask {
    Ask { at, body: Some(body), how: Looks }
}
const fn bare(at: &'static str) -> Ask {
    Ask { at, body: None, how: Changes }
}
const fn change(at: &'static str, body: &'static str) -> Ask {
    Ask { at, body: Some(body), how: Changes }
}
const fn end(at: &'static str, body: Option<&'static str>) -> Ask {
    Ask { at, body, how: Ends }
}
const fn settle(at: &'static str) -> Ask {
    Ask { at, body: None, how: Settles }
}
const fn row(method: &'static str, route: &'static str, asks: &'static [Ask]) -> Row {
    Row { method, route, asks }
}

macro_rules! figures {
    ($name:literal) => {
        row(
            "GET",
            concat!("/api/v1/dashboard/", $name),
            &[
                get(concat!("/api/v1/dashboard/", $name)),
                get(concat!("/api/v1/dashboard/", $name, "?ward_id=9")),
                get(concat!("/api/v1/dashboard/", $name, "?ward_id=3&ward_id=4")),
                get(concat!("/api/v1/dashboard/", $name, "?ward_id=")),
                get(concat!("/api/v1/dashboard/", $name, "?from=2026-03-01T00:00:00Z&to=2026-03-09T00:00:00Z")),
                get(concat!("/api/v1/dashboard/", $name, "?category=<category>")),
                get(concat!("/api/v1/dashboard/", $name, "?from=<text>")),
                settle(concat!("/api/v1/dashboard/", $name)),
            ],
        )
    };
}

/// Every route of the API's document.
pub const ROWS: &[Row] = &[
    row("GET", "/health", &[get("/health")]),
    row("GET", "/ready", &[get("/ready")]),
    row("GET", "/api/v1/auth/config", &[get("/api/v1/auth/config")]),
    row("POST", "/api/v1/auth/login", &[with("/api/v1/auth/login", r#"{"email": "<text>@test.example"}"#)]),
    row("GET", "/api/v1/auth/callback", &[get("/api/v1/auth/callback?state=<text>")]),
    row("POST", "/api/v1/auth/backchannel-logout", &[with("/api/v1/auth/backchannel-logout", "logout_token=<text>")]),
    row("POST", "/api/v1/auth/share", &[with("/api/v1/auth/share", r#"{"token": "<text>"}"#)]),
    row("GET", "/api/v1/auth/share", &[get("/api/v1/auth/share")]),
    row("GET", "/api/v1/auth/me", &[get("/api/v1/auth/me")]),
    row("GET", "/api/v1/auth/sessions", &[get("/api/v1/auth/sessions")]),
    row("DELETE", "/api/v1/auth/sessions/{id}", &[get("/api/v1/auth/sessions/<id>")]),
    row("POST", "/api/v1/auth/password", &[with("/api/v1/auth/password", r#"{"current_password": "<text>"}"#)]),
    row("GET", "/api/v1/tenants", &[get("/api/v1/tenants")]),
    row("POST", "/api/v1/tenants/{id}/select", &[bare("/api/v1/tenants/alpha/select")]),
    row("GET", "/api/v1/dashboards", &[get("/api/v1/dashboards")]),
    row("GET", "/api/v1/dashboards/{name}", &[get("/api/v1/dashboards/default"), get("/api/v1/dashboards/<text>")]),
    row(
        "GET",
        "/api/v1/panels/{id}/data",
        &[
            get("/api/v1/panels/list/data?page_size=100"),
            get("/api/v1/panels/list/data?search=<text>"),
            get("/api/v1/panels/list/data?search=<number>&sort_by=category&page=1&page_size=2"),
            get("/api/v1/panels/count/data"),
            get("/api/v1/panels/wards/data"),
            get("/api/v1/panels/<text>/data"),
        ],
    ),
    row(
        "GET",
        "/api/v1/panels/{id}/rows",
        &[
            get("/api/v1/panels/list/rows?page_size=100"),
            get("/api/v1/panels/list/rows?search=<text>"),
            get("/api/v1/panels/count/rows?search=<category>&page_size=100"),
        ],
    ),
    row("GET", "/api/v1/reports/{panel_id}", &[get("/api/v1/reports/list"), get("/api/v1/reports/count")]),
    row(
        "GET",
        "/api/v1/reports/{panel_id}/export",
        &[
            get("/api/v1/reports/list/export?format=csv"),
            get("/api/v1/reports/list/export?format=json"),
            get("/api/v1/reports/list/export?format=xlsx"),
            get("/api/v1/reports/count/export?format=csv&rows=true"),
            get("/api/v1/reports/<text>/export?format=csv"),
        ],
    ),
    row("GET", "/api/v1/custom/{endpoint}", &[get("/api/v1/custom/daily-summary"), get("/api/v1/custom/<text>")]),
    row("GET", "/api/v1/config/findings", &[get("/api/v1/config/findings")]),
    row("GET", "/api/v1/service-desk", &[get("/api/v1/service-desk")]),
    row(
        "GET",
        "/api/v1/tickets",
        &[
            get("/api/v1/tickets"),
            get("/api/v1/tickets?page_size=500"),
            get("/api/v1/tickets?search=<text>"),
            get("/api/v1/tickets?search=<number>"),
            get("/api/v1/tickets?search=<text>%20street&page=1&page_size=1"),
            get("/api/v1/tickets?search=street&page=1&page_size=2"),
            get("/api/v1/tickets?search=same%20street"),
            get("/api/v1/tickets?category=<category>"),
            get("/api/v1/tickets?category=Alarm"),
            get("/api/v1/tickets?category=Leak&category=<category>&page_size=3"),
            get("/api/v1/tickets?parent_id=<id>"),
            get("/api/v1/tickets?parent_id=<t5>"),
            get("/api/v1/tickets?parent_id=<number>"),
            get("/api/v1/tickets?status=waiting"),
            get("/api/v1/tickets?severity=critical"),
            get("/api/v1/tickets?ward_id=9"),
            get("/api/v1/tickets?ward_id="),
            get("/api/v1/tickets?team_id=shadow"),
            get("/api/v1/tickets?team_id="),
            get("/api/v1/tickets?unassigned=true"),
            get("/api/v1/tickets?user_id=<p6>"),
            get("/api/v1/tickets?sla=breached"),
            get("/api/v1/tickets?sla=at_risk&sla=ok"),
            get("/api/v1/tickets?sla_response=breached"),
            get("/api/v1/tickets?quality=closed_quickly"),
            get("/api/v1/tickets?quality=closed_without_note"),
            get("/api/v1/tickets?quality=reopened"),
            get("/api/v1/tickets?quality=repeat_place"),
            get("/api/v1/tickets?responded=true"),
            get("/api/v1/tickets?created_from=2026-03-01T00:00:00Z&created_to=2026-03-09T00:00:00Z"),
            get("/api/v1/tickets?resolved_from=2026-03-01T00:00:00Z"),
            get("/api/v1/tickets?due_to=2026-03-10T00:00:00Z"),
            get("/api/v1/tickets?sort_by=category&sort_order=desc&page_size=3"),
            get("/api/v1/tickets?sort_by=severity&page_size=3&page=2"),
            get("/api/v1/tickets?sort_by=status&sort_order=asc&page_size=3"),
            get("/api/v1/tickets?sort_by=sla_resolution_deadline&page_size=3"),
            get("/api/v1/tickets?sort_by=<text>"),
            get("/api/v1/tickets?status=<text>"),
            get("/api/v1/tickets?page=999"),
            get("/api/v1/tickets?<text>=1"),
        ],
    ),
    row(
        "GET",
        "/api/v1/tickets/export",
        &[
            get("/api/v1/tickets/export?format=csv"),
            get("/api/v1/tickets/export?format=json"),
            get("/api/v1/tickets/export?format=xlsx"),
            bare("/api/v1/tickets/export?format=csv&search=<text>"),
            bare("/api/v1/tickets/export?format=json&category=<category>"),
            bare("/api/v1/tickets/export?format=xlsx&search=<number>"),
            bare("/api/v1/tickets/export?format=csv&parent_id=<id>"),
            get("/api/v1/tickets/export?format=json&ward_id=9&team_id=shadow"),
            get("/api/v1/tickets/export?format=csv&quality=repeat_place&columns=tracking_number,parent"),
            get("/api/v1/tickets/export?format=<text>"),
            get("/api/v1/tickets/export?format=csv&columns=<text>"),
        ],
    ),
    row(
        "GET",
        "/api/v1/tickets/{id}",
        &[
            get("/api/v1/tickets/<id>"),
            get("/api/v1/tickets/<number>"),
            get("/api/v1/tickets/<id>0"),
            get("/api/v1/tickets/<t1>"),
            get("/api/v1/tickets/<t4>"),
            get("/api/v1/tickets/<t5>"),
            get("/api/v1/tickets/<t8>"),
            get("/api/v1/tickets/<t13>"),
        ],
    ),
    row(
        "GET",
        "/api/v1/tickets/{id}/history",
        &[
            get("/api/v1/tickets/<id>/history"),
            get("/api/v1/tickets/<number>/history"),
            get("/api/v1/tickets/<t4>/history"),
            get("/api/v1/tickets/<t6>/history"),
            get("/api/v1/tickets/<t8>/history"),
        ],
    ),
    row("GET", "/api/v1/tickets/views", &[get("/api/v1/tickets/views")]),
    row(
        "POST",
        "/api/v1/tickets/views",
        &[
            change("/api/v1/tickets/views", r#"{"name": "Late", "query": "sla=breached", "shared": true}"#),
            change("/api/v1/tickets/views", r#"{"name": "Wrong", "query": "status=<text>", "shared": false}"#),
        ],
    ),
    row(
        "PUT",
        "/api/v1/tickets/views/{id}",
        &[with("/api/v1/tickets/views/<view>", r#"{"name": "Mine", "query": "sla=breached", "shared": false}"#)],
    ),
    row("DELETE", "/api/v1/tickets/views/{id}", &[get("/api/v1/tickets/views/<view>")]),
    row(
        "POST",
        "/api/v1/tickets",
        &[
            with("/api/v1/tickets", r#"{"category": "<category>", "description": "Something"}"#),
            with("/api/v1/tickets", r#"{"category": "<category>", "description": "Something", "is_sensitive": false}"#),
            change(
                "/api/v1/tickets",
                r#"{"category": "Leak", "description": "A hole", "ward_id": "3", "address": "5 Same Street"}"#,
            ),
            change(
                "/api/v1/tickets",
                r#"{"category": "Alarm", "description": "A bell", "ward_id": "9", "team_id": "shadow"}"#,
            ),
        ],
    ),
    row(
        "POST",
        "/api/v1/tickets/bulk",
        &[
            with("/api/v1/tickets/bulk", r#"{"ids": ["<id>", "<number>"], "action": "assign", "team_id": "roads"}"#),
            with(
                "/api/v1/tickets/bulk",
                r#"{"ids": ["<id>"], "action": "status", "status": "closed", "versions": {"<id>": 1}}"#,
            ),
            change(
                "/api/v1/tickets/bulk",
                r#"{"ids": ["<id>", "<t10>"], "action": "status", "status": "in_progress", "note": "Seen"}"#,
            ),
            change("/api/v1/tickets/bulk", r#"{"ids": ["<t11>", "<id>"], "action": "assign", "team_id": "shadow"}"#),
        ],
    ),
    row(
        "PATCH",
        "/api/v1/tickets/{id}",
        &[
            with("/api/v1/tickets/<id>", r#"{"severity": "low", "version": 1}"#),
            with("/api/v1/tickets/<id>", r#"{"is_sensitive": false, "version": 99}"#),
            with("/api/v1/tickets/<id>", r#"{"category": "<category>", "version": 1}"#),
            with("/api/v1/tickets/<id>", r#"{"version": 1}"#),
            with("/api/v1/tickets/<t2>", r#"{"category": "<category>", "version": 1}"#),
            with("/api/v1/tickets/<t2>", r#"{"category": "<category>", "is_sensitive": false, "version": 1}"#),
            change("/api/v1/tickets/<t3>", r#"{"severity": "critical", "version": 1}"#),
            change("/api/v1/tickets/<t6>", r#"{"category": "Leak", "version": 1}"#),
        ],
    ),
    row(
        "PATCH",
        "/api/v1/tickets/{id}/status",
        &[
            with("/api/v1/tickets/<id>/status", r#"{"status": "closed", "version": 1}"#),
            with("/api/v1/tickets/<id>/status", r#"{"status": "waiting", "version": 7}"#),
            with("/api/v1/tickets/<number>/status", r#"{"status": "closed", "version": 1}"#),
            change("/api/v1/tickets/<t7>/status", r#"{"status": "escalated", "version": 1, "note": "Now"}"#),
        ],
    ),
    row(
        "POST",
        "/api/v1/tickets/{id}/assign",
        &[
            with("/api/v1/tickets/<id>/assign", r#"{"team_id": "roads", "version": 1}"#),
            with("/api/v1/tickets/<id>/assign", r#"{"user_id": "<p13>", "version": 1}"#),
            with("/api/v1/tickets/<t2>/assign", r#"{"user_id": "<p13>", "version": 1}"#),
            change("/api/v1/tickets/<t12>/assign", r#"{"team_id": "shadow", "version": 1}"#),
        ],
    ),
    row(
        "POST",
        "/api/v1/tickets/{id}/notes",
        &[
            with("/api/v1/tickets/<id>/notes", r#"{"body": "Seen", "visibility": "public"}"#),
            change("/api/v1/tickets/<t4>/notes", r#"{"body": "Seen", "visibility": "public"}"#),
        ],
    ),
    row(
        "PUT",
        "/api/v1/tickets/{id}/parent",
        &[
            with("/api/v1/tickets/<id>/parent", r#"{"parent_id": null, "version": 1}"#),
            with("/api/v1/tickets/<id>/parent", r#"{"parent_id": "<t1>", "version": 1}"#),
            with("/api/v1/tickets/<t2>/parent", r#"{"parent_id": "<id>", "version": 1}"#),
            with("/api/v1/tickets/<t20>/parent", r#"{"parent_id": "<id>", "version": 9}"#),
            change("/api/v1/tickets/<t4>/parent", r#"{"parent_id": null, "version": 1}"#),
            change("/api/v1/tickets/<t8>/parent", r#"{"parent_id": null, "version": 1}"#),
            change("/api/v1/tickets/<t5>/parent", r#"{"parent_id": "<t16>", "version": 1}"#),
            change("/api/v1/tickets/<t17>/parent", r#"{"parent_id": "<t4>", "version": 1}"#),
        ],
    ),
    figures!("metrics"),
    figures!("volume"),
    figures!("sla"),
    figures!("workload"),
    figures!("trend"),
    figures!("wards"),
    figures!("ageing"),
    figures!("closure-quality"),
    row("GET", "/api/v1/events", &[get("/api/v1/events")]),
    row("GET", "/api/v1/shares", &[get("/api/v1/shares")]),
    row(
        "POST",
        "/api/v1/shares",
        &[change(
            "/api/v1/shares",
            r#"{"name": "Wall", "kind": "dashboard", "target": "default", "role": "ward_councillor", "ward_id": "9", "expires_in_days": 7}"#,
        )],
    ),
    row("DELETE", "/api/v1/shares/{id}", &[get("/api/v1/shares/<id>")]),
    row("GET", "/api/v1/admin/users", &[get("/api/v1/admin/users"), get("/api/v1/admin/users?search=<text>")]),
    row(
        "POST",
        "/api/v1/admin/users",
        &[change(
            "/api/v1/admin/users",
            r#"{"email": "p1@test.example", "full_name": "New", "password": "a staple of horses at dawn"}"#,
        )],
    ),
    row("GET", "/api/v1/admin/users/{id}", &[get("/api/v1/admin/users/<p13>"), get("/api/v1/admin/users/<id>")]),
    row("PUT", "/api/v1/admin/users/{id}", &[with("/api/v1/admin/users/<id>", r#"{"full_name": "Other"}"#)]),
    row("DELETE", "/api/v1/admin/users/{id}", &[get("/api/v1/admin/users/<id>")]),
    row("DELETE", "/api/v1/admin/users/{id}/sessions", &[get("/api/v1/admin/users/<id>/sessions")]),
    row(
        "POST",
        "/api/v1/admin/users/{id}/tenants",
        &[with("/api/v1/admin/users/<id>/tenants", r#"{"tenant_id": "alpha", "role": "viewer"}"#)],
    ),
    row("DELETE", "/api/v1/admin/users/{id}/tenants/{tenant_id}", &[get("/api/v1/admin/users/<id>/tenants/alpha")]),
    row("GET", "/api/v1/admin/sessions", &[get("/api/v1/admin/sessions")]),
    row("DELETE", "/api/v1/admin/sessions/{id}", &[get("/api/v1/admin/sessions/<id>")]),
    row("GET", "/api/v1/admin/tenants", &[get("/api/v1/admin/tenants")]),
    row(
        "POST",
        "/api/v1/admin/tenants",
        &[change(
            "/api/v1/admin/tenants",
            r#"{"id": "gamma", "name": "Gamma", "database_url": "postgresql://nobody:nothing@127.0.0.1:1/gamma"}"#,
        )],
    ),
    row("PUT", "/api/v1/admin/tenants/{id}", &[with("/api/v1/admin/tenants/<text>", r#"{"name": "Other"}"#)]),
    row("DELETE", "/api/v1/admin/tenants/{id}", &[get("/api/v1/admin/tenants/<text>")]),
    row("GET", "/api/v1/admin/tokens", &[get("/api/v1/admin/tokens")]),
    row(
        "POST",
        "/api/v1/admin/tokens",
        &[change(
            "/api/v1/admin/tokens",
            r#"{"name": "Robot", "tenant_id": "alpha", "role": "saps_liaison", "expires_in_days": 7}"#,
        )],
    ),
    row("DELETE", "/api/v1/admin/tokens/{id}", &[get("/api/v1/admin/tokens/<id>")]),
    row(
        "GET",
        "/api/v1/admin/access",
        &[
            get("/api/v1/admin/access?user_id=<p13>&tenant_id=alpha"),
            get("/api/v1/admin/access?user_id=<p6>&tenant_id=alpha"),
            get("/api/v1/admin/access?user_id=<id>&tenant_id=alpha"),
        ],
    ),
    row(
        "POST",
        "/api/v1/admin/view-as",
        &[
            end("/api/v1/admin/view-as", Some(r#"{"user_id": "<p13>", "tenant_id": "alpha"}"#)),
            end("/api/v1/admin/view-as", Some(r#"{"user_id": "<p6>", "tenant_id": "alpha"}"#)),
        ],
    ),
    row("DELETE", "/api/v1/admin/view-as", &[end("/api/v1/admin/view-as", None)]),
    row("POST", "/api/v1/auth/logout", &[end("/api/v1/auth/logout", None)]),
    row("GET", "/api/v1/admin/audit/actions", &[get("/api/v1/admin/audit/actions")]),
    row(
        "GET",
        "/api/v1/admin/audit",
        &[
            settle("/api/v1/admin/audit?page_size=200"),
            settle("/api/v1/admin/audit?action=export&page_size=200"),
            get("/api/v1/admin/audit?action=<text>"),
        ],
    ),
];

/// What the document does not have: Open311, and whatever else is served.
pub const OUTSIDE: &[Row] = &[
    row(
        "GET",
        "Open311",
        &[
            get("/open311/v2/alpha/services.json"),
            get("/open311/v2/alpha/services.xml"),
            get("/open311/v2/alpha/services/<code>.json"),
            get("/open311/v2/alpha/services/<code>.xml"),
            get("/open311/v2/alpha/services/alarm.json"),
            get("/open311/v2/alpha/requests.json"),
            get("/open311/v2/alpha/requests.xml"),
            get("/open311/v2/alpha/requests.json?service_code=<code>"),
            get("/open311/v2/alpha/requests.json?service_code=alarm,<code>"),
            get("/open311/v2/alpha/requests.xml?service_request_id=<number>"),
            get("/open311/v2/alpha/requests.json?service_request_id=OQX-0001,<number>"),
            get("/open311/v2/alpha/requests.json?status=closed&start_date=2026-03-01T00:00:00Z"),
            get("/open311/v2/alpha/requests.json?status=<text>"),
            get("/open311/v2/alpha/requests/<number>.json"),
            get("/open311/v2/alpha/requests/<number>.xml"),
            get("/open311/v2/alpha/requests/<id>.json"),
            get("/open311/v2/alpha/<text>.json"),
        ],
    ),
    row(
        "POST",
        "Open311",
        &[
            with("/open311/v2/alpha/requests.json", "api_key=<key>&service_code=<code>&address_string=5+Same+Street"),
            with("/open311/v2/alpha/requests.xml", "service_code=<code>&address_string=5+Same+Street"),
            change("/open311/v2/alpha/requests.xml", "api_key=<key>&service_code=alarm&address_string=5+Same+Street"),
        ],
    ),
    row(
        "GET",
        "pages",
        &[
            get("/"),
            get("/docs"),
            get("/openapi.json"),
            get("/t/alpha/tickets"),
            get("/t/alpha/tickets/<id>"),
            get("/t/alpha/tickets?search=<text>"),
            get("/t/alpha/operations"),
            get("/api/v1/<text>"),
        ],
    ),
];
