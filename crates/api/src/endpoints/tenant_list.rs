//! `GET /tenants`: the caller's tenants.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::WardId;

use super::auth_me::memberships_of;
use crate::App;
use crate::extract::SignedIn;
use crate::problem::Problem;

/// The caller's tenants.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantList {
    tenants: Vec<TenantSummary>,
}

/// A tenant that the caller belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantSummary {
    #[schema(example = "tenant-alpha")]
    id: String,
    name: String,
    /// The caller's role there.
    #[schema(example = "viewer")]
    role: &'static str,
    /// The ward that the caller is limited to there.
    #[schema(required = true)]
    ward_id: Option<String>,
    /// Whether the tenant has the service desk.
    service_desk: bool,
}

/// The caller's tenants
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants",
    responses(
        (status = 200, body = TenantList, example = json!({"tenants": [{"id": "tenant-beta",
            "name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "service_desk": true}]})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn tenant_list(
    State(app): State<App>,
    SignedIn { person, caller }: SignedIn,
) -> Result<Json<TenantList>, Problem> {
    let memberships = memberships_of(&app, &person, &caller).await?;
    let tenants = memberships
        .into_iter()
        .map(|known| TenantSummary {
            service_desk: app.catalog.get(&known.membership.tenant).is_some_and(|spec| spec.service_desk),
            id: known.membership.tenant.to_string(),
            name: known.tenant_name,
            role: known.membership.role.as_str(),
            ward_id: known.membership.ward.as_ref().map(WardId::to_string),
        })
        .collect();
    Ok(Json(TenantList { tenants }))
}
