//! `GET /dashboards`: a tenant's dashboards.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::View;

use crate::extract::InTenant;
use crate::problem::Problem;

/// A tenant's dashboards.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DashboardList {
    dashboards: Vec<DashboardSummary>,
}

/// A dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DashboardSummary {
    /// Its name in addresses: the stem of its file.
    #[schema(example = "default")]
    name: String,
    #[schema(example = "System Health Dashboard")]
    title: String,
    #[schema(required = true)]
    description: Option<String>,
    /// Whether it is the one that the tenant opens with.
    is_default: bool,
}

/// The dashboards that the caller can see, the default one first
#[utoipa::path(
    get, path = "/dashboards", tag = "Dashboards",
    params(("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha")),
    responses(
        (status = 200, body = DashboardList, example = json!({"dashboards": [{"name": "default",
            "title": "System Health Dashboard", "description": "Main operational dashboard", "is_default": true}]})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn dashboard_list(tenant: InTenant) -> Json<DashboardList> {
    let visible = tenant.spec.dashboards.values().filter(|dashboard| tenant.ctx.permit(View, *dashboard).is_ok());
    let mut dashboards: Vec<DashboardSummary> = visible
        .map(|dashboard| DashboardSummary {
            name: dashboard.name.to_string(),
            title: dashboard.title.clone(),
            description: dashboard.description.clone(),
            is_default: dashboard.name.as_str() == "default",
        })
        .collect();
    dashboards.sort_by_key(|dashboard| !dashboard.is_default);
    Json(DashboardList { dashboards })
}
