//! `GET /admin/access`: what a person may do and see in a tenant, and why.

use axum::Json;
use axum::extract::State;

use crate::App;
use crate::admin::Refusals;
use crate::explanation::{Explanation, explain};
use crate::extract::{Administrator, Parameters, path_id};
use crate::problem::Problem;

/// What a person may do and see in a tenant, and why
///
/// The same as `watchroom access explain`. Each dashboard and each panel is listed, whether the person sees it or not.
#[utoipa::path(
    get, path = "/admin/access", tag = "Administration",
    params(
        ("user_id" = String, Query, description = "The person", example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"),
        ("tenant_id" = String, Query, description = "The tenant", example = "tenant-beta"),
    ),
    responses(
        (status = 200, body = Explanation, example = json!({
            "user": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "email": "councillor@demo.example",
                "full_name": "Cebisa Councillor", "is_admin": false, "disabled": false},
            "tenant": {"id": "tenant-beta", "name": "Mokgatle Local Municipality"}, "member": true,
            "role": "ward_councillor", "ward_id": "3", "team_id": null,
            "summary": "Sees tenant-beta as ward_councillor, and of it what is limited to ward 3.",
            "actions": [{"action": "view", "allowed": true, "rows": "ward 3",
                "why": "ward_councillor may do this with what is limited to the own ward"}],
            "dashboards": [{"name": "default", "title": "Municipality", "seen": true, "why": "it can be limited to ward 3",
                "panels": [{"id": "uptime", "title": "Uptime", "seen": false, "rows": null,
                    "why": "it does not declare by which column it is limited to a ward"}]}]})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such user, or no such tenant."),
        Refusals,
    ),
)]
pub(crate) async fn admin_access(
    State(app): State<App>,
    _: Administrator,
    parameters: Parameters,
) -> Result<Json<Explanation>, Problem> {
    let needed = |name: &'static str| {
        parameters.text(name).ok_or_else(|| {
            Problem::bad_request(
                "parameter_needed",
                "A parameter is missing",
                format!("{name}: it is not given."),
                "Name the person by user_id and the tenant by tenant_id.",
            )
        })
    };
    let (user, tenant) = (needed("user_id")?, needed("tenant_id")?);
    let (user, tenant) = (path_id(user, "user")?, path_id(tenant, "tenant")?);
    let user = app.central.user_by_id(user).await?.ok_or_else(|| Problem::not_found("user"))?;
    let name = app.central.tenant_name(&tenant).await?.ok_or_else(|| Problem::not_found("tenant"))?;
    let ctx = app.identity.member(user.id, &tenant).await?;
    let spec = app.catalog.get(&tenant);
    Ok(Json(explain(&user, (&tenant, &name), ctx.as_ref(), spec.as_deref())))
}
