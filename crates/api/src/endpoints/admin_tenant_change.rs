//! `PUT /admin/tenants/{id}`: gives a tenant another name or another database.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_domain::TenantId;
use watchroom_store::TenantChange;

use crate::App;
use crate::admin::{BodyRefusals, Refusals, TenantView, tenant_address, tenant_name};
use crate::extract::{Administrator, Body, path_id};
use crate::problem::Problem;

/// What is to be changed; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantChangeRequest {
    /// The organisation's name: 1 to 200 characters.
    name: Option<String>,
    /// postgresql://user:password@host:5432/database, under a role that can read and no more.
    #[schema(format = Password)]
    database_url: Option<String>,
}

/// Give a tenant another name or another database
///
/// The database is asked first, as when a tenant is added. Every server process changes over at once, and open dashboards
/// ask for everything anew.
#[utoipa::path(
    put, path = "/admin/tenants/{id}", tag = "Administration",
    params(("id" = String, Path, description = "The tenant", example = "operations")),
    request_body(content = TenantChangeRequest, example = json!({"name": "Platform Operations"})),
    responses(
        (status = 200, body = TenantView, example = json!({"id": "operations", "name": "Platform Operations",
            "created_at": "2026-03-01T08:00:00Z", "members": 4, "dashboards": 2, "findings": {"errors": 0, "warnings": 0},
            "database": {"reachable": true, "detail": "It answers, and its role can only read."}, "service_desk": null})),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_tenant_change(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
    Body(wish): Body<TenantChangeRequest>,
) -> Result<Json<TenantView>, Problem> {
    let id: TenantId = path_id(&id, "tenant")?;
    let name = wish.name.as_deref().map(tenant_name).transpose()?;
    let address = match &wish.database_url {
        Some(url) => Some(tenant_address(url).await?),
        None => None,
    };
    let change = TenantChange { name, address: address.as_ref() };
    app.identity.changing(app.central.tenant_change(&id, &change, app.tenants.key(), &admin.by)).await?;
    app.refresh_tenants().await?;
    TenantView::of_id(&app, &id).await.map(Json)
}
