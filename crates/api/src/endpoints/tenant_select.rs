//! `POST /tenants/{id}/select`: remembers a tenant for calls that name none.

use axum::extract::{Path, State};
use http::StatusCode;
use watchroom_domain::TenantId;

use super::auth_me::memberships_of;
use crate::App;
use crate::extract::SignedIn;
use crate::problem::Problem;

/// Select a tenant
///
/// For calls that name none. The page always names one, so that two tabs can show two tenants.
#[utoipa::path(
    post, path = "/tenants/{id}/select", tag = "Tenants",
    params(("id" = String, Path, description = "The tenant", example = "tenant-alpha")),
    responses(
        (status = 204, description = "Selected."),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn tenant_select(
    State(app): State<App>,
    SignedIn { person, caller }: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    // A choice is kept with a session; a program names the tenant with each call.
    if person.session.is_none() {
        return Err(Problem::persons_only());
    }
    let tenant: TenantId = id.parse().map_err(|_| Problem::not_found("tenant"))?;
    let memberships = memberships_of(&app, &person, &caller).await?;
    if !memberships.iter().any(|known| known.membership.tenant == tenant) {
        return Err(Problem::not_found("tenant"));
    }
    app.identity.select_tenant(&caller, &tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}
