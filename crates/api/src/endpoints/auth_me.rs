//! `GET /auth/me`: who is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::{TeamId, TenantId, WardId};
use watchroom_identity::{Caller, Person};
use watchroom_store::TenantOfUser;

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

impl MembershipView {
    pub(crate) fn of(known: TenantOfUser) -> Self {
        Self {
            tenant: known.membership.tenant.to_string(),
            tenant_name: known.tenant_name,
            role: known.membership.role.as_str(),
            ward_id: known.membership.ward.as_ref().map(WardId::to_string),
            team_id: known.membership.team.as_ref().map(TeamId::to_string),
        }
    }
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
pub(crate) async fn auth_me(State(app): State<App>, signed_in: SignedIn) -> Result<Json<Me>, Problem> {
    me_of(&app, &signed_in.person, &signed_in.caller).await.map(Json)
}

/// What a person belongs to; while an administrator looks through a member's eyes, that member's one membership.
pub(crate) async fn memberships_of(app: &App, person: &Person) -> Result<Vec<TenantOfUser>, Problem> {
    let Some(viewed) = &person.viewing_as else {
        return Ok(app.central.membership_list_of_user(person.user).await?);
    };
    let mut memberships = app.central.membership_list_of_user(viewed.user).await?;
    memberships.retain(|known| viewed.tenant.as_ref() == Some(&known.membership.tenant));
    Ok(memberships)
}

/// A person with all memberships.
pub(crate) async fn me_of(app: &App, person: &Person, caller: &Caller) -> Result<Me, Problem> {
    let memberships = memberships_of(app, person).await?;
    let memberships: Vec<MembershipView> = memberships.into_iter().map(MembershipView::of).collect();
    // A tenant that was selected and then taken away is not active any more.
    let active = caller.active_tenant().map(TenantId::to_string);
    Ok(Me {
        id: person.user.to_string(),
        email: person.email.clone(),
        full_name: person.full_name.clone(),
        is_admin: person.is_admin,
        active_tenant: active.filter(|active| memberships.iter().any(|known| known.tenant == *active)),
        memberships,
    })
}
