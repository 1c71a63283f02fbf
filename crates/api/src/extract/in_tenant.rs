//! A caller within a tenant: the way to its data.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_access::{Act, Permit, Reach, Refusal, TenantCtx, View};
use watchroom_domain::{DashboardName, PanelId};
use watchroom_identity::Who;
use watchroom_spec::{Dashboard, Panel, TenantSpec};
use watchroom_store::Actor;

use super::{Asking, ClientAddress};
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
    /// Where the request comes from.
    pub(crate) from: ClientAddress,
}

impl FromRequestParts<App> for InTenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asking = Asking::from_request_parts(parts, app).await?;
        let from = ClientAddress::from_request_parts(parts, app).await?;
        let (who, ctx) = asking.caller.into_parts();
        let ctx = ctx.ok_or_else(|| Problem::not_found("tenant"))?;
        let spec = app.catalog.get(ctx.tenant()).ok_or_else(|| no_dashboards(&ctx))?;
        Ok(Self { ctx, spec, who, from })
    }
}

impl InTenant {
    /// The caller, as the audit log names who did something.
    pub(crate) fn actor(&self, app: &App) -> Actor {
        Actor {
            at: app.clock.now(),
            user: self.who.user(),
            name: Some(self.who.name()),
            from_address: Some(self.from.to_string()),
        }
    }

    /// Whether the caller sees a thing that can be shared.
    pub(crate) fn shows(&self, shared: &Reach) -> bool {
        match shared {
            Reach::Dashboard(name) => self.dashboard(name.as_str()).is_ok(),
            Reach::Report(panel) => self.panel(panel.as_str()).is_ok(),
            Reach::Everything => false,
        }
    }

    /// Whether the caller looks at a share, which opens nothing behind what it shows.
    pub(crate) fn is_share(&self) -> bool {
        *self.ctx.reach() != Reach::Everything
    }

    /// A dashboard that the caller may see.
    pub(crate) fn dashboard(&self, name: &str) -> Result<&Dashboard, Problem> {
        let shared = matches!(self.ctx.reach(), Reach::Dashboard(shared) if shared.as_str() == name);
        let missing = || if shared { Problem::share_target_gone() } else { Problem::not_found("dashboard") };
        let name: DashboardName = name.parse().map_err(|_| missing())?;
        let dashboard = self.spec.dashboards.get(&name).ok_or_else(missing)?;
        self.ctx.permit(View, dashboard).map_err(|_| missing())?;
        Ok(dashboard)
    }

    /// The permit to look at a panel. One that stands on no dashboard that the caller may see is not there.
    pub(crate) fn panel(&self, id: &str) -> Result<Permit<'_, View, Panel>, Problem> {
        let shared = matches!(self.ctx.reach(), Reach::Report(shared) if shared.as_str() == id);
        let missing = || if shared { Problem::share_target_gone() } else { Problem::not_found("panel") };
        let id: PanelId = id.parse().map_err(|_| missing())?;
        seen_panel(&self.ctx, &self.spec, &id).ok_or_else(missing)
    }

    /// The permit to do more to a panel than to look at it. Who sees it and only looks is told so; for everybody else who
    /// may not, it is not there.
    pub(crate) fn panel_to<A: Act>(&self, act: A, id: &str) -> Result<Permit<'_, A, Panel>, Problem> {
        let panel = self.panel(id)?.resource();
        self.ctx.permit(act, panel).map_err(|_| match self.ctx.verdict(act, panel) {
            Err(Refusal::OutOfReach) => Problem::shares_only_show(),
            Err(Refusal::OnlyLooking) => Problem::viewing_as(),
            _ => Problem::not_found("panel"),
        })
    }
}

/// The permit to look at a panel of a tenant's dashboards, where the caller may.
pub(crate) fn seen_panel<'t>(
    ctx: &'t TenantCtx,
    spec: &'t TenantSpec,
    id: &PanelId,
) -> Option<Permit<'t, View, Panel>> {
    let panel = spec.panels.get(id)?;
    // A share of a dashboard opens its panels by that dashboard alone, whatever else they stand on.
    let counts = |name: &&DashboardName| match ctx.reach() {
        Reach::Dashboard(shared) => shared == *name,
        Reach::Report(_) | Reach::Everything => true,
    };
    let mut stands_on = panel.stands_on.iter().filter(counts).filter_map(|name| spec.dashboards.get(name));
    if !stands_on.any(|dashboard| ctx.could_see(dashboard)) {
        return None;
    }
    ctx.permit(View, panel).ok()
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
