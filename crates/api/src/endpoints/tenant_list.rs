//! `GET /tenants`: the caller's tenants.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::{Role, TenantId, WardId};
use watchroom_identity::Who;

use super::auth_me::memberships_of;
use crate::App;
use crate::extract::Known;
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
///
/// Of a program's token the one that it opens.
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants",
    responses(
        (status = 200, body = TenantList, example = json!({"tenants": [{"id": "tenant-beta",
            "name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "service_desk": true}]})),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share is no member of anything."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn tenant_list(State(app): State<App>, Known(caller): Known) -> Result<Json<TenantList>, Problem> {
    let known: Vec<(TenantId, String, Role, Option<WardId>)> = match (caller.who(), caller.tenant()) {
        (Who::Person(person), _) => {
            let memberships = memberships_of(&app, person, &caller).await?.into_iter();
            memberships
                .map(|known| (known.membership.tenant, known.tenant_name, known.membership.role, known.membership.ward))
                .collect()
        }
        (Who::ApiToken { .. }, Some(ctx)) => {
            let name = app.central.tenant_name(ctx.tenant()).await?;
            name.map(|name| (ctx.tenant().clone(), name, ctx.role(), ctx.ward().cloned())).into_iter().collect()
        }
        (Who::ApiToken { .. }, None) => Vec::new(),
        (Who::Share { .. }, _) => return Err(Problem::persons_only()),
    };
    let tenants = known
        .into_iter()
        .map(|(tenant, name, role, ward)| TenantSummary {
            service_desk: app.has_desk(&tenant),
            id: tenant.to_string(),
            name,
            role: role.as_str(),
            ward_id: ward.as_ref().map(WardId::to_string),
        })
        .collect();
    Ok(Json(TenantList { tenants }))
}
