//! `GET /tickets`: a page of tickets.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeTickets;
use watchroom_store::desk::list::Part;

use crate::App;
use crate::desk::vocabulary::{QualityWord, SeverityWord, SlaFilterWord, StatusWord};
use crate::desk::{ListAsked, Listed};
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;
use crate::views::TicketView;

/// A page of tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketList {
    tickets: Vec<TicketView>,
    /// Tickets of the whole list.
    total: i64,
    /// From 0.
    page: i64,
    page_size: i64,
    page_count: i64,
    /// The moment that the states of targets are told for.
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    as_of: jiff::Timestamp,
}

/// The tickets that the caller sees
///
/// A filter that is repeated means any of its values; filters together must all hold. Ranges of time take their beginning in
/// and leave their end out. What the caller's place does not show is in no list, no total and no search: a field worker sees
/// the own team's tickets, a councillor the own ward's, a liaison the sensitive ones and nobody else any of these.
#[utoipa::path(
    get, path = "/tickets", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
        ("search" = Option<String>, Query, description = "Words that the tracking number, the description or the address hold, all of them", example = "pothole"),
        ("status" = Option<Vec<StatusWord>>, Query, description = "open, in_progress, waiting, escalated, resolved, closed"),
        ("category" = Option<Vec<String>>, Query, description = "By name"),
        ("severity" = Option<Vec<SeverityWord>>, Query, description = "low, medium, high, critical"),
        ("ward_id" = Option<Vec<String>>, Query, description = "Wards; an empty value is those in no ward"),
        ("team_id" = Option<Vec<String>>, Query, description = "Teams; an empty value is those with no team"),
        ("user_id" = Option<Vec<String>>, Query, description = "People whom they are assigned to"),
        ("unassigned" = Option<bool>, Query, description = "With no team and no person"),
        ("sla" = Option<Vec<SlaFilterWord>>, Query, description = "Against the target of the resolution: ok (on track, paused or met), at_risk, breached (done late, or late)"),
        ("sla_response" = Option<Vec<SlaFilterWord>>, Query, description = "The same against the target of the first response"),
        ("quality" = Option<Vec<QualityWord>>, Query, description = "closed_quickly, closed_without_note, reopened, repeat_place"),
        ("parent_id" = Option<String>, Query, description = "Those that repeat this ticket"),
        ("created_from" = Option<String>, Query, description = "ISO 8601", example = "2026-03-01T00:00:00Z"),
        ("created_to" = Option<String>, Query, description = "ISO 8601; does not belong to the range"),
        ("resolved_from" = Option<String>, Query, description = "ISO 8601: resolved, or closed, at this moment or later"),
        ("due_from" = Option<String>, Query, description = "ISO 8601: to be resolved by this moment or later"),
        ("due_to" = Option<String>, Query, description = "ISO 8601: to be resolved before this moment"),
        ("responded" = Option<bool>, Query, description = "Those that somebody has responded to"),
        ("resolved_to" = Option<String>, Query, description = "ISO 8601; does not belong to the range"),
        ("sort_by" = Option<String>, Query, description = "created_at, status, severity, category, sla_resolution_deadline; anything else is created_at"),
        ("sort_order" = Option<String>, Query, description = "asc or desc; left out: desc, but asc for names and deadlines. No deadline comes last"),
        ("page" = Option<u32>, Query, description = "From 0", example = 0),
        ("page_size" = Option<u32>, Query, description = "1 to 500; 50 where it is left out", example = 50),
    ),
    responses(
        (status = 200, body = TicketList, example = json!({"tickets": [], "total": 0, "page": 0, "page_size": 50, "page_count": 0,
            "as_of": "2026-03-09T09:00:00Z"})),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A filter that cannot be read; the detail names it"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "The role sees no tickets"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant for the caller, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_list(
    State(app): State<App>,
    tenant: InTenant,
    parameters: Parameters,
) -> Result<Json<TicketList>, Problem> {
    let permit = tenant.desk(&app, SeeTickets)?;
    let ListAsked { filter, sort } = ListAsked::read(&parameters)?;
    let listed = Listed::read(&parameters)?;
    let now = app.clock.now();
    let part = Part { offset: listed.offset(), limit: listed.page_size };
    let found = app.tenants.ticket_page(&permit, &filter, sort, part, now).await?;
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    Ok(Json(TicketList {
        tickets: found.tickets.into_iter().map(|row| TicketView::of(row, &names, now)).collect(),
        total: found.total,
        page: listed.page,
        page_size: listed.page_size,
        page_count: listed.count(found.total),
        as_of: now,
    }))
}
