//! `GET /tickets`: a page of tickets.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeTickets;
use watchroom_store::desk::list::Part;

use crate::App;
use crate::desk::{ListAsked, Listed, Read, TicketFilters};
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
        TicketFilters,
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
    let noted = app.reads.note(&app.central, &permit, &tenant.actor(&app), Read::List(&parameters)).await?;
    let names = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    Ok(Json(TicketList {
        tickets: found.tickets.into_iter().map(|row| TicketView::of(row, &names, now, noted)).collect(),
        total: found.total,
        page: listed.page,
        page_size: listed.page_size,
        page_count: listed.count(found.total),
        as_of: now,
    }))
}
