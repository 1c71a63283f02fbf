//! `GET /dashboard/metrics`: what stands at the top of the operations page.

use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::operations::{self, DeskMetrics};
use crate::problem::Problem;

/// What stands at the top of the operations page
///
/// Open and resolved tickets, compliance, response times, breaches, and what nobody has or may run late.
#[utoipa::path(
    get, path = "/dashboard/metrics", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        ("from" = Option<String>, Query, description = "ISO 8601: tickets created at this moment or later", example = "2026-03-01T00:00:00Z"),
        ("to" = Option<String>, Query, description = "ISO 8601: tickets created before this moment", example = "2026-04-01T00:00:00Z"),
        ("ward_id" = Option<Vec<String>>, Query, description = "In this ward; repeat it for more than one; empty: in none"),
    ),
    responses(
        (status = 200, body = DeskMetrics, example = json!({"total_open": 812, "total_resolved": 57307, "sla_compliance_percent": 73.1, "avg_response_hours": 5.2, "p50_response_hours": 1.4, "p90_response_hours": 20.5, "sla_breaches": 10025, "unassigned": 14, "at_risk": 9, "as_of": "2026-03-08T09:00:00Z"})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not for this role"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn operations_metrics(
    State(app): State<App>,
    tenant: InTenant,
    parameters: Parameters,
    conditions: Conditions,
) -> Result<Response, Problem> {
    operations::answer(&app, &tenant, &parameters, &conditions, operations::metrics).await
}
