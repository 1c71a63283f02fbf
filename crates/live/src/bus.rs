//! From whoever makes events to whoever listens, within one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};
use uuid::Uuid;
use watchroom_domain::TenantId;

use crate::{Event, EventId, Kind};

/// Events that wait for a listener; one that falls further behind is told to begin anew.
const MOST_WAITING: usize = 64;

/// The event bus. Clones are the same bus.
#[derive(Debug, Clone)]
pub struct Bus(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    run: Uuid,
    /// The number of the last event.
    last: u64,
    tenants: HashMap<TenantId, Channel>,
    closed: bool,
}

/// A tenant's listeners, so that a busy tenant makes nobody else's listeners fall behind.
#[derive(Debug)]
struct Channel {
    /// The number of the tenant's last event.
    last: u64,
    sender: broadcast::Sender<Arc<Event>>,
}

impl Default for Bus {
    fn default() -> Self {
        let inner = Inner { run: Uuid::new_v4(), last: 0, tenants: HashMap::new(), closed: false };
        Self(Arc::new(Mutex::new(inner)))
    }
}

impl Bus {
    /// Tells a tenant's listeners that something has happened; never waits. Returns its id.
    pub fn publish(&self, tenant: &TenantId, kind: Kind) -> EventId {
        let mut inner = self.inner();
        let secret = kind.is_secret();
        if !secret {
            inner.last += 1;
        }
        let (run, last) = (inner.run, inner.last);
        let channel = inner.channel(tenant);
        if !secret {
            channel.last = last;
        }
        let id = EventId { run, number: channel.last };
        // Nobody listening is no error.
        let _ = channel.sender.send(Arc::new(Event { id, tenant: tenant.clone(), kind }));
        id
    }

    /// Listens to what happens in a tenant from now on.
    #[must_use]
    pub fn subscribe(&self, tenant: &TenantId) -> Listener {
        let mut inner = self.inner();
        let (run, closed) = (inner.run, inner.closed);
        let channel = inner.channel(tenant);
        let from = EventId { run, number: channel.last };
        Listener { from, receiver: (!closed).then(|| channel.sender.subscribe()) }
    }

    /// Whether anybody listens to a tenant in this process.
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
            .or_insert_with(|| Channel { last: 0, sender: broadcast::Sender::new(MOST_WAITING) })
    }
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Event>),
    /// More happened than was waited for: look at everything anew.
    Resync,
}

/// Listens to one tenant.
#[derive(Debug)]
pub struct Listener {
    from: EventId,
    receiver: Option<broadcast::Receiver<Arc<Event>>>,
}

impl Listener {
    /// The tenant's last event before this listener's first.
    #[must_use]
    pub fn from(&self) -> EventId {
        self.from
    }

    /// What waits to be heard already; `None` where nothing does, or at the end.
    pub fn waiting(&mut self) -> Option<Heard> {
        match self.receiver.as_mut()?.try_recv() {
            Ok(event) => Some(Heard::Event(event)),
            Err(TryRecvError::Lagged(_)) => {
                self.receiver = self.receiver.take().map(|receiver| receiver.resubscribe());
                Some(Heard::Resync)
            }
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }

    /// The next that is heard; `None` at the end. Nothing is lost where the future is dropped.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.receiver.as_mut()?.recv().await {
            Ok(event) => Some(Heard::Event(event)),
            Err(RecvError::Lagged(_)) => {
                // What still waits is older than the look that the listener takes now.
                self.receiver = self.receiver.take().map(|receiver| receiver.resubscribe());
                Some(Heard::Resync)
            }
            Err(RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(name: &str) -> TenantId {
        name.parse().expect("a slug")
    }

    async fn revision(listener: &mut Listener) -> u64 {
        match listener.next().await {
            Some(Heard::Event(event)) => match event.kind {
                Kind::ConfigChanged { revision } => revision,
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
        let first = bus.publish(&tenant("a"), Kind::ConfigChanged { revision: 7 });
        let second = bus.publish(&tenant("b"), Kind::ConfigChanged { revision: 8 });
        assert!(second.number > first.number);
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
        for revision in 0..1_000 {
            bus.publish(&tenant("a"), Kind::ConfigChanged { revision });
        }
        assert_eq!(slow.next().await, Some(Heard::Resync));
        bus.publish(&tenant("a"), Kind::ConfigChanged { revision: 1_000 });
        assert_eq!(revision(&mut slow).await, 1_000);
    }

    #[test]
    fn what_is_secret_leaves_no_gap_in_the_numbers() {
        use watchroom_domain::TicketId;
        use watchroom_store::desk::{DeskEvent, DeskNews, DeskStand};
        let stand = |is_sensitive| DeskStand { is_sensitive, ward: None, team: None };
        let event = |before: Option<bool>, now: bool| {
            let news = DeskNews::Updated(TicketId(Uuid::nil()));
            Kind::Desk(DeskEvent { news, now: stand(now), before: before.map(stand) })
        };
        let bus = Bus::default();
        let first = bus.publish(&tenant("a"), event(None, false));
        for secret in [event(None, true), event(Some(true), true)] {
            assert_eq!(bus.publish(&tenant("a"), secret), first);
            assert_eq!(bus.subscribe(&tenant("a")).from(), first);
        }
        for (number, seen) in [event(Some(false), true), event(Some(true), false)].into_iter().enumerate() {
            assert_eq!(bus.publish(&tenant("a"), seen).number, first.number + 1 + number as u64);
        }
    }

    #[test]
    fn an_id_tells_whether_something_was_missed() {
        let bus = Bus::default();
        let before = bus.subscribe(&tenant("a")).from();
        bus.publish(&tenant("b"), Kind::ConfigChanged { revision: 1 });
        assert_eq!(bus.subscribe(&tenant("a")).from(), before, "another tenant's event is none of ours");
        let id = bus.publish(&tenant("a"), Kind::ConfigChanged { revision: 2 });
        assert_eq!(bus.subscribe(&tenant("a")).from(), id);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_ne!(Bus::default().subscribe(&tenant("a")).from(), before, "another process's ids are not ours");
        for bad in ["", "7", "x-1", "-"] {
            assert_eq!(bad.parse::<EventId>(), Err(crate::BadEventId), "{bad}");
        }
    }
}
