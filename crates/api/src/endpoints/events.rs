//! `GET /events`: what happens in a tenant, as it happens (server-sent events).

use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use watchroom_access::TenantCtx;
use watchroom_domain::TenantId;
use watchroom_identity::Credential;
use watchroom_live::{EventId, Heard, Kind, Listener};

use crate::App;
use crate::desk::news;
use crate::extract::Asking;
use crate::panel_watch;
use crate::problem::Problem;
use crate::streams::Place;

/// How often a stream shows that it lives, and whoever holds it is asked for anew.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Milliseconds after which a browser comes back when a stream has broken off.
const COME_BACK_AFTER_MS: u32 = 3_000;
/// Events of one piece of the stream.
const MOST_AT_ONCE: usize = 64;

/// What happens in a tenant, as it happens (server-sent events)
///
/// `config_changed` says that the tenant's dashboards are others now, `resync` that more happened than was kept for this
/// listener: ask for everything anew. Of the service desk: `ticket_created`, `ticket_updated`, `sla_breach`, `sla_at_risk`
/// name a ticket that the listener sees now; `metrics_updated` says that figures, or what the listener sees, are others now.
/// `panel_changed` names panels whose data has changed, of those that the listener sees now; `from` and `to` are the times of the
/// changed rows, where the database tells them and the listener sees all rows. What is asked for after it holds the change.
/// A comment comes every 15 s. The stream ends at once with the
/// session, with the membership and with the server. Who comes back with `Last-Event-ID` and missed something is sent `resync` first.
#[utoipa::path(
    get, path = "/events", tag = "Events",
    params(
        ("tenant" = Option<String>, Query, description = "The tenant: browsers' EventSource sends no headers", example = "tenant-alpha"),
        ("share" = Option<String>, Query, description = "The share that listens"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last event received; browsers send it by themselves"),
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
pub(crate) async fn events(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Result<Response, Problem> {
    let Asking { shown, caller, tenant } = asking;
    // Every member may know that dashboards changed; which ones, the stream does not say.
    caller.tenant().ok_or_else(|| Problem::not_found("tenant"))?;
    let place = app.streams.open(&shown).ok_or_else(too_many)?;
    let listener = app.live.subscribe(&tenant);
    let from = listener.from();
    let last_seen = headers.get("last-event-id").map(|id| id.to_str().ok().and_then(|id| id.parse::<EventId>().ok()));
    let mut opening = format!("retry: {COME_BACK_AFTER_MS}\nid: {from}\n\n");
    // What is secret has no number, so nobody can say whether it was missed.
    let hears_secrets = caller.tenant().is_some_and(news::hears_secrets);
    if last_seen.is_some_and(|seen| seen != Some(from) || hears_secrets) {
        opening.push_str(RESYNC);
    }
    let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut access = app.identity.access_changes();
    // What changed between the look at the credential and now was heard by nobody.
    access.mark_changed();
    let opening = Some(opening);
    let watching = Watching { app, shown, tenant, listener, heartbeat, access, opening, missed: false, _place: place };
    let mut response = Body::from_stream(watching.into_stream()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would keep events back until its buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

const RESYNC: &str = "event: resync\ndata: {\"type\":\"resync\"}\n\n";
const ALIVE: &str = ":\n\n";

fn too_many() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_streams",
        "Too many pages are open",
        "This session listens on as many pages as it may.",
        "Close some of them; the others go on.",
    )
}

/// An open stream.
struct Watching {
    app: App,
    shown: Credential,
    tenant: TenantId,
    listener: Listener,
    heartbeat: Interval,
    access: watch::Receiver<()>,
    opening: Option<String>,
    /// Something was held back while nobody could say whether it may be told.
    missed: bool,
    _place: Place,
}

/// What a stream waits for.
enum Woken {
    /// All that waited: one look at the credential is enough for it.
    Heard(Vec<Heard>),
    Heartbeat,
    /// Somebody's access has changed, perhaps that of whoever holds the stream.
    AccessChanged,
}

impl Watching {
    fn into_stream(self) -> Pin<Box<dyn Stream<Item = Result<Bytes, std::convert::Infallible>> + Send>> {
        Box::pin(unfold(self, |mut watching| async move {
            let text = watching.next().await?;
            Some((Ok(Bytes::from(text)), watching))
        }))
    }

    /// What was heard, and what waits behind it.
    fn all_that_waits(&mut self, first: Heard) -> Vec<Heard> {
        std::iter::once(first).chain(std::iter::from_fn(|| self.listener.waiting())).take(MOST_AT_ONCE).collect()
    }

    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<String> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        loop {
            let woken = tokio::select! {
                heard = self.listener.next() => Woken::Heard(self.all_that_waits(heard?)),
                _ = self.heartbeat.tick() => Woken::Heartbeat,
                changed = self.access.changed() => {
                    changed.ok()?;
                    Woken::AccessChanged
                }
            };
            // All streams hear of a change at the same moment; they ask a few at a time.
            let turn = match woken {
                Woken::AccessChanged => Some(self.app.streams.turn().await),
                Woken::Heard(_) | Woken::Heartbeat => None,
            };
            let still = self.app.identity.still_opens(&self.shown, &self.tenant).await;
            drop(turn);
            match (still, woken) {
                (Ok(None), _) => return None,
                (Ok(Some(_)), _) if std::mem::take(&mut self.missed) => return Some(RESYNC.to_owned()),
                (Ok(Some(ctx)), Woken::Heard(heard)) => {
                    let text: String = heard.iter().map(|heard| written(&self.app, heard, &ctx)).collect();
                    if !text.is_empty() {
                        return Some(text);
                    }
                }
                (Ok(Some(_)), Woken::Heartbeat) => return Some(ALIVE.to_owned()),
                (Ok(Some(_)), Woken::AccessChanged) => {}
                // Nobody can say whether the person may still hear this. The stream stays, so that the page need not be
                // opened anew when the database is back, and tells nothing.
                (Err(error), woken) => {
                    tracing::warn!(cause = %error, "a stream's session could not be asked for");
                    self.missed |= matches!(woken, Woken::Heard(_));
                    return Some(ALIVE.to_owned());
                }
            }
        }
    }
}

/// What was heard, as the stream shows it to a listener; nothing where it is not for this one.
fn written(app: &App, heard: &Heard, ctx: &TenantCtx) -> String {
    let Heard::Event(event) = heard else { return RESYNC.to_owned() };
    let lines = match &event.kind {
        Kind::Resync => return RESYNC.to_owned(),
        Kind::ConfigChanged { revision } => {
            vec![("config_changed", json!({"type": "config_changed", "revision": revision}))]
        }
        Kind::Desk(event) => news::lines(event, ctx),
        Kind::PanelsChanged { panels, span } => {
            panel_watch::lines(panels, *span, ctx, app.catalog.get(ctx.tenant()).as_deref())
        }
    };
    lines.iter().map(|(name, data)| format!("id: {}\nevent: {name}\ndata: {data}\n\n", event.id)).collect()
}
