//! `POST /admin/tenants`: adds a tenant.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use watchroom_domain::TenantId;

use crate::App;
use crate::admin::{BodyRefusals, Refusals, TenantView, tenant_address, tenant_name};
use crate::extract::{Administrator, Body};
use crate::problem::Problem;

/// A tenant to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenantRequest {
    /// Also the name of its folder of dashboards: 1 to 63 of a-z, 0-9, `_`, `-`, beginning with a letter or digit.
    #[schema(example = "operations")]
    id: String,
    /// The organisation's name: 1 to 200 characters.
    name: String,
    /// postgresql://user:password@host:5432/database, under a role that can read and no more. It is kept encrypted, and
    /// never shown again.
    #[schema(format = Password)]
    database_url: String,
}

/// Add a tenant over an existing PostgreSQL database
///
/// The database is asked first: it must answer, and the role must be able to read and no more. Every server process takes
/// the tenant up at once; its dashboards come from its folder.
#[utoipa::path(
    post, path = "/admin/tenants", tag = "Administration",
    request_body(content = NewTenantRequest, example = json!({
        "id": "operations", "name": "Operations", "database_url": "postgresql://reader:…@db.example:5432/operations"})),
    responses(
        (status = 201, body = TenantView, example = json!({"id": "operations", "name": "Operations",
            "created_at": "2026-03-01T08:00:00Z", "members": 0, "dashboards": 0, "findings": {"errors": 0, "warnings": 0},
            "database": {"reachable": true, "detail": "It answers, and its role can only read."}, "service_desk": null})),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of that id."),
        BodyRefusals, Refusals,
    ),
)]
pub(crate) async fn admin_tenant_add(
    State(app): State<App>,
    admin: Administrator,
    Body(wish): Body<NewTenantRequest>,
) -> Result<(StatusCode, Json<TenantView>), Problem> {
    let id: TenantId = wish.id.parse().map_err(|error| {
        let hint = "Choose a short word, like operations.";
        Problem::bad_request("bad_id", "This is no tenant's id", format!("id: {error}."), hint)
    })?;
    let name = tenant_name(&wish.name)?;
    let address = tenant_address(&wish.database_url).await?;
    let adding = app.central.tenant_create(&id, name, &address, app.tenants.key(), &admin.by);
    app.identity.changing(adding).await?;
    app.refresh_tenants().await?;
    Ok((StatusCode::CREATED, Json(TenantView::of_id(&app, &id).await?)))
}
