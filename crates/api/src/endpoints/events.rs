//! `GET /events`: what happens in a tenant, as it happens (server-sent events).

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use watchroom_live::Cursor;

use crate::App;
use crate::event_stream::{Opening, Watching};
use crate::extract::Asking;
use crate::problem::Problem;

/// Where a listener was, as far as the address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Before {
    last_event_id: Option<String>,
}

/// What happens in a tenant, as it happens (server-sent events)
///
/// `config_changed` says that the tenant's dashboards are others now, `resync` that more happened than was kept for this
/// listener: ask for everything anew. Of the service desk: `ticket_created`, `ticket_updated`, `sla_breach`, `sla_at_risk`
/// name a ticket that the listener sees now; `metrics_updated` says that figures, or what the listener sees, are others now.
/// `panel_changed` names panels whose data has changed, of those that the listener sees now; `from` and `to` are the times of the
/// changed rows, where the database tells them and the listener sees all rows. What is asked for after it holds the change.
/// `alive` comes every 15 s. The stream ends at once with the
/// session, with the membership and with the server. Who comes back with `Last-Event-ID`, to whichever process, is sent what was
/// missed first, or `resync` where that is not known any more. Ids are opaque.
#[utoipa::path(
    get, path = "/events", tag = "Events",
    params(
        ("tenant" = Option<String>, Query, description = "The tenant: browsers' EventSource sends no headers", example = "tenant-alpha"),
        ("share" = Option<String>, Query, description = "The share that listens"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last event received; browsers send it by themselves"),
        ("last_event_id" = Option<String>, Query, description = "The same, for a page that begins a stream where another page's ended; the header comes first"),
    ),
    responses(
        (status = 200, body = String, content_type = "text/event-stream",
            example = "event: config_changed\ndata: {\"type\":\"config_changed\",\"revision\":7}\n\n"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn events(
    State(app): State<App>,
    headers: HeaderMap,
    before: Result<Query<Before>, axum::extract::rejection::QueryRejection>,
    asking: Asking,
) -> Result<Response, Problem> {
    let Asking { shown, caller, tenant } = asking;
    // Every member may know that dashboards changed; which ones, the stream does not say.
    let ctx = caller.tenant().ok_or_else(|| Problem::not_found("tenant"))?;
    let place = app.streams.open(&shown).ok_or_else(too_many)?;
    let said = before.ok().and_then(|Query(before)| before.last_event_id);
    let id = headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default().to_owned()).or(said);
    let last_seen = id.map(|id| id.parse::<Cursor>().ok());
    let opening = Opening::of(&app, ctx, &tenant, last_seen).await;
    let watching = Watching::begin(app, shown, tenant, opening, place);
    let mut response = Body::from_stream(watching.into_stream()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would keep events back until its buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

fn too_many() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_streams",
        "Too many pages are open",
        "This session listens on as many pages as it may.",
        "Close some of them; the others go on.",
    )
}
