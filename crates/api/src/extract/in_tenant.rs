//! A caller within a tenant: the way to its data.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_access::{Permit, TenantCtx, View};
use watchroom_domain::{DashboardName, PanelId, TenantId};
use watchroom_spec::{Dashboard, Panel, TenantSpec};

use super::session_token;
use crate::App;
use crate::problem::Problem;

/// Somebody who is signed in and a member of the tenant that the request names: in the header `X-Tenant`, else in the
/// query parameter `tenant`, else by the session's last choice. 401 for the first, 404 for the second.
pub(crate) struct InTenant {
    /// The verified context.
    pub(crate) ctx: TenantCtx,
    /// The tenant's dashboards.
    pub(crate) spec: Arc<TenantSpec>,
}

impl FromRequestParts<App> for InTenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = session_token(&parts.headers, app.settings.cookie).ok_or_else(Problem::sign_in_needed)?;
        let named = named_tenant(parts);
        // A malformed name is asked for like any other that nobody is a member of.
        let asked: Option<TenantId> = named.as_ref().and_then(|name| name.parse().ok());
        let caller = app.identity.caller(&token, asked.as_ref()).await?.ok_or_else(Problem::sign_in_needed)?;
        if named.is_some() && asked.is_none() {
            return Err(Problem::not_found("tenant"));
        }
        if named.is_none() && caller.active_tenant().is_none() {
            return Err(Problem::bad_request(
                "tenant_needed",
                "No tenant is named",
                "The request names no tenant and none is selected.",
                "Send the header X-Tenant, or select a tenant with POST /api/v1/tenants/{id}/select.",
            ));
        }
        let ctx = caller.into_tenant().ok_or_else(|| Problem::not_found("tenant"))?;
        let spec = app.catalog.get(ctx.tenant()).ok_or_else(|| no_dashboards(&ctx))?;
        Ok(Self { ctx, spec })
    }
}

impl InTenant {
    /// A dashboard that the caller may see.
    pub(crate) fn dashboard(&self, name: &str) -> Result<&Dashboard, Problem> {
        let name: DashboardName = name.parse().map_err(|_| Problem::not_found("dashboard"))?;
        let dashboard = self.spec.dashboards.get(&name).ok_or_else(|| Problem::not_found("dashboard"))?;
        self.ctx.permit(View, dashboard).map_err(|_| Problem::not_found("dashboard"))?;
        Ok(dashboard)
    }

    /// The permit to look at a panel. One that stands on no dashboard that the caller may see is not there.
    pub(crate) fn panel(&self, id: &str) -> Result<Permit<'_, View, Panel>, Problem> {
        let missing = || Problem::not_found("panel");
        let id: PanelId = id.parse().map_err(|_| missing())?;
        let panel = self.spec.panels.get(&id).ok_or_else(missing)?;
        let mut stands_on = self.spec.dashboards.values().filter(|board| board.panels.iter().any(|p| p.panel == id));
        if !stands_on.any(|dashboard| self.ctx.permit(View, dashboard).is_ok()) {
            return Err(missing());
        }
        self.ctx.permit(View, panel).map_err(|_| missing())
    }
}

fn named_tenant(parts: &Parts) -> Option<String> {
    if let Some(header) = parts.headers.get("x-tenant") {
        // Bytes that are no text name no tenant.
        return Some(header.to_str().unwrap_or("\u{fffd}").to_owned());
    }
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "tenant").map(|(_, value)| value.into_owned())
}

fn no_dashboards(ctx: &TenantCtx) -> Problem {
    Problem::new(
        http::StatusCode::SERVICE_UNAVAILABLE,
        "tenant_without_dashboards",
        "This organisation has no dashboards yet",
        "Its folder of dashboards is missing or has errors.",
        "Whoever runs this server can see what is wrong with `watchroom validate`.",
    )
    .because(format!("tenant {} has no loaded folder", ctx.tenant()))
}
