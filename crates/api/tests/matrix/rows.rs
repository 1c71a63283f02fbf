//! What is asked: a request for each route that would succeed for somebody who may, over a target made for that one cell.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, Target};

/// A route and a request for it.
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// What is asked for there, where one route has several rows.
    pub of: &'static str,
    /// The path that is asked for, where it is not the route's own; `{id}` is the target's.
    pub asked: &'static str,
    /// What must be there to be acted on.
    pub target: Target,
    pub body: fn(&Stage) -> Option<Value>,
    /// Whether nobody at all may call it.
    pub public: bool,
    /// Whether it belongs to a tenant, named by `X-Tenant: alpha`.
    pub of_a_tenant: bool,
    /// Whether it ends what the caller holds: signing out, and giving another's eyes back.
    pub of_the_way_out: bool,
}

impl Row {
    /// Whether it may change what its caller is or may: then each cell has a caller of its own.
    pub fn uses_callers_up(&self) -> bool {
        self.method != "GET" && (!self.of_a_tenant || self.path.ends_with("/select"))
    }
}

pub const PUBLIC: Row = Row {
    method: "GET",
    path: "",
    of: "",
    asked: "",
    target: Target::None,
    body: |_| None,
    public: true,
    of_a_tenant: false,
    of_the_way_out: false,
};
pub const OWN: Row = Row { public: false, ..PUBLIC };
pub const TENANT: Row = Row { of_a_tenant: true, ..OWN };

/// Every route but those of the desk.
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
