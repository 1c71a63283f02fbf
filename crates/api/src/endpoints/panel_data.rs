//! `GET /panels/{id}/data`: what a panel shows.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::App;
use crate::answers::{Conditions, respond};
use crate::extract::{InTenant, Parameters};
use crate::panel_answer::panel_answer;
use crate::problem::Problem;
use crate::views::PanelData;

/// What a panel shows
///
/// The answer's form goes by the panel's `type`. A time series up to 8 hours long has every row, up to a day a point
/// a minute, up to 4 days one for 10 minutes, beyond one an hour; edges follow the tenant's own clock.
///
/// Answers are kept for as long as the panel's `refresh_interval` and the range allow, and `meta` says so. A request with
/// `Cache-Control: no-cache` gets a new one.
#[utoipa::path(
    get, path = "/panels/{id}/data", tag = "Panels",
    params(
        ("id" = String, Path, description = "The panel", example = "cpu_usage"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("start_date" = Option<String>, Query, description = "ISO 8601; belongs to the range. Without an offset: the tenant's local time", example = "2026-03-08T09:00:00Z"),
        ("end_date" = Option<String>, Query, description = "ISO 8601; does not belong to the range", example = "2026-03-09T09:00:00Z"),
        ("disable_aggregation" = Option<bool>, Query, description = "Every row instead of buckets"),
        ("series_filter" = Option<Vec<String>>, Query, description = "Only these series; repeat it for more than one"),
        ("max_points" = Option<u32>, Query, description = "Past 100 days, buckets grow until a series has no more points than this", example = 2000),
        ("sort_by" = Option<String>, Query, description = "Tables: the column to sort by"),
        ("sort_order" = Option<String>, Query, description = "Tables: `asc` or `desc`"),
        ("page" = Option<u32>, Query, description = "Tables: the page, from 0"),
        ("page_size" = Option<u32>, Query, description = "Tables: rows a page, 1 to 500"),
        ("search" = Option<String>, Query, description = "Tables: text that some shown column holds"),
    ),
    responses(
        (status = 304, description = "The caller has this very answer: it sent its `ETag` as `If-None-Match`"),
        (status = 200, body = PanelData, example = json!({"type": "timeseries",
            "range": {"start": "2026-03-08T09:00:00Z", "end": "2026-03-09T09:00:00Z"},
            "bucket": {"seconds": 60, "aggregate": "avg"}, "timestamps": [1_772_960_400_000_i64, 1_772_960_460_000_i64],
            "series": [{"label": "web-1", "values": [31.5, null]}], "meta": {"generated_at": "2026-03-09T09:00:01Z",
            "data_as_of": "2026-03-08T09:00:55Z", "query_ms": 12.4, "rows": 1, "truncated": false, "nulled": 0, "cache": "miss", "stale_because": null}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The share shows less than the range asked for"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json", description = "The panel does not fit its database, or its own code or template failed"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json", description = "The query or the panel's code was stopped"),
    ),
)]
pub(crate) async fn panel_data(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    parameters: Parameters,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let permit = tenant.panel(&id)?;
    let ask = tenant.ask(&parameters, app.clock.now())?;
    let found = panel_answer(&app, &tenant, &permit, &ask, conditions.anew).await?;
    Ok(respond(&found, &conditions))
}
