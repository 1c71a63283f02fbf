//! `GET /auth/me`: who is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::{TeamId, TenantId, WardId};
use watchroom_identity::{Caller, Person, Who};
use watchroom_store::TenantOfUser;

use crate::App;
use crate::extract::Known;
use crate::problem::Problem;

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    #[schema(format = Uuid)]
    id: String,
    /// Empty for a program's token.
    email: String,
    /// A program's token has the name that its makers gave it.
    full_name: String,
    /// Whether the person administers the platform.
    is_admin: bool,
    sign_in: SignIn,
    /// The tenant that was last selected.
    #[schema(required = true)]
    active_tenant: Option<String>,
    memberships: Vec<MembershipView>,
    /// The member through whose eyes an administrator looks: the memberships are that member's meanwhile.
    #[schema(required = true)]
    viewing_as: Option<ViewingAs>,
}

/// What the caller showed to be known.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignIn {
    /// A session, begun by a password.
    Local,
    /// A session, begun by an OpenID provider.
    Oidc,
    /// A program's token of Watchroom.
    Token,
    /// A program's token of the provider.
    ProviderToken,
}

/// A member through whose eyes an administrator looks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewingAs {
    #[schema(format = Uuid)]
    user_id: String,
    email: String,
    full_name: String,
    /// The one tenant that is seen so; null where it is gone.
    #[schema(required = true, example = "tenant-beta")]
    tenant: Option<String>,
    /// Null where the member has lost the membership: then nothing is seen.
    #[schema(required = true, example = "ward_councillor")]
    role: Option<&'static str>,
    #[schema(required = true)]
    ward_id: Option<String>,
    #[schema(required = true)]
    team_id: Option<String>,
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
///
/// A program's token is told its own name and its one tenant. While an administrator views as a member, `viewing_as` says
/// so, and the memberships are that member's one.
#[utoipa::path(
    get, path = "/auth/me", tag = "Sign-in",
    responses(
        (status = 200, body = Me, example = json!({
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "councillor@demo.example", "full_name": "Cebisa Councillor",
            "is_admin": false, "sign_in": "local", "active_tenant": "tenant-beta", "memberships": [{"tenant": "tenant-beta",
            "tenant_name": "Mokgatle Local Municipality", "role": "ward_councillor", "ward_id": "3", "team_id": null}],
            "viewing_as": null})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share is nobody"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn auth_me(State(app): State<App>, Known(caller): Known) -> Result<Json<Me>, Problem> {
    me_of(&app, &caller).await.map(Json)
}

/// What a person belongs to; while an administrator looks through a member's eyes, that member's one membership, if it
/// still opens the tenant.
pub(crate) async fn memberships_of(app: &App, person: &Person, caller: &Caller) -> Result<Vec<TenantOfUser>, Problem> {
    let Some(viewed) = &person.viewing_as else {
        return Ok(app.central.membership_list_of_user(person.user).await?);
    };
    let Some(ctx) = caller.tenant() else { return Ok(Vec::new()) };
    let mut memberships = app.central.membership_list_of_user(viewed.user).await?;
    memberships.retain(|known| known.membership.tenant == *ctx.tenant());
    Ok(memberships)
}

/// Whoever asks, with all memberships.
pub(crate) async fn me_of(app: &App, caller: &Caller) -> Result<Me, Problem> {
    let person = match caller.who() {
        Who::Person(person) => person,
        Who::ApiToken { id, name } => return token_of(app, &id.to_string(), name, caller).await,
        Who::Share { .. } => return Err(Problem::persons_only()),
    };
    let memberships = memberships_of(app, person, caller).await?;
    let memberships: Vec<MembershipView> = memberships.into_iter().map(MembershipView::of).collect();
    // A tenant that was selected and then taken away is not active any more.
    let active = caller.active_tenant().map(TenantId::to_string);
    let viewing_as = person.viewing_as.as_ref().map(|viewed| {
        let seen = memberships.first();
        ViewingAs {
            user_id: viewed.user.to_string(),
            email: viewed.email.clone(),
            full_name: viewed.full_name.clone(),
            tenant: viewed.tenant.as_ref().map(TenantId::to_string),
            role: seen.map(|known| known.role),
            ward_id: seen.and_then(|known| known.ward_id.clone()),
            team_id: seen.and_then(|known| known.team_id.clone()),
        }
    });
    Ok(Me {
        id: person.user.to_string(),
        email: person.email.clone(),
        full_name: person.full_name.clone(),
        is_admin: person.is_admin,
        sign_in: match (person.session, person.by_provider) {
            (None, _) => SignIn::ProviderToken,
            (Some(_), true) => SignIn::Oidc,
            (Some(_), false) => SignIn::Local,
        },
        active_tenant: active.filter(|active| memberships.iter().any(|known| known.tenant == *active)),
        memberships,
        viewing_as,
    })
}

async fn token_of(app: &App, id: &str, name: &str, caller: &Caller) -> Result<Me, Problem> {
    let mut memberships = Vec::new();
    if let Some(ctx) = caller.tenant() {
        memberships.push(MembershipView {
            tenant: ctx.tenant().to_string(),
            tenant_name: app.central.tenant_name(ctx.tenant()).await?.unwrap_or_default(),
            role: ctx.role().as_str(),
            ward_id: ctx.ward().map(WardId::to_string),
            team_id: ctx.team().map(TeamId::to_string),
        });
    }
    Ok(Me {
        id: id.to_owned(),
        email: String::new(),
        full_name: name.to_owned(),
        is_admin: false,
        sign_in: SignIn::Token,
        active_tenant: caller.active_tenant().map(TenantId::to_string),
        memberships,
        viewing_as: None,
    })
}
