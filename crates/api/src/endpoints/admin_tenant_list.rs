//! `GET /admin/tenants`: the tenants, and how they fare.

use axum::Json;
use axum::extract::State;
use futures_util::future::join_all;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::admin::{Refusals, TenantView};
use crate::extract::Administrator;
use crate::problem::Problem;

/// The tenants.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdminTenantList {
    tenants: Vec<TenantView>,
}

/// The tenants, and how they fare
///
/// Each database is asked, all at once, for 2 s at most. Addresses are never shown: they hold passwords.
#[utoipa::path(
    get, path = "/admin/tenants", tag = "Administration",
    responses(
        (status = 200, body = AdminTenantList, example = json!({"tenants": [{"id": "tenant-beta",
            "name": "Mokgatle Local Municipality", "created_at": "2026-03-01T08:00:00Z", "members": 6, "dashboards": 2,
            "findings": {"errors": 0, "warnings": 1}, "database": {"reachable": true, "detail": "It answers, and its role can only read."},
            "service_desk": {"ready": true, "detail": "It answers, and its tables are up to date."}}]})),
        Refusals,
    ),
)]
pub(crate) async fn admin_tenant_list(
    State(app): State<App>,
    _: Administrator,
) -> Result<Json<AdminTenantList>, Problem> {
    let summaries = app.central.tenant_summaries().await?;
    let tenants = join_all(summaries.into_iter().map(|summary| TenantView::of(&app, summary))).await;
    Ok(Json(AdminTenantList { tenants }))
}
