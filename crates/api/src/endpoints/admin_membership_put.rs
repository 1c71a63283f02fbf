//! `POST /admin/users/{id}/tenants`: gives a membership, or changes it.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_access::Membership;
use watchroom_domain::Role;
use watchroom_identity::place_in_tenant;

use super::auth_me::MembershipView;
use crate::App;
use crate::admin::{BodyRefusals, Refusals, bad_place, bad_role};
use crate::extract::{Administrator, Body, path_id};
use crate::problem::Problem;

/// A membership.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembershipRequest {
    #[schema(example = "tenant-beta")]
    tenant_id: String,
    /// viewer, field_worker, ward_councillor, manager, saps_liaison or admin.
    #[schema(example = "ward_councillor")]
    role: String,
    /// The one ward that the person sees; a ward councillor must have one.
    ward_id: Option<String>,
    /// The team whose tickets the person sees. A field worker without one sees dashboards, and no tickets.
    team_id: Option<String>,
}

/// Make somebody a member of a tenant, or change the membership
///
/// It replaces the one there is, with its ward and team, at once and on every server process.
#[utoipa::path(
    post, path = "/admin/users/{id}/tenants", tag = "Administration",
    params(("id" = String, Path, description = "The user", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")),
    request_body(content = MembershipRequest, example = json!({
        "tenant_id": "tenant-beta", "role": "ward_councillor", "ward_id": "3"})),
    responses(
        (status = 200, body = MembershipView, example = json!({"tenant": "tenant-beta",
            "tenant_name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "team_id": null})),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such user, or no such tenant."),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_membership_put(
    State(app): State<App>,
    admin: Administrator,
    Path(id): Path<String>,
    Body(wish): Body<MembershipRequest>,
) -> Result<Json<MembershipView>, Problem> {
    let user = path_id(&id, "user")?;
    let tenant = path_id(&wish.tenant_id, "tenant")?;
    let role: Role = wish.role.parse().map_err(bad_role)?;
    let place = place_in_tenant(role, wish.ward_id.as_deref(), wish.team_id.as_deref()).map_err(bad_place)?;
    let membership = Membership { tenant, user, role, ward: place.ward, team: place.team };
    let given = app.identity.changing(app.central.membership_put(&membership, &admin.by)).await?;
    Ok(Json(MembershipView::of(given)))
}
