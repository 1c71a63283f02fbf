//! What is asked: a request for each route that would succeed for somebody who may, over a target made for that one cell.

use serde_json::{Value, json};
use uuid::Uuid;
use watchroom_domain::TenantId;
use watchroom_identity::{ApiToken, SessionToken, ShareToken};
use watchroom_test_support::TestApp;

/// A route and a request for it.
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// The path that is asked for, where it is not the route's own; `{id}` is the target's.
    asked: &'static str,
    /// What must be there to be acted on.
    target: Target,
    body: fn(&Stage) -> Option<Value>,
    /// Whether nobody at all may call it.
    pub public: bool,
    /// Whether it belongs to a tenant, named by `X-Tenant: alpha`.
    pub of_a_tenant: bool,
    /// Whether it ends what the caller holds: signing out, and giving another's eyes back.
    pub of_the_way_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    None,
    User,
    Member,
    Session,
    Tenant,
    Token,
    Share,
}

const PUBLIC: Row = Row {
    method: "GET",
    path: "",
    asked: "",
    target: Target::None,
    body: |_| None,
    public: true,
    of_a_tenant: false,
    of_the_way_out: false,
};
const OWN: Row = Row { public: false, ..PUBLIC };
const TENANT: Row = Row { of_a_tenant: true, ..OWN };

/// Every route.
pub const ROWS: &[Row] = &[
    Row { path: "/health", ..PUBLIC },
    Row { path: "/ready", ..PUBLIC },
    Row { path: "/api/v1/auth/config", ..PUBLIC },
    Row {
        method: "POST",
        path: "/api/v1/auth/login",
        // Without a password: hundreds of wrong ones from one address are throttled, which other tests look at.
        body: |_| Some(json!({"email": "nobody@test.example"})),
        ..PUBLIC
    },
    Row { method: "POST", path: "/api/v1/auth/logout", of_the_way_out: true, ..PUBLIC },
    Row { path: "/api/v1/auth/callback", ..PUBLIC },
    Row {
        method: "POST",
        path: "/api/v1/auth/backchannel-logout",
        body: |_| Some(json!("logout_token=nonsense")),
        ..PUBLIC
    },
    Row {
        method: "POST",
        path: "/api/v1/auth/share",
        target: Target::Share,
        body: |stage| Some(json!({"token": stage.secret})),
        ..PUBLIC
    },
    Row { path: "/api/v1/auth/share", ..OWN },
    Row { path: "/api/v1/auth/me", ..OWN },
    Row { path: "/api/v1/auth/sessions", ..OWN },
    Row { method: "DELETE", path: "/api/v1/auth/sessions/{id}", target: Target::Session, ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/auth/password",
        body: |_| Some(json!({"current_password": "not the password", "new_password": "a staple of horses at dawn"})),
        ..OWN
    },
    Row { path: "/api/v1/tenants", ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/tenants/{id}/select",
        asked: "/api/v1/tenants/alpha/select",
        of_a_tenant: true,
        ..OWN
    },
    Row { path: "/api/v1/dashboards", ..TENANT },
    Row { path: "/api/v1/dashboards/{name}", asked: "/api/v1/dashboards/default", ..TENANT },
    Row { path: "/api/v1/panels/{id}/data", asked: "/api/v1/panels/rows/data", ..TENANT },
    Row { path: "/api/v1/panels/{id}/rows", asked: "/api/v1/panels/rows/rows", ..TENANT },
    Row { path: "/api/v1/reports/{panel_id}", asked: "/api/v1/reports/rows", ..TENANT },
    Row { path: "/api/v1/reports/{panel_id}/export", asked: "/api/v1/reports/rows/export?format=csv", ..TENANT },
    Row { path: "/api/v1/custom/{endpoint}", asked: "/api/v1/custom/network-topology?include_offline=false", ..TENANT },
    Row { path: "/api/v1/events", ..TENANT },
    Row { path: "/api/v1/config/findings", ..TENANT },
    // Tenant A has no service desk: who may do what at one is tests/tickets' to tell.
    Row { path: "/api/v1/service-desk", ..TENANT },
    Row { path: "/api/v1/tickets", ..TENANT },
    Row { path: "/api/v1/tickets/{id}", asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001", ..TENANT },
    Row {
        path: "/api/v1/tickets/{id}/history",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001/history",
        ..TENANT
    },
    Row { path: "/api/v1/tickets/export", asked: "/api/v1/tickets/export?format=csv", ..TENANT },
    Row { path: "/api/v1/tickets/views", ..TENANT },
    Row {
        method: "POST",
        path: "/api/v1/tickets/views",
        body: |_| Some(json!({"name": "Late", "query": "sla=breached", "shared": false})),
        ..TENANT
    },
    Row {
        method: "PUT",
        path: "/api/v1/tickets/views/{id}",
        asked: "/api/v1/tickets/views/00000000-0000-4000-8000-000000000001",
        body: |_| Some(json!({"name": "Late", "query": "sla=breached", "shared": false})),
        ..TENANT
    },
    Row {
        method: "DELETE",
        path: "/api/v1/tickets/views/{id}",
        asked: "/api/v1/tickets/views/00000000-0000-4000-8000-000000000001",
        ..TENANT
    },
    Row { path: "/api/v1/shares", ..TENANT },
    Row {
        method: "POST",
        path: "/api/v1/shares",
        body: |_| {
            Some(
                json!({"name": "Wall", "kind": "dashboard", "target": "default", "role": "ward_councillor", "ward_id": "3", "expires_in_days": 7}),
            )
        },
        ..TENANT
    },
    Row { method: "DELETE", path: "/api/v1/shares/{id}", target: Target::Share, ..TENANT },
    Row { path: "/api/v1/admin/users", ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/admin/users",
        body: |_| {
            Some(
                json!({"email": format!("{}@test.example", Uuid::now_v7()), "full_name": "New", "password": "a staple of horses at dawn"}),
            )
        },
        ..OWN
    },
    Row { path: "/api/v1/admin/users/{id}", target: Target::User, ..OWN },
    Row {
        method: "PUT",
        path: "/api/v1/admin/users/{id}",
        target: Target::User,
        body: |_| Some(json!({"full_name": "Other"})),
        ..OWN
    },
    Row { method: "DELETE", path: "/api/v1/admin/users/{id}", target: Target::User, ..OWN },
    Row { method: "DELETE", path: "/api/v1/admin/users/{id}/sessions", target: Target::User, ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/admin/users/{id}/tenants",
        target: Target::User,
        body: |_| Some(json!({"tenant_id": "alpha", "role": "viewer"})),
        ..OWN
    },
    Row {
        method: "DELETE",
        path: "/api/v1/admin/users/{id}/tenants/{tenant_id}",
        asked: "/api/v1/admin/users/{id}/tenants/alpha",
        target: Target::Member,
        ..OWN
    },
    Row { path: "/api/v1/admin/sessions", ..OWN },
    Row { method: "DELETE", path: "/api/v1/admin/sessions/{id}", target: Target::Session, ..OWN },
    Row { path: "/api/v1/admin/tenants", ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/admin/tenants",
        // No database answers there: an administrator is told so, nobody else is told anything.
        body: |_| {
            Some(
                json!({"id": "gamma", "name": "Gamma", "database_url": "postgresql://nobody:nothing@127.0.0.1:1/gamma"}),
            )
        },
        ..OWN
    },
    Row {
        method: "PUT",
        path: "/api/v1/admin/tenants/{id}",
        target: Target::Tenant,
        body: |_| Some(json!({"name": "Other"})),
        ..OWN
    },
    Row { method: "DELETE", path: "/api/v1/admin/tenants/{id}", target: Target::Tenant, ..OWN },
    Row { path: "/api/v1/admin/tokens", ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/admin/tokens",
        body: |_| Some(json!({"name": "Robot", "tenant_id": "alpha", "role": "viewer", "expires_in_days": 7})),
        ..OWN
    },
    Row { method: "DELETE", path: "/api/v1/admin/tokens/{id}", target: Target::Token, ..OWN },
    Row {
        method: "POST",
        path: "/api/v1/tickets",
        body: |_| Some(json!({"category": "Pothole", "description": "A hole"})),
        ..TENANT
    },
    Row {
        method: "POST",
        path: "/api/v1/tickets/bulk",
        body: |_| {
            Some(json!({"ids": ["00000000-0000-4000-8000-000000000001"], "action": "assign", "team_id": "roads"}))
        },
        ..TENANT
    },
    Row {
        method: "PATCH",
        path: "/api/v1/tickets/{id}",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001",
        body: |_| Some(json!({"severity": "low", "version": 1})),
        ..TENANT
    },
    Row {
        method: "PATCH",
        path: "/api/v1/tickets/{id}/status",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001/status",
        body: |_| Some(json!({"status": "closed", "version": 1})),
        ..TENANT
    },
    Row {
        method: "POST",
        path: "/api/v1/tickets/{id}/assign",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001/assign",
        body: |_| Some(json!({"team_id": "roads", "version": 1})),
        ..TENANT
    },
    Row {
        method: "POST",
        path: "/api/v1/tickets/{id}/notes",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001/notes",
        body: |_| Some(json!({"body": "Seen", "visibility": "internal"})),
        ..TENANT
    },
    Row {
        method: "PUT",
        path: "/api/v1/tickets/{id}/parent",
        asked: "/api/v1/tickets/00000000-0000-4000-8000-000000000001/parent",
        body: |_| Some(json!({"parent_id": null, "version": 1})),
        ..TENANT
    },
    Row { path: "/api/v1/dashboard/metrics", ..TENANT },
    Row { path: "/api/v1/dashboard/volume", ..TENANT },
    Row { path: "/api/v1/dashboard/sla", ..TENANT },
    Row { path: "/api/v1/dashboard/workload", ..TENANT },
    Row { path: "/api/v1/dashboard/trend", ..TENANT },
    Row { path: "/api/v1/dashboard/wards", ..TENANT },
    Row { path: "/api/v1/dashboard/ageing", ..TENANT },
    Row { path: "/api/v1/dashboard/closure-quality", ..TENANT },
    Row { path: "/api/v1/admin/audit", ..OWN },
    Row { path: "/api/v1/admin/audit/actions", ..OWN },
    Row {
        path: "/api/v1/admin/access",
        asked: "/api/v1/admin/access?user_id={id}&tenant_id=alpha",
        target: Target::Member,
        ..OWN
    },
    Row {
        method: "POST",
        path: "/api/v1/admin/view-as",
        target: Target::Member,
        body: |stage| Some(json!({"user_id": stage.id, "tenant_id": "alpha"})),
        ..OWN
    },
    Row { method: "DELETE", path: "/api/v1/admin/view-as", of_the_way_out: true, ..OWN },
];

/// What was made for one cell.
#[derive(Debug, Default)]
pub struct Stage {
    id: String,
    secret: String,
}

impl Stage {
    /// Makes what the row acts on.
    pub async fn set(app: &TestApp, central: &tokio_postgres::Client, row: &Row) -> Self {
        let id = Uuid::now_v7();
        if row.target == Target::None {
            return Self::default();
        }
        let person = "INSERT INTO users (id, email, full_name, created_at) VALUES ($1, $1::uuid::text || '@test.example', 'Target', now())";
        central.execute(person, &[&id]).await.expect("a user");
        let member = "INSERT INTO memberships (user_id, tenant_id, role) VALUES ($1, 'alpha', 'manager')";
        let of_another: Option<(String, String)> = match row.target {
            Target::None | Target::User => None,
            Target::Member => {
                central.execute(member, &[&id]).await.expect("a membership");
                None
            }
            Target::Session => {
                let (session, token) = (Uuid::now_v7(), SessionToken::make());
                let sql = "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at) \
                     VALUES ($1, $2, $3, now(), now(), now() + interval '1 hour')";
                central.execute(sql, &[&session, &token.hash().as_slice(), &id]).await.expect("a session");
                Some((session.to_string(), token.to_text()))
            }
            Target::Tenant => {
                let tenant: TenantId = format!("t{}", id.simple()).parse().expect("a slug");
                let (central, key, address) = (&app.app.central, app.app.tenants.key(), app.tenant("alpha").address());
                central.tenant_put(&tenant, "Target", &address, key, &app.by()).await.expect("a tenant");
                Some((tenant.to_string(), String::new()))
            }
            Target::Token => {
                let (token, secret) = (Uuid::now_v7(), ApiToken::make());
                let sql = "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, created_by, created_at, expires_at) \
                     VALUES ($1, 'target', $2, 'alpha', 'viewer', 'a test', now(), now() + interval '1 hour')";
                central.execute(sql, &[&token, &secret.hash().as_slice()]).await.expect("a token");
                Some((token.to_string(), secret.to_text()))
            }
            Target::Share => {
                central.execute(member, &[&id]).await.expect("a membership");
                let (share, secret) = (Uuid::now_v7(), ShareToken::make());
                let sql = "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, created_by, created_at, expires_at) \
                     VALUES ($1, 'target', $2, 'alpha', 'dashboard', 'default', 'viewer', $3, now(), now() + interval '1 hour')";
                central.execute(sql, &[&share, &secret.hash().as_slice(), &id]).await.expect("a share");
                Some((share.to_string(), secret.to_text()))
            }
        };
        let (id, secret) = of_another.unwrap_or((id.to_string(), String::new()));
        Self { id, secret }
    }

    pub fn path(&self, row: &Row) -> String {
        let asked = if row.asked.is_empty() { row.path } else { row.asked };
        asked.replace("{id}", &self.id)
    }

    pub fn body(&self, row: &Row) -> Option<Value> {
        (row.body)(self)
    }
}
