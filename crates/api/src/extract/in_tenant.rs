//! A caller within a tenant: the way to its data.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_access::{Permit, TenantCtx, View};
use watchroom_domain::{DashboardName, PanelId};
use watchroom_identity::Who;
use watchroom_spec::{Dashboard, Panel, TenantSpec};

use super::Asking;
use crate::App;
use crate::problem::Problem;

/// Somebody who is signed in and a member of the tenant that the request names: in the header `X-Tenant`, else in the
/// query parameter `tenant`, else by the session's last choice. 401 for the first, 404 for the second.
#[derive(Clone)]
pub(crate) struct InTenant {
    /// The verified context.
    pub(crate) ctx: TenantCtx,
    /// The tenant's dashboards.
    pub(crate) spec: Arc<TenantSpec>,
    /// Who shows the credential: an administrator who looks through a member's eyes, where the context is the member's.
    pub(crate) who: Who,
}

impl FromRequestParts<App> for InTenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asking = Asking::from_request_parts(parts, app).await?;
        let (who, ctx) = asking.caller.into_parts();
        let ctx = ctx.ok_or_else(|| Problem::not_found("tenant"))?;
        let spec = app.catalog.get(ctx.tenant()).ok_or_else(|| no_dashboards(&ctx))?;
        Ok(Self { ctx, spec, who })
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
        let mut stands_on = panel.stands_on.iter().filter_map(|name| self.spec.dashboards.get(name));
        if !stands_on.any(|dashboard| self.ctx.could_see(dashboard)) {
            return Err(missing());
        }
        self.ctx.permit(View, panel).map_err(|_| missing())
    }
}

fn no_dashboards(ctx: &TenantCtx) -> Problem {
    Problem::new(
        http::StatusCode::SERVICE_UNAVAILABLE,
        "tenant_without_dashboards",
        "This organisation has no dashboards yet",
        "Its folder of dashboards is missing or has errors.",
        "Its admins read what is wrong at /api/v1/config/findings; whoever runs this server, with `watchroom validate`.",
    )
    .because(format!("tenant {} has no loaded folder", ctx.tenant()))
}
