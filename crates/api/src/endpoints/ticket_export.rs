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
use crate::desk::vocabulary::{QualityWord, SeverityWord, SlaFilterWord, StatusWord};
use crate::desk::{ListAsked, TicketColumn};
use crate::download::{self, Rows, TicketRows, Trail, extension, format, media_type};
use crate::extract::{ClientAddress, InTenant, Parameters};
use crate::problem::Problem;

/// How long the answer's head waits for the first row, so that a query which fails at once is an error and not a
/// broken download.
const FIRST_ROW: Duration = Duration::from_secs(15);

/// A list of tickets as a file
///
/// With the list's own filters and order, and every ticket of it: complete or not at all. Where something fails half-way the
/// connection is broken, so that no part is taken for the whole. Texts that a spreadsheet would calculate get an apostrophe
/// in CSV. Each export is in the audit log, with the number of rows and the SHA-256 of the file.
#[utoipa::path(
    get, path = "/tickets/export", tag = "Service desk",
    params(
        ("format" = String, Query, description = "`csv`, `json` or `xlsx`", example = "csv"),
        ("bom" = Option<bool>, Query, description = "CSV: begin with a byte-order mark"),
        ("columns" = Option<Vec<String>>, Query, description = "Only these columns, in this order; all where it is left out"),
        ("tenant" = Option<String>, Query, description = "The tenant, where no header can be sent, as for a link", example = "tenant-beta"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        ("search" = Option<String>, Query, description = "As for `GET /tickets`, and so are all the others"),
        ("status" = Option<Vec<StatusWord>>, Query, description = "open, in_progress, waiting, escalated, resolved, closed"),
        ("category" = Option<Vec<String>>, Query, description = "By name"),
        ("severity" = Option<Vec<SeverityWord>>, Query, description = "low, medium, high, critical"),
        ("ward_id" = Option<Vec<String>>, Query, description = "Wards; an empty value is those in no ward"),
        ("team_id" = Option<Vec<String>>, Query, description = "Teams; an empty value is those with no team"),
        ("user_id" = Option<Vec<String>>, Query, description = "People whom they are assigned to"),
        ("unassigned" = Option<bool>, Query, description = "With no team and no person"),
        ("sla" = Option<Vec<SlaFilterWord>>, Query, description = "ok, at_risk, breached"),
        ("sla_response" = Option<Vec<SlaFilterWord>>, Query, description = "ok, at_risk, breached"),
        ("quality" = Option<Vec<QualityWord>>, Query, description = "closed_quickly, closed_without_note, reopened, repeat_place"),
        ("parent_id" = Option<String>, Query, description = "Those that repeat this ticket"),
        ("created_from" = Option<String>, Query, description = "ISO 8601"),
        ("created_to" = Option<String>, Query, description = "ISO 8601; does not belong to the range"),
        ("resolved_from" = Option<String>, Query, description = "ISO 8601: resolved, or closed, at this moment or later"),
        ("due_from" = Option<String>, Query, description = "ISO 8601: to be resolved by this moment or later"),
        ("due_to" = Option<String>, Query, description = "ISO 8601: to be resolved before this moment"),
        ("responded" = Option<bool>, Query, description = "Those that somebody has responded to"),
        ("resolved_to" = Option<String>, Query, description = "ISO 8601; does not belong to the range"),
        ("sort_by" = Option<String>, Query, description = "created_at, status, severity, category, sla_resolution_deadline"),
        ("sort_order" = Option<String>, Query, description = "asc or desc"),
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
    from: ClientAddress,
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
    // The log is read by others than the liaison: what a liaison looked for tells of sensitive tickets.
    let logged = if tenant.is_liaison() { json!("of sensitive tickets") } else { filters };
    let entry = AuditEntry {
        at: now,
        actor: tenant.who.user(),
        actor_email: Some(tenant.who.name()),
        from_address: Some(from.to_string()),
        tenant: Some(tenant.ctx.tenant().clone()),
        action: AuditAction::Export,
        subject: Some("tickets".to_owned()),
        detail: json!({"format": extension(form), "filters": logged}),
    };
    let trail = Trail::begin(app.central.clone(), app.clock.clone(), entry).await?;
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
