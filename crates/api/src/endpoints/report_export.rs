//! `GET /reports/{panel_id}/export`: what a panel shows, or the rows behind it, as a file.

use std::time::Duration;

use axum::body::Body as HttpBody;
use axum::extract::{Path, State};
use http::{Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_access::{Export, Permit, View};
use watchroom_export::{About, Column, ColumnKind, Format, Writer};
use watchroom_query::{Ask, Body, ExportPlan, ScopedPlan, StreamPlan, export_plan, plan, rows_export_plan, rows_table};
use watchroom_spec::{Panel, PanelKind};
use watchroom_store::{AuditAction, AuditEntry, RowsOnTheWay};

use crate::App;
use crate::download::{self, Rows, Told, Trail, extension, format, media_type};
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;
use crate::views::{
    Shown, bar, custom_template, gauge, health_status, kpi, queried_template, shown_bar, shown_gauge, shown_kpi,
    shown_series, shown_services, timeseries,
};

/// How long the answer's head waits for the first row, so that a query which fails at once is an error and not a
/// broken download.
const FIRST_ROW: Duration = Duration::from_secs(15);

/// A panel as a file
///
/// Complete or not at all: no limit cuts rows off, and where something fails half-way the connection is broken, so that
/// no part is taken for the whole. Texts that a spreadsheet would calculate get an apostrophe in CSV. Each export is
/// in the audit log, with the SHA-256 of the file. A panel drawn by a program has nothing to export; one with a
/// template has its data, as JSON.
#[utoipa::path(
    get, path = "/reports/{panel_id}/export", tag = "Reports",
    params(
        ("panel_id" = String, Path, description = "The panel", example = "cpu_usage"),
        ("format" = String, Query, description = "`csv`, `json` or `xlsx`", example = "csv"),
        ("rows" = Option<bool>, Query, description = "All rows of `/panels/{id}/rows` instead of what the panel shows"),
        ("bom" = Option<bool>, Query, description = "CSV: begin with a byte-order mark"),
        ("tenant" = Option<String>, Query, description = "The tenant, where no header can be sent, as for a link", example = "tenant-alpha"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("start_date" = Option<String>, Query, description = "ISO 8601; belongs to the range", example = "2026-03-08T09:00:00Z"),
        ("end_date" = Option<String>, Query, description = "ISO 8601; does not belong to the range", example = "2026-03-09T09:00:00Z"),
        ("disable_aggregation" = Option<bool>, Query, description = "Every row instead of buckets"),
        ("series_filter" = Option<Vec<String>>, Query, description = "Only these series; repeat it for more than one"),
        ("sort_by" = Option<String>, Query, description = "Tables: the column to sort by"),
        ("sort_order" = Option<String>, Query, description = "Tables: `asc` or `desc`"),
        ("search" = Option<String>, Query, description = "Tables: text that some shown column holds"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv", example = json!("Time,Series,Value\r\n2026-03-08T11:00:00+02:00,web-1,31.5\r\n")),
            (serde_json::Value = "application/json", example = json!({"panel": {"id": "cpu_usage", "title": "CPU Usage"},
                "timezone": "Africa/Johannesburg", "columns": [{"name": "moment", "display": "Time", "data_type": "timestamptz"}],
                "rows": [["2026-03-08T11:00:00+02:00"]], "row_count": 1, "nulled": 0})),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share only shows; who views as a member takes no file away"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "More buckets than can be shown"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "Also: two exports of this tenant are running, or the audit log cannot be written"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn report_export(
    State(app): State<App>,
    tenant: InTenant,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Response<HttpBody>, Problem> {
    let permit = tenant.panel_to(Export, &id)?;
    let panel = permit.resource();
    let format = format(&parameters)?;
    let wants_rows = parameters.flag("rows")?;
    let now = app.clock.now();
    let ask = tenant.ask(&parameters, now)?;
    let (rows, columns) = source(&app, &tenant, &permit, &ask, now, wants_rows, format).await?;
    let filters = Value::Object(parameters.but(&["tenant", "format", "rows", "bom", "page", "page_size"]));
    let entry = AuditEntry {
        tenant: Some(tenant.ctx.tenant().clone()),
        subject: Some(panel.id.to_string()),
        detail: json!({"format": extension(format), "rows_behind": wants_rows, "filters": filters}),
        ..tenant.actor(&app).did(AuditAction::Export)
    };
    let about = About {
        panel: panel.id.to_string(),
        title: panel.title.clone(),
        facts: vec![
            ("Organisation".to_owned(), tenant.spec.name.clone()),
            ("Exported by".to_owned(), tenant.who.name()),
            (
                "Exported at".to_owned(),
                now.to_zoned(tenant.spec.timezone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            ),
            ("Asked for".to_owned(), filters.to_string()),
            (
                "Contents".to_owned(),
                if wants_rows { "the rows behind the panel" } else { "what the panel shows" }.to_owned(),
            ),
        ],
        zone: tenant.spec.timezone.clone(),
        zone_name: tenant.spec.timezone_name.clone(),
    };
    let writer = columns.map(|columns| Writer::begin(format, columns, about)).transpose().map_err(Problem::internal)?;
    let trail = Trail::begin(app.central.clone(), app.clock.clone(), entry, Told::Figures).await?;
    let day = now.to_zoned(tenant.spec.timezone.clone()).date();
    // A panel's id is a slug: nothing in it needs quoting.
    let disposition = format!("attachment; filename=\"{}-{day}.{}\"", panel.id, extension(format));
    Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, media_type(format))
        .header(header::CONTENT_DISPOSITION, disposition)
        .body(download::start(rows, writer, trail))
        .map_err(Problem::internal)
}

async fn source(
    app: &App,
    tenant: &InTenant,
    permit: &Permit<'_, Export, Panel>,
    ask: &Ask,
    now: Timestamp,
    wants_rows: bool,
    format: Format,
) -> Result<(Rows, Option<Vec<Column>>), Problem> {
    let panel = permit.resource();
    match &panel.kind {
        PanelKind::CustomImage(_) => return Err(nothing_to_export("It is a picture that a program draws.")),
        PanelKind::CustomTemplate(_) if wants_rows => return Err(nothing_to_export("It reads no table of its own.")),
        PanelKind::CustomTemplate(spec) => {
            if format != Format::Json {
                return Err(nothing_to_export("Its data has no columns: it can be had with format=json alone."));
            }
            let data = if spec.queries.is_empty() {
                custom_template(app, tenant, panel, spec, now).await?.data
            } else {
                template_data(app, tenant, &tenant.panel(panel.id.as_str())?, &spec.template.text, ask, now).await?
            };
            return Ok((Rows::Whole(format!("{data}\n").into_bytes()), None));
        }
        _ => {}
    }
    let headings = |table: Option<watchroom_spec::Table>| {
        table.map(|table| table.columns.into_iter().map(|column| (column.name, column.display)).collect::<Vec<_>>())
    };
    if wants_rows {
        // As the rows themselves: not there where the panel opens none.
        if !panel.drill_down.enabled {
            return Err(Problem::not_found("panel"));
        }
        let plan = rows_export_plan(permit, &tenant.spec, ask, now)?;
        return streamed(app, &plan, headings(rows_table(panel)).unwrap_or_default()).await;
    }
    match export_plan(permit, &tenant.spec, ask, now)? {
        ExportPlan::Streamed(plan) => {
            let named = |name: &str, display: &str| (name.to_owned(), display.to_owned());
            let headings = match &panel.kind {
                PanelKind::Table(_) => headings(rows_table(panel)).unwrap_or_default(),
                _ => vec![named("moment", "Time"), named("label", "Series"), named("value", "Value")],
            };
            streamed(app, &plan, headings).await
        }
        ExportPlan::Shown(plan) => {
            let shown = shown(app, panel, &plan, now).await?;
            let columns = shown.columns.clone();
            Ok((Rows::Shown(shown), Some(columns)))
        }
    }
}

/// What a template's own queries give.
async fn template_data(
    app: &App,
    tenant: &InTenant,
    permit: &Permit<'_, View, Panel>,
    template: &str,
    ask: &Ask,
    now: Timestamp,
) -> Result<serde_json::Value, Problem> {
    let plan = plan(permit, &tenant.spec, ask, now)?;
    let answer = app.tenants.run(&plan).await?;
    match plan.body() {
        Body::Template(body) => Ok(queried_template(template, body, &answer, now)?.data),
        _ => Err(Problem::internal("a template is planned as one")),
    }
}

/// Begins the query and waits a while for its first row.
async fn streamed(
    app: &App,
    plan: &StreamPlan,
    headings: Vec<(String, String)>,
) -> Result<(Rows, Option<Vec<Column>>), Problem> {
    let mut rows = Box::new(app.tenants.stream(plan).await?);
    let first = match tokio::time::timeout(FIRST_ROW, rows.advance()).await {
        Ok(first) => Some(first?),
        Err(_) => None,
    };
    let columns = columns(&rows, &headings);
    Ok((Rows::Streamed(rows, first), Some(columns)))
}

fn columns(rows: &RowsOnTheWay, headings: &[(String, String)]) -> Vec<Column> {
    let columns = rows.columns().iter().map(|column| {
        // What the database had to write as text bears another name in the result.
        let plain = column.name.strip_suffix(" as text").unwrap_or(&column.name);
        let known = headings.iter().find(|(name, _)| *name == column.name || name == plain);
        let (name, display) = known.cloned().unwrap_or_else(|| (column.name.clone(), column.name.clone()));
        let kind = match column.data_type.as_str() {
            "bool" => ColumnKind::Bool,
            "int2" | "int4" | "int8" | "float4" | "float8" | "numeric" => ColumnKind::Number,
            "timestamptz" | "timestamp" => ColumnKind::Time,
            "date" => ColumnKind::Date,
            _ => ColumnKind::Text,
        };
        Column { name, display, data_type: column.data_type.clone(), kind }
    });
    columns.collect()
}

/// What the screen shows, or a refusal where the screen itself would have to cut.
async fn shown(app: &App, panel: &Panel, plan: &ScopedPlan, now: Timestamp) -> Result<Shown, Problem> {
    let answer = app.tenants.run(plan).await?;
    let incomplete = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_many_points",
            "There are more points than can be shown",
            "The export would not be complete, so there is none.",
            "Choose a shorter range or fewer series, or export every row with disable_aggregation=true.",
        )
    };
    if answer.frames.iter().any(|frame| frame.truncated) {
        return Err(incomplete());
    }
    match (plan.body(), &panel.kind) {
        (Body::Timeseries(body), _) => Ok(shown_series(&timeseries(body, &answer, now))),
        (Body::Kpi(_), PanelKind::Kpi(spec)) => Ok(shown_kpi(&kpi(spec, &answer, now)?)),
        (Body::Kpi(_), PanelKind::Gauge(spec)) => Ok(shown_gauge(&gauge(spec, &answer, now)?)),
        (Body::Bar(body), PanelKind::Bar(spec)) => shown_bar(&bar(spec, body, &answer, now)?).ok_or_else(incomplete),
        (Body::Health(_), PanelKind::HealthStatus(spec)) => Ok(shown_services(&health_status(spec, &answer, now))),
        _ => Err(Problem::internal("a plan's body is not of its panel's kind")),
    }
}

fn nothing_to_export(detail: &str) -> Problem {
    Problem::bad_request(
        "nothing_to_export",
        "This panel has nothing to export",
        detail,
        "Panels that read a table can be exported in every format.",
    )
}
