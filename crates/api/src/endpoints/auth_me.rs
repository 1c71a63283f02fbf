//! `GET /auth/me`: who is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::{TeamId, TenantId, WardId};
use watchroom_identity::Caller;

use crate::App;
use crate::extract::SignedIn;
use crate::problem::Problem;

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    #[schema(format = Uuid)]
    id: String,
    email: String,
    full_name: String,
    /// Whether the person administers the platform.
    is_admin: bool,
    /// The tenant that was last selected.
    #[schema(required = true)]
    active_tenant: Option<String>,
    memberships: Vec<MembershipView>,
}

/// A tenant that the person belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MembershipView {
    #[schema(example = "tenant-alpha")]
    tenant: String,
    tenant_name: String,
    #[schema(example = "viewer")]
    role: &'static str,
    /// The ward that the person is limited to.
    #[schema(required = true)]
    ward_id: Option<String>,
    #[schema(required = true)]
    team_id: Option<String>,
}

/// Who is signed in
#[utoipa::path(
    get, path = "/auth/me", tag = "Sign-in",
    responses(
        (status = 200, body = Me, example = json!({
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "councillor@demo.example", "full_name": "Cebisa Councillor",
            "is_admin": false, "active_tenant": "tenant-beta", "memberships": [{"tenant": "tenant-beta",
            "tenant_name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "team_id": null}]})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_me(State(app): State<App>, SignedIn(caller): SignedIn) -> Result<Json<Me>, Problem> {
    me_of(&app, &caller).await.map(Json)
}

/// The caller with all memberships.
pub(crate) async fn me_of(app: &App, caller: &Caller) -> Result<Me, Problem> {
    let memberships = app.central.membership_list_of_user(caller.user()).await?;
    let memberships: Vec<MembershipView> = memberships
        .into_iter()
        .map(|known| MembershipView {
            tenant: known.membership.tenant.to_string(),
            tenant_name: known.tenant_name,
            role: known.membership.role.as_str(),
            ward_id: known.membership.ward.as_ref().map(WardId::to_string),
            team_id: known.membership.team.as_ref().map(TeamId::to_string),
        })
        .collect();
    // A tenant that was selected and then taken away is not active any more.
    let active = caller.active_tenant().map(TenantId::to_string);
    Ok(Me {
        id: caller.user().to_string(),
        email: caller.email().to_owned(),
        full_name: caller.full_name().to_owned(),
        is_admin: caller.is_admin(),
        active_tenant: active.filter(|active| memberships.iter().any(|known| known.tenant == *active)),
        memberships,
    })
}
