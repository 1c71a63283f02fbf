//! `GET /reports/{panel_id}`: a panel with its data, for a page of its own.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::dashboard_get::DrillDown;
use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::panel_answer::panel_answer;
use crate::problem::Problem;
use crate::views::PanelData;

/// A panel with its data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    panel: ReportPanel,
    /// What `/panels/{id}/data` answers.
    #[schema(value_type = PanelData)]
    data: Box<RawValue>,
}

/// A panel as a dashboard lists it, without a place on a grid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportPanel {
    #[schema(example = "cpu_usage")]
    id: String,
    #[schema(example = "timeseries")]
    r#type: &'static str,
    title: String,
    #[schema(required = true)]
    description: Option<String>,
    /// Seconds after which its data is asked for again.
    refresh_interval: u64,
    /// How it looks, as its file says.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    display: serde_json::Value,
    drill_down: DrillDown,
}

/// A panel and what it shows
///
/// Parameters are those of `/panels/{id}/data`.
#[utoipa::path(
    get, path = "/reports/{panel_id}", tag = "Reports",
    params(
        ("panel_id" = String, Path, description = "The panel", example = "memory_kpi"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("start_date" = Option<String>, Query, description = "ISO 8601; belongs to the range", example = "2026-03-08T09:00:00Z"),
        ("end_date" = Option<String>, Query, description = "ISO 8601; does not belong to the range", example = "2026-03-09T09:00:00Z"),
        ("disable_aggregation" = Option<bool>, Query, description = "Every row instead of buckets"),
        ("series_filter" = Option<Vec<String>>, Query, description = "Only these series; repeat it for more than one"),
    ),
    responses(
        (status = 200, body = Report, example = json!({"panel": {"id": "memory_kpi", "type": "kpi",
            "title": "Current Memory Usage", "description": null, "refresh_interval": 60, "display": {"unit": "%", "decimals": 1},
            "drill_down": {"enabled": true, "show_table": true, "disable_aggregation": true}},
            "data": {"type": "kpi", "value": 71.3, "unit": "%", "decimals": 1, "status": {"label": "warning", "color": "#F59E0B"},
            "as_of": "2026-03-09T08:59:55Z", "previous": 70.9, "meta": {"generated_at": "2026-03-09T09:00:01Z",
            "data_as_of": "2026-03-09T08:59:55Z", "query_ms": 1.2, "rows": 2, "truncated": false, "nulled": 0, "cache": "miss", "stale_because": null}}})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The share shows less than the range asked for"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn report_get(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    parameters: Parameters,
    conditions: Conditions,
) -> Result<Json<Report>, Problem> {
    let permit = tenant.panel(&id)?;
    let ask = tenant.ask(&parameters, app.clock.now())?;
    let found = panel_answer(&app, &tenant, &permit, &ask, conditions.anew).await?;
    let served = found.kept.serve(found.state, found.because.as_deref(), false);
    let text = String::from_utf8(served.bytes.to_vec()).map_err(Problem::internal)?;
    let data = RawValue::from_string(text).map_err(Problem::internal)?;
    let panel = permit.resource();
    let panel = ReportPanel {
        id: panel.id.to_string(),
        r#type: panel.kind.panel_type().as_str(),
        title: panel.title.clone(),
        description: panel.description.clone(),
        refresh_interval: panel.refresh_interval_s,
        display: panel.display.clone(),
        drill_down: DrillDown::of(panel, &tenant),
    };
    Ok(Json(Report { panel, data }))
}
