//! `GET /panels/{id}/rows`: the rows behind a panel.

use axum::Json;
use axum::extract::{Path, State};
use watchroom_access::OpenRows;
use watchroom_query::{Body, rows_plan, rows_table};

use crate::App;
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;
use crate::views::{PanelData, table};

/// The rows behind a panel
///
/// A page of the rows that a panel is made of, in the form of a table panel's data. It is there where the panel's file
/// says `drill_down: { enabled: true }` and the panel reads a table.
#[utoipa::path(
    get, path = "/panels/{id}/rows", tag = "Panels",
    params(
        ("id" = String, Path, description = "The panel", example = "cpu_usage"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("start_date" = Option<String>, Query, description = "ISO 8601; belongs to the range", example = "2026-03-08T09:00:00Z"),
        ("end_date" = Option<String>, Query, description = "ISO 8601; does not belong to the range", example = "2026-03-09T09:00:00Z"),
        ("series_filter" = Option<Vec<String>>, Query, description = "Only these series; repeat it for more than one"),
        ("sort_by" = Option<String>, Query, description = "The column to sort by"),
        ("sort_order" = Option<String>, Query, description = "`asc` or `desc`"),
        ("page" = Option<u32>, Query, description = "The page, from 0"),
        ("page_size" = Option<u32>, Query, description = "Rows a page, 1 to 500"),
        ("search" = Option<String>, Query, description = "Text that some column holds"),
    ),
    responses(
        (status = 200, body = PanelData, example = json!({"type": "table", "columns": [
            {"name": "recorded_at", "display": "Time", "format": "datetime", "data_type": "timestamptz"},
            {"name": "server_name", "display": "Series", "format": null, "data_type": "text"},
            {"name": "cpu_percent", "display": "Value", "format": null, "data_type": "float8"}],
            "rows": [["2026-03-09T08:59:55Z", "web-1", 31.5]], "total": 17_280, "page": 0, "page_size": 50, "page_count": 346,
            "meta": {"generated_at": "2026-03-09T09:00:01Z", "data_as_of": "2026-03-09T08:59:55Z", 
            "query_ms": 4.2, "rows": 1, "truncated": false, "nulled": 0, "cache": "miss", "stale_because": null}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share only shows"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such panel, or none with rows to open"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn panel_rows(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<PanelData>, Problem> {
    let permit = tenant.panel_to(OpenRows, &id)?;
    let panel = permit.resource();
    let spec = rows_table(panel).filter(|_| panel.drill_down.enabled).ok_or_else(|| Problem::not_found("panel"))?;
    let now = app.clock.now();
    let ask = tenant.ask(&parameters, now)?;
    let plan = rows_plan(&permit, &tenant.spec, &ask, now)?;
    let answer = app.tenants.run(&plan).await?;
    match plan.body() {
        Body::Table(body) => Ok(Json(PanelData::Table(table(&spec, body, answer, now)))),
        _ => Err(Problem::internal("rows are planned as a table")),
    }
}
