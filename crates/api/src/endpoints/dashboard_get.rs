//! `GET /dashboards/{name}`: a dashboard and what stands on it.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::View;
use watchroom_spec::Panel;

use crate::extract::InTenant;
use crate::problem::Problem;

/// A dashboard and what stands on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DashboardView {
    /// Its name in addresses.
    name: String,
    title: String,
    #[schema(required = true)]
    description: Option<String>,
    /// Seconds after which the page asks again.
    #[schema(example = 60)]
    refresh_interval: u64,
    /// The tenant's IANA time zone: days and hours are the ones there.
    #[schema(example = "Africa/Johannesburg")]
    timezone: String,
    layout: Layout,
    panels: Vec<DashboardPanel>,
}

/// The grid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Layout {
    #[schema(example = 12)]
    columns: u16,
}

/// A panel on a dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DashboardPanel {
    #[schema(example = "cpu_usage")]
    id: String,
    #[schema(example = "timeseries")]
    r#type: &'static str,
    title: String,
    #[schema(required = true)]
    description: Option<String>,
    position: PanelPosition,
    /// Seconds after which its data is asked for again.
    refresh_interval: u64,
    /// How it looks, as its file says.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    display: serde_json::Value,
    drill_down: DrillDown,
}

/// A place on the grid, from 1.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PanelPosition {
    row: u16,
    col: u16,
    width: u16,
    height: u16,
}

/// What a click on the panel offers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrillDown {
    enabled: bool,
    show_table: bool,
    disable_aggregation: bool,
}

impl DrillDown {
    /// What a click offers to a caller: on a share, nothing.
    pub(super) fn of(panel: &Panel, tenant: &InTenant) -> Self {
        let spec = panel.drill_down;
        if tenant.is_share() {
            return Self { enabled: false, show_table: false, disable_aggregation: false };
        }
        Self { enabled: spec.enabled, show_table: spec.show_table, disable_aggregation: spec.disable_aggregation }
    }
}

/// A dashboard and the panels on it that the caller can see
#[utoipa::path(
    get, path = "/dashboards/{name}", tag = "Dashboards",
    params(
        ("name" = String, Path, description = "The dashboard", example = "default"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
    ),
    responses(
        (status = 200, body = DashboardView, example = json!({"name": "default", "title": "System Health Dashboard",
            "description": "Main operational dashboard", "refresh_interval": 60, "timezone": "Africa/Johannesburg",
            "layout": {"columns": 12}, "panels": [{"id": "memory_kpi", "type": "kpi", "title": "Current Memory Usage",
            "description": null, "position": {"row": 1, "col": 9, "width": 4, "height": 1}, "refresh_interval": 60,
            "display": {"unit": "%", "decimals": 1}, "drill_down": {"enabled": true, "show_table": true,
            "disable_aggregation": true}}]})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn dashboard_get(tenant: InTenant, Path(name): Path<String>) -> Result<Json<DashboardView>, Problem> {
    let dashboard = tenant.dashboard(&name)?;
    let placed = dashboard.panels.iter().filter_map(|placed| {
        let panel = tenant.spec.panels.get(&placed.panel)?;
        // Absent, not forbidden: what somebody may not see leaves no trace.
        let permit = tenant.ctx.permit(View, panel).ok()?;
        Some((permit.resource(), &placed.position))
    });
    let panels = placed
        .map(|(panel, position)| DashboardPanel {
            id: panel.id.to_string(),
            r#type: panel.kind.panel_type().as_str(),
            title: panel.title.clone(),
            description: panel.description.clone(),
            position: PanelPosition {
                row: position.row,
                col: position.col,
                width: position.width,
                height: position.height,
            },
            refresh_interval: panel.refresh_interval_s,
            display: panel.display.clone(),
            drill_down: DrillDown::of(panel, &tenant),
        })
        .collect();
    Ok(Json(DashboardView {
        name: dashboard.name.to_string(),
        title: dashboard.title.clone(),
        description: dashboard.description.clone(),
        refresh_interval: dashboard.refresh_interval_s,
        timezone: tenant.spec.timezone_name.clone(),
        layout: Layout { columns: dashboard.columns },
        panels,
    }))
}
