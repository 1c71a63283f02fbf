//! `GET /dashboard/volume`: tickets by category.

use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::operations::{self, CategoryVolume};
use crate::problem::Problem;

/// Tickets by category
///
/// The category with the most open tickets comes first.
#[utoipa::path(
    get, path = "/dashboard/volume", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        ("from" = Option<String>, Query, description = "ISO 8601: tickets created at this moment or later", example = "2026-03-01T00:00:00Z"),
        ("to" = Option<String>, Query, description = "ISO 8601: tickets created before this moment", example = "2026-04-01T00:00:00Z"),
        ("ward_id" = Option<Vec<String>>, Query, description = "In this ward; repeat it for more than one; empty: in none"),
    ),
    responses(
        (status = 200, body = Vec<CategoryVolume>, example = json!([{"category": "Pothole", "open": 41, "resolved": 1204}])),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not for this role"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn operations_volume(
    State(app): State<App>,
    tenant: InTenant,
    parameters: Parameters,
    conditions: Conditions,
) -> Result<Response, Problem> {
    operations::answer(&app, &tenant, &parameters, &conditions, operations::volume).await
}
