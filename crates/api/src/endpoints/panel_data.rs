//! `GET /panels/{id}/data`: what a panel shows.

use axum::Json;
use axum::extract::{Path, State};
use watchroom_domain::TimeRange;
use watchroom_query::{Ask, Body, SortOrder, TableAsk, plan};
use watchroom_spec::PanelKind;

use crate::App;
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;
use crate::views::{PanelData, custom_image, custom_template, health_status, kpi, table, timeseries};

/// What a panel shows
///
/// The answer's form goes by the panel's `type`. A time series up to 8 hours long has every row, up to a day a point
/// a minute, up to 4 days one for 10 minutes, beyond one an hour; edges follow the tenant's own clock.
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
        (status = 200, body = PanelData, example = json!({"type": "timeseries",
            "range": {"start": "2026-03-08T09:00:00Z", "end": "2026-03-09T09:00:00Z"},
            "bucket": {"seconds": 60, "aggregate": "avg"}, "timestamps": [1_772_960_400_000_i64, 1_772_960_460_000_i64],
            "series": [{"label": "web-1", "values": [31.5, null]}], "meta": {"generated_at": "2026-03-09T09:00:01Z",
            "data_as_of": "2026-03-08T09:00:55Z", "cache": "miss", "query_ms": 12.4, "rows": 1, "truncated": false, "nulled": 0}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
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
) -> Result<Json<PanelData>, Problem> {
    let permit = tenant.panel(&id)?;
    let now = app.clock.now();
    let ask = ask(&parameters, parameters.range(&tenant.spec.timezone, now)?)?;
    let panel = permit.resource();
    // These have no query of their own: code of ours makes them.
    match &panel.kind {
        PanelKind::CustomImage(spec) => {
            return Ok(Json(PanelData::CustomImage(custom_image(spec, tenant.ctx.tenant(), now)?)));
        }
        PanelKind::CustomTemplate(spec) => {
            let data = custom_template(&app, &tenant, panel, spec, now).await?;
            return Ok(Json(PanelData::CustomTemplate(data)));
        }
        PanelKind::Timeseries(_) | PanelKind::Kpi(_) | PanelKind::HealthStatus(_) | PanelKind::Table(_) => {}
    }
    let plan = plan(&permit, &tenant.spec, &ask, now)?;
    let answer = app.tenants.run(&plan).await?;
    let data = match (plan.body(), &panel.kind) {
        (Body::Timeseries(body), _) => PanelData::Timeseries(timeseries(body, &answer, now)),
        (Body::Kpi(_), PanelKind::Kpi(spec)) => PanelData::Kpi(kpi(spec, &answer, now)?),
        (Body::Health(_), PanelKind::HealthStatus(spec)) => PanelData::HealthStatus(health_status(spec, &answer, now)),
        (Body::Table(body), PanelKind::Table(spec)) => PanelData::Table(table(spec, body, answer, now)),
        _ => return Err(Problem::internal("a plan's body is not of its panel's kind")),
    };
    Ok(Json(data))
}

fn ask(parameters: &Parameters, range: Option<TimeRange>) -> Result<Ask, Problem> {
    let sort_order = match parameters.text("sort_order") {
        None => None,
        Some("asc") => Some(SortOrder::Ascending),
        Some("desc") => Some(SortOrder::Descending),
        Some(_) => {
            return Err(Problem::bad_request(
                "bad_sort_order",
                "There is no such order",
                "sort_order is neither `asc` nor `desc`.",
                "Write sort_order=asc or sort_order=desc.",
            ));
        }
    };
    Ok(Ask {
        range,
        disable_aggregation: parameters.flag("disable_aggregation")?,
        series_filter: parameters.texts("series_filter"),
        max_points: parameters.number("max_points")?,
        table: TableAsk {
            sort_by: parameters.text("sort_by").map(ToOwned::to_owned),
            sort_order,
            page: parameters.number("page")?.unwrap_or(0),
            page_size: parameters.number("page_size")?,
            search: parameters.text("search").map(ToOwned::to_owned),
        },
    })
}
