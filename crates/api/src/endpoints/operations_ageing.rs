//! `GET /dashboard/ageing`: how old open tickets are.

use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::operations::{self, AgeFigures};
use crate::problem::Problem;

/// How old open tickets are
///
/// `from` and `to` are the bounds of `created_at` under which the list of tickets shows the same.
#[utoipa::path(
    get, path = "/dashboard/ageing", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        ("from" = Option<String>, Query, description = "ISO 8601: tickets created at this moment or later", example = "2026-03-01T00:00:00Z"),
        ("to" = Option<String>, Query, description = "ISO 8601: tickets created before this moment", example = "2026-04-01T00:00:00Z"),
        ("ward_id" = Option<Vec<String>>, Query, description = "In this ward; repeat it for more than one; empty: in none"),
    ),
    responses(
        (status = 200, body = Vec<AgeFigures>, example = json!([{"bucket": "0-1d", "from": "2026-03-07T09:00:00Z", "to": null, "open_count": 31, "breached": 0}])),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not for this role"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn operations_ageing(
    State(app): State<App>,
    tenant: InTenant,
    parameters: Parameters,
    conditions: Conditions,
) -> Result<Response, Problem> {
    operations::answer(&app, &tenant, &parameters, &conditions, operations::ageing).await
}
