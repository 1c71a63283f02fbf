//! What a listener is sent, and for how long: the stream behind `GET /events`.
//!
//! Every event has the listener's [`Cursor`] as its id. Whoever comes back with one, to whichever process, is told what was
//! missed ([`opening`]); what a listener may not hear is not told. Of sensitive tickets nothing can be read from ids, not even by
//! a gap; how many changes of ordinary ones there were at the tenant's desk can be.

mod opening;
mod written;

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::{self, error::TryRecvError};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use watchroom_access::TenantCtx;
use watchroom_domain::{TenantId, UserId};
use watchroom_identity::{Credential, StillOpen, UnknownCaller};
use watchroom_live::{Cursor, Heard, Listener};

use crate::App;
use crate::desk::news;
use crate::streams::Place;

use opening::Opening;
use written::{ALIVE, Teller, goodbye};

/// How often a stream shows that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events of one piece of the stream.
const MOST_AT_ONCE: usize = 64;
/// How long what its holder may hear is believed while every change of access is heard: a second net under the news.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_mins(5);

/// An open stream.
pub(crate) struct Watching {
    app: App,
    shown: Credential,
    tenant: TenantId,
    listener: Listener,
    /// How far the listener was told.
    told: Cursor,
    /// What the holder may hear, as it was read last; `None` where it is to be read anew.
    holder: Option<Holder>,
    heartbeat: Interval,
    access: broadcast::Receiver<Option<UserId>>,
    /// The id that the listener came with, until the stream has begun.
    begins: Option<LastSeen>,
    /// Something was held back while nobody could say whether it may be told.
    missed: bool,
    ended: bool,
    _place: Place,
}

/// The id that a listener came with, if any; `Some(None)` is one that is none of ours.
pub(crate) type LastSeen = Option<Option<Cursor>>;

struct Holder {
    ctx: TenantCtx,
    /// The person whose changes of access alone concern the stream; `None` where anybody's do.
    whose: Option<UserId>,
    /// When it is read anew even if nothing is heard.
    until: Timestamp,
}

/// What a stream waits for.
enum Woken {
    /// All that waited.
    Heard(Vec<Heard>),
    Heartbeat,
    /// The holder's access may have changed.
    AccessChanged,
    /// The server is about to end.
    Ending,
}

impl Watching {
    /// Begins a stream for whoever shows a credential that opens the tenant.
    pub(crate) fn begin(app: App, shown: Credential, tenant: TenantId, last_seen: LastSeen, place: Place) -> Self {
        // Streams that were opened together, after a restart, do not beat together for ever.
        let first = Instant::now() + HEARTBEAT.mul_f64(rand::random_range(0.5..=1.0));
        let mut heartbeat = interval_at(first, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let access = app.identity.access_changes();
        let listener = app.live.subscribe(&tenant);
        Self {
            app,
            shown,
            tenant,
            listener,
            // The beginning says it.
            told: Cursor { config: 0, panels: 0, desk: None },
            // What changed between the look at the credential and now was heard by nobody: it is read once more.
            holder: None,
            heartbeat,
            access,
            begins: Some(last_seen),
            missed: false,
            ended: false,
            _place: place,
        }
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

    async fn woken(&mut self) -> Woken {
        if self.holder.is_none() && !self.missed {
            return Woken::AccessChanged;
        }
        loop {
            let whose = tokio::select! {
                heard = self.listener.next() => return match heard {
                    Some(first) => Woken::Heard(self.all_that_waits(first)),
                    None => Woken::Ending,
                },
                _ = self.heartbeat.tick() => return Woken::Heartbeat,
                whose = self.access.recv() => whose.unwrap_or(None),
            };
            if self.concerns(whose) {
                self.holder = None;
                return Woken::AccessChanged;
            }
        }
    }

    /// Whether a change of somebody's access, or of anybody's, may change what this stream's holder may hear.
    fn concerns(&self, whose: Option<UserId>) -> bool {
        let own = self.holder.as_ref().and_then(|holder| holder.whose);
        whose.is_none() || own.is_none() || whose == own
    }

    /// Forgets what the holder may hear where that may have changed meanwhile.
    fn take_up_changes(&mut self) {
        loop {
            match self.access.try_recv() {
                Ok(whose) if !self.concerns(whose) => {}
                Ok(_) | Err(TryRecvError::Lagged(_)) => self.holder = None,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
    }

    /// Whether what is known of the holder has to be read anew before anything is told.
    fn is_doubtful(&mut self) -> bool {
        self.take_up_changes();
        let now = self.app.clock.now();
        !self.app.identity.hears_access_changes() || self.holder.as_ref().is_none_or(|holder| holder.until <= now)
    }

    /// Reads anew what the holder may hear. `Ok(false)` where that is nothing any more.
    async fn look(&mut self, woken: &Woken) -> Result<bool, UnknownCaller> {
        // After a change that may concern everybody all streams ask at the same moment; they do it a few at a time.
        let turn = match woken {
            Woken::AccessChanged => self.app.streams.turn().await,
            Woken::Heard(_) | Woken::Heartbeat | Woken::Ending => None,
        };
        let still = self.app.identity.still_opens(&self.shown, &self.tenant).await;
        drop(turn);
        let now = self.app.clock.now();
        self.holder = still?.map(|StillOpen { ctx, whose, ends_at }| {
            // Streams that were opened together do not ask together.
            let believed = now.saturating_add(BELIEVED_FOR.mul_f64(rand::random_range(0.8..=1.2))).unwrap_or(now);
            Holder { ctx, whose, until: ends_at.map_or(believed, |end| end.min(believed)) }
        });
        if let (Some(holder), Some(desk)) = (&self.holder, &self.told.desk) {
            // Who began to see sensitive tickets, or ceased to, counts other lines from then on, and begins with all of them anew.
            self.missed |= news::hears_secrets(&holder.ctx) != desk.secrets;
        }
        Ok(self.holder.is_some())
    }

    /// The first piece of the stream, by what its holder may hear when it is written: it may have to wait for the desk's outbox,
    /// and a right that is lost meanwhile opens nothing.
    async fn beginning(&mut self, last_seen: &LastSeen) -> Option<String> {
        loop {
            match self.look(&Woken::Heartbeat).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(self.untold(&error)),
            }
            let Some(Holder { ctx, .. }) = &self.holder else { return None };
            let Opening { listener, told, text } = Opening::of(&self.app, ctx, &self.tenant, *last_seen).await;
            (self.listener, self.told, self.missed) = (listener, told, false);
            self.take_up_changes();
            if self.holder.is_some() {
                return Some(text);
            }
        }
    }

    /// Nobody can say whether the person may still hear this. The stream stays, so that the page need not be opened anew when the
    /// database is back, and tells nothing.
    fn untold(&mut self, error: &UnknownCaller) -> String {
        tracing::warn!(cause = %error, "a stream's session could not be asked for");
        self.missed = true;
        ALIVE.to_owned()
    }

    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<String> {
        if let Some(last_seen) = self.begins.take() {
            // In a box, as is the look below: what a stream holds while it waits, thousands of them hold.
            return Box::pin(self.beginning(&last_seen)).await;
        }
        if self.ended {
            return None;
        }
        loop {
            let woken = self.woken().await;
            if let Woken::Ending = woken {
                self.ended = true;
                return Some(goodbye());
            }
            if self.is_doubtful() {
                match Box::pin(self.look(&woken)).await {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => {
                        let alive = self.untold(&error);
                        if let Woken::AccessChanged = woken {
                            continue;
                        }
                        return Some(alive);
                    }
                }
            }
            if std::mem::take(&mut self.missed) {
                return Some(self.anew());
            }
            match woken {
                Woken::Heard(heard) => {
                    let text = self.written(&heard);
                    if !text.is_empty() {
                        return Some(text);
                    }
                }
                Woken::Heartbeat => return Some(ALIVE.to_owned()),
                Woken::AccessChanged | Woken::Ending => {}
            }
        }
    }

    fn written(&mut self, heard: &[Heard]) -> String {
        let Some(Holder { ctx, .. }) = &self.holder else { return String::new() };
        let mut teller = Teller { told: &mut self.told, app: &self.app, tenant: &self.tenant, ctx };
        heard.iter().map(|heard| teller.written(heard, self.listener.desk())).collect()
    }

    /// Tells to look at everything anew, and goes on from now.
    fn anew(&mut self) -> String {
        self.listener = self.app.live.subscribe(&self.tenant);
        self.written(&[Heard::Resync])
    }
}
