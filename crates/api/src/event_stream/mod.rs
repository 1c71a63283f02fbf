//! What a listener is sent, and for how long: the stream behind `GET /events`.
//!
//! Every event has the listener's [`Cursor`] as its id. Whoever comes back with one, to whichever process, is told what was
//! missed ([`opening`]); what a listener may not hear is not told, and leaves no gap in what its ids say.

mod opening;
mod written;

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use watchroom_access::TenantCtx;
use watchroom_domain::TenantId;
use watchroom_identity::Credential;
use watchroom_live::{Cursor, Heard, Listener};

use crate::App;
use crate::streams::Place;

pub(crate) use opening::Opening;
use written::{ALIVE, Teller, goodbye};

/// How often a stream shows that it lives, and whoever holds it is asked for anew.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events of one piece of the stream.
const MOST_AT_ONCE: usize = 64;

/// An open stream.
pub(crate) struct Watching {
    app: App,
    shown: Credential,
    tenant: TenantId,
    listener: Listener,
    /// How far the listener was told.
    told: Cursor,
    heartbeat: Interval,
    access: watch::Receiver<()>,
    opening: Option<String>,
    /// Something was held back while nobody could say whether it may be told.
    missed: bool,
    ended: bool,
    _place: Place,
}

/// What a stream waits for.
enum Woken {
    /// All that waited: one look at the credential is enough for it.
    Heard(Vec<Heard>),
    Heartbeat,
    /// Somebody's access has changed, perhaps that of whoever holds the stream.
    AccessChanged,
    /// The server is about to end.
    Ending,
}

impl Watching {
    /// Begins a stream for whoever shows a credential that opens the tenant.
    pub(crate) fn begin(app: App, shown: Credential, tenant: TenantId, opening: Opening, place: Place) -> Self {
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut access = app.identity.access_changes();
        // What changed between the look at the credential and now was heard by nobody.
        access.mark_changed();
        let Opening { listener, told, text } = opening;
        let opening = Some(text);
        let (missed, ended) = (false, false);
        Self { app, shown, tenant, listener, told, heartbeat, access, opening, missed, ended, _place: place }
    }

    /// The pieces of the stream.
    pub(crate) fn into_stream(self) -> Pin<Box<dyn Stream<Item = Result<Bytes, Infallible>> + Send>> {
        Box::pin(unfold(self, |mut watching| async move {
            let text = watching.next().await?;
            Some((Ok(Bytes::from(text)), watching))
        }))
    }

    /// What was heard, and what waits behind it.
    fn all_that_waits(&mut self, first: Heard) -> Vec<Heard> {
        std::iter::once(first).chain(std::iter::from_fn(|| self.listener.waiting())).take(MOST_AT_ONCE).collect()
    }

    async fn woken(&mut self) -> Option<Woken> {
        let woken = tokio::select! {
            heard = self.listener.next() => match heard {
                Some(first) => Woken::Heard(self.all_that_waits(first)),
                None => Woken::Ending,
            },
            _ = self.heartbeat.tick() => Woken::Heartbeat,
            changed = self.access.changed() => {
                changed.ok()?;
                Woken::AccessChanged
            }
        };
        Some(woken)
    }

    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<String> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        if self.ended {
            return None;
        }
        loop {
            let woken = self.woken().await?;
            if let Woken::Ending = woken {
                self.ended = true;
                return Some(goodbye());
            }
            // All streams hear of a change at the same moment; they ask a few at a time.
            let turn = match woken {
                Woken::AccessChanged => Some(self.app.streams.turn().await),
                _ => None,
            };
            let still = self.app.identity.still_opens(&self.shown, &self.tenant).await;
            drop(turn);
            match (still, woken) {
                (Ok(None), _) => return None,
                (Ok(Some(ctx)), _) if std::mem::take(&mut self.missed) => return Some(self.anew(&ctx)),
                (Ok(Some(ctx)), Woken::Heard(heard)) => {
                    let text = self.written(&heard, &ctx);
                    if !text.is_empty() {
                        return Some(text);
                    }
                }
                (Ok(Some(_)), Woken::Heartbeat) => return Some(ALIVE.to_owned()),
                (Ok(Some(_)), Woken::AccessChanged | Woken::Ending) => {}
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

    fn written(&mut self, heard: &[Heard], ctx: &TenantCtx) -> String {
        let mut teller = Teller { told: &mut self.told, app: &self.app, tenant: &self.tenant, ctx };
        heard.iter().map(|heard| teller.written(heard, self.listener.desk())).collect()
    }

    /// Tells to look at everything anew, and goes on from now.
    fn anew(&mut self, ctx: &TenantCtx) -> String {
        self.listener = self.app.live.subscribe(&self.tenant);
        self.written(&[Heard::Resync], ctx)
    }
}
