//! From whoever makes events to whoever listens, within one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};
use tokio::sync::watch;
use watchroom_domain::TenantId;
use watchroom_store::desk::{OutboxEnd, OutboxLine};

use crate::{Event, Kind};

/// Events that wait for a listener; one that falls further behind is told to begin anew. They are shared by all listeners of
/// a tenant, so a slow one costs no memory of its own. A bulk change makes 500.
const MOST_WAITING: usize = 1_024;

/// The event bus. Clones are the same bus.
#[derive(Debug, Clone, Default)]
pub struct Bus(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    tenants: HashMap<TenantId, Channel>,
    closed: bool,
}

/// A tenant's listeners, so that a busy tenant makes nobody else's listeners fall behind.
#[derive(Debug)]
struct Channel {
    sender: broadcast::Sender<Arc<Event>>,
    /// How far the desk's outbox was told; `None` where it is not followed (yet).
    desk: watch::Sender<Option<OutboxEnd>>,
}

impl Bus {
    /// Tells a tenant's listeners that something has happened; never waits.
    pub fn publish(&self, tenant: &TenantId, kind: Kind) {
        self.inner().channel(tenant).send(tenant, kind);
    }

    /// Tells a tenant's listeners what a piece of the desk's outbox says, which was told up to `end` then.
    pub(crate) fn publish_lines(&self, tenant: &TenantId, lines: Vec<OutboxLine>, end: OutboxEnd) {
        let mut inner = self.inner();
        let channel = inner.channel(tenant);
        for line in lines {
            channel.send(tenant, Kind::Desk(line));
        }
        // Under the same lock: whoever listens from now on is told what comes after this end, and nothing of what was told.
        channel.desk.send_replace(Some(end));
    }

    /// Says from where on the desk's outbox is told. Who listened before may have missed something.
    pub(crate) fn desk_begins(&self, tenant: &TenantId, end: OutboxEnd) {
        let mut inner = self.inner();
        let channel = inner.channel(tenant);
        channel.desk.send_replace(Some(end));
        channel.send(tenant, Kind::Resync(end));
    }

    /// Waits until a tenant's outbox is followed.
    pub async fn desk_is_followed(&self, tenant: &TenantId) {
        let mut desk = self.inner().channel(tenant).desk.subscribe();
        // It ends with the process alone.
        let _ = desk.wait_for(Option::is_some).await;
    }

    /// Listens to what happens in a tenant from now on.
    #[must_use]
    pub fn subscribe(&self, tenant: &TenantId) -> Listener {
        let mut inner = self.inner();
        let closed = inner.closed;
        let channel = inner.channel(tenant);
        let desk = *channel.desk.borrow();
        let receiver = (!closed).then(|| channel.sender.subscribe());
        Listener { bus: self.clone(), tenant: tenant.clone(), desk, receiver }
    }

    /// Whether anybody listens to a tenant.
    #[must_use]
    pub fn is_listened(&self, tenant: &TenantId) -> bool {
        self.inner().tenants.get(tenant).is_some_and(|channel| channel.sender.receiver_count() > 0)
    }

    /// Ends all listening, now and for later comers: the process is about to end.
    pub fn close(&self) {
        let mut inner = self.inner();
        inner.closed = true;
        // With the senders gone the listeners come to their end.
        inner.tenants.clear();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn channel(&mut self, tenant: &TenantId) -> &mut Channel {
        self.tenants
            .entry(tenant.clone())
            .or_insert_with(|| Channel { sender: broadcast::Sender::new(MOST_WAITING), desk: watch::Sender::new(None) })
    }
}

impl Channel {
    fn send(&self, tenant: &TenantId, kind: Kind) {
        // Nobody listening is no error.
        let _ = self.sender.send(Arc::new(Event { tenant: tenant.clone(), kind }));
    }
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Event>),
    /// More happened than was waited for: look at everything anew. [`Listener::desk`] is where the listener stands now.
    Resync,
}

/// Listens to one tenant.
#[derive(Debug)]
pub struct Listener {
    bus: Bus,
    tenant: TenantId,
    desk: Option<OutboxEnd>,
    receiver: Option<broadcast::Receiver<Arc<Event>>>,
}

impl Listener {
    /// Up to where the desk's outbox was told before the first event that this listener hears; `None` where it is not
    /// followed (yet).
    #[must_use]
    pub fn desk(&self) -> Option<OutboxEnd> {
        self.desk
    }

    /// What waits to be heard already; `None` where nothing does, or at the end.
    pub fn waiting(&mut self) -> Option<Heard> {
        match self.receiver.as_mut()?.try_recv() {
            Ok(event) => Some(Heard::Event(event)),
            Err(TryRecvError::Lagged(_)) => Some(self.begin_anew()),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }

    /// The next that is heard; `None` at the end. Nothing is lost where the future is dropped.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.receiver.as_mut()?.recv().await {
            Ok(event) => Some(Heard::Event(event)),
            Err(RecvError::Lagged(_)) => Some(self.begin_anew()),
            Err(RecvError::Closed) => None,
        }
    }

    /// What still waits is older than the look that the listener takes now.
    fn begin_anew(&mut self) -> Heard {
        *self = self.bus.subscribe(&self.tenant);
        Heard::Resync
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn edited(revision: u64) -> Kind {
        Kind::ConfigChanged { revision, fingerprint: 0 }
    }

    fn tenant(name: &str) -> TenantId {
        name.parse().expect("a slug")
    }

    async fn revision(listener: &mut Listener) -> u64 {
        match listener.next().await {
            Some(Heard::Event(event)) => match event.kind {
                Kind::ConfigChanged { revision, .. } => revision,
                ref other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn every_listener_of_the_tenant_hears_it_and_nobody_else() {
        let bus = Bus::default();
        let (mut one, mut two, mut other) =
            (bus.subscribe(&tenant("a")), bus.subscribe(&tenant("a")), bus.subscribe(&tenant("b")));
        bus.publish(&tenant("a"), edited(7));
        bus.publish(&tenant("b"), edited(8));
        assert_eq!((revision(&mut one).await, revision(&mut two).await), (7, 7));
        assert_eq!(revision(&mut other).await, 8);
        bus.close();
        assert_eq!((one.next().await, other.next().await), (None, None));
        assert_eq!(bus.subscribe(&tenant("a")).next().await, None);
    }

    #[tokio::test]
    async fn a_slow_listener_is_told_to_begin_anew_and_goes_on() {
        let bus = Bus::default();
        let mut slow = bus.subscribe(&tenant("a"));
        for revision in 0..2_000 {
            bus.publish(&tenant("a"), edited(revision));
        }
        assert_eq!(slow.next().await, Some(Heard::Resync));
        bus.publish(&tenant("a"), edited(2_000));
        assert_eq!(revision(&mut slow).await, 2_000);
    }

    #[tokio::test]
    async fn whoever_listens_is_told_just_what_comes_after_the_end_that_was_told() {
        let end = |place| OutboxEnd { outbox: Uuid::nil(), place, number: place, secret_number: 0 };
        let line = |place| OutboxLine { place, number: Some(place), secret_number: None, event: None };
        let bus = Bus::default();
        assert_eq!(bus.subscribe(&tenant("a")).desk(), None);
        bus.desk_begins(&tenant("a"), end(4));
        bus.desk_is_followed(&tenant("a")).await;
        let mut early = bus.subscribe(&tenant("a"));
        assert_eq!(early.desk(), Some(end(4)));
        bus.publish_lines(&tenant("a"), vec![line(5), line(6)], end(6));
        let late = bus.subscribe(&tenant("a"));
        assert_eq!(late.desk(), Some(end(6)));
        for place in [5, 6] {
            let heard = early.waiting();
            assert!(matches!(&heard, Some(Heard::Event(event)) if event.kind == Kind::Desk(line(place))), "{heard:?}");
        }
        assert_eq!(early.waiting(), None);
        for place in 7..3_000 {
            bus.publish_lines(&tenant("a"), vec![line(place)], end(place));
        }
        assert_eq!((early.next().await, early.desk()), (Some(Heard::Resync), Some(end(2_999))));
    }

    #[test]
    fn a_tenant_that_nobody_listens_to_is_known() {
        let bus = Bus::default();
        assert!(!bus.is_listened(&tenant("a")));
        let listener = bus.subscribe(&tenant("a"));
        assert!(bus.is_listened(&tenant("a")) && !bus.is_listened(&tenant("b")));
        drop(listener);
        assert!(!bus.is_listened(&tenant("a")));
    }
}
