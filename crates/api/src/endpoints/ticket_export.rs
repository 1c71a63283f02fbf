//! `GET /tickets/export`: every ticket of a list, as a file.

use std::time::Duration;

use axum::body::Body as HttpBody;
use axum::extract::State;
use http::{Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_access::ExportTickets;
use watchroom_export::{About, Format, Writer};
use watchroom_store::{AuditAction, AuditEntry};

use crate::App;
use crate::desk::{ListAsked, TicketColumn, TicketFilters};
use crate::download::{self, Rows, TicketRows, Told, Trail, extension, format, media_type};
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;

/// How long the answer's head waits for the first row, so that a query which fails at once is an error and not a
/// broken download.
const FIRST_ROW: Duration = Duration::from_secs(15);

/// A list of tickets as a file
///
/// With the list's own filters and order, and every ticket of it: complete or not at all. Where something fails half-way the
/// connection is broken, so that no part is taken for the whole. Texts that a spreadsheet would calculate get an apostrophe
/// in CSV. Each export is in the audit log, with the SHA-256 of the file and, but for sensitive tickets, the number of rows.
#[utoipa::path(
    get, path = "/tickets/export", tag = "Service desk",
    params(
        ("format" = String, Query, description = "`csv`, `json` or `xlsx`", example = "csv"),
        ("bom" = Option<bool>, Query, description = "CSV: begin with a byte-order mark"),
        ("columns" = Option<Vec<String>>, Query, description = "Only these columns, in this order; all where it is left out"),
        ("tenant" = Option<String>, Query, description = "The tenant, where no header can be sent, as for a link", example = "tenant-beta"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        TicketFilters,
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv", example = json!("Tracking number,Category\r\nWR-7K3F-92QD,Water leak\r\n")),
            (serde_json::Value = "application/json", example = json!({"panel": {"id": "tickets", "title": "Tickets"},
                "timezone": "Africa/Johannesburg", "columns": [{"name": "tracking_number", "display": "Tracking number", "data_type": "text"}],
                "rows": [["WR-7K3F-92QD"]], "row_count": 1, "nulled": 0})),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A filter, column or format that cannot be read; the detail names it"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role exports no tickets; a share only shows; who views as a member takes no file away"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant for the caller, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "Also: two exports of this desk are running, or the audit log cannot be written"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_export(
    State(app): State<App>,
    tenant: InTenant,
    parameters: Parameters,
) -> Result<Response<HttpBody>, Problem> {
    let permit = tenant.desk(&app, ExportTickets)?;
    let form = format(&parameters)?;
    let columns = TicketColumn::asked(&parameters)?;
    let ListAsked { filter, sort } = ListAsked::read(&parameters)?;
    let now = app.clock.now();
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let mut rows = app.tenants.ticket_stream(&permit, &filter, sort, now).await?;
    let first = match tokio::time::timeout(FIRST_ROW, rows.advance()).await {
        Ok(first) => Some(first?),
        Err(_) => None,
    };
    let filters = Value::Object(parameters.but(&["tenant", "format", "bom", "page", "page_size"]));
    let headings = columns.iter().map(|column| column.heading()).collect();
    let writer = Writer::begin(form, headings, about(&tenant, &filters, now)).map_err(Problem::internal)?;
    // The log is read by others than the liaison: what a liaison looked for, and how much of it there is, tells of sensitive
    // tickets.
    let (logged, told) = match permit.scope().is_sensitive() {
        Some(false) => (filters, Told::Figures),
        _ => (json!("of sensitive tickets"), Told::HashAlone),
    };
    let entry = AuditEntry {
        tenant: Some(tenant.ctx.tenant().clone()),
        subject: Some("tickets".to_owned()),
        detail: json!({"format": extension(form), "filters": logged}),
        ..tenant.actor(&app).did(AuditAction::Export)
    };
    let trail = Trail::begin(app.central.clone(), app.clock.clone(), entry, told).await?;
    let rows = Rows::Tickets(Box::new(TicketRows { rows, first, columns, names, now }));
    answer(form, &tenant, now, download::start(rows, Some(writer), trail))
}

fn about(tenant: &InTenant, filters: &Value, now: Timestamp) -> About {
    let fact = |name: &str, text: String| (name.to_owned(), text);
    About {
        panel: "tickets".to_owned(),
        title: "Tickets".to_owned(),
        facts: vec![
            fact("Organisation", tenant.spec.name.clone()),
            fact("Exported by", tenant.who.name()),
            fact(
                "Exported at",
                now.to_zoned(tenant.spec.timezone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            ),
            fact("Asked for", filters.to_string()),
            fact("Contents", "the tickets that the exporter sees".to_owned()),
        ],
        zone: tenant.spec.timezone.clone(),
        zone_name: tenant.spec.timezone_name.clone(),
    }
}

fn answer(form: Format, tenant: &InTenant, now: Timestamp, body: HttpBody) -> Result<Response<HttpBody>, Problem> {
    let day = now.to_zoned(tenant.spec.timezone.clone()).date();
    Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, media_type(form))
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"tickets-{day}.{}\"", extension(form)))
        .body(body)
        .map_err(Problem::internal)
}
