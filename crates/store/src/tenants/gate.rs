//! Which tenant's query runs next, so that a noisy tenant cannot take the database away from the others.
//!
//! Tenants whose databases stand on one server share that server's cores. Each has a lane. While one tenant alone asks,
//! it may run twice as many queries as the gate has slots; as soon as another asks too, each may run its share of the
//! slots, at least one. Within a lane the first to come is the first to run.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use watchroom_domain::TenantId;

/// A tenant counts as asking for this long after its last query: between two panels of one dashboard it has not left.
const STILL_ASKING: Duration = Duration::from_secs(2);
/// How often those who wait look whether another tenant has left.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// The gate before one database server.
#[derive(Debug)]
pub(super) struct Gate {
    slots: usize,
    lanes: Mutex<HashMap<TenantId, Lane>>,
}

#[derive(Debug, Default)]
struct Lane {
    running: usize,
    waiting: VecDeque<(usize, oneshot::Sender<()>)>,
    last_asked: Option<Instant>,
}

/// The right to run one query. Dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Pass {
    gate: Arc<Gate>,
    tenant: TenantId,
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut lanes = self.gate.lanes();
        if let Some(lane) = lanes.get_mut(&self.tenant) {
            lane.running = lane.running.saturating_sub(1);
            lane.last_asked = Some(Instant::now());
        }
        self.gate.let_in(&mut lanes);
    }
}

impl Gate {
    /// `slots` queries at once where several tenants ask.
    pub(super) fn new(slots: usize) -> Arc<Self> {
        Arc::new(Self { slots: slots.max(1), lanes: Mutex::default() })
    }

    /// Waits for the tenant's turn; `None` where it does not come within `patience`. `quota` is the most that the
    /// tenant may run at once, whoever else asks.
    pub(super) async fn enter(self: &Arc<Self>, tenant: &TenantId, quota: usize, patience: Duration) -> Option<Pass> {
        let (tell, mut told) = oneshot::channel();
        {
            let mut lanes = self.lanes();
            let lane = lanes.entry(tenant.clone()).or_default();
            lane.last_asked = Some(Instant::now());
            lane.waiting.push_back((quota.max(1), tell));
            self.let_in(&mut lanes);
        }
        // Whoever gives up in the very moment of being let in hands the pass on by dropping it.
        let entering = Entering { gate: self, tenant, told: &mut told };
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let look_again = deadline.min(tokio::time::Instant::now() + LOOK_AGAIN);
            match tokio::time::timeout_at(look_again, &mut *entering.told).await {
                // Told once: what is dropped now finds nothing more to give back.
                Ok(Ok(())) => return Some(Pass { gate: Arc::clone(self), tenant: tenant.clone() }),
                Ok(Err(_)) => return None,
                Err(_) if tokio::time::Instant::now() >= deadline => return None,
                Err(_) => self.let_in(&mut self.lanes()),
            }
        }
    }

    /// Whether more than one tenant asks at the moment.
    pub(super) fn is_shared(&self) -> bool {
        asking(&self.lanes()) > 1
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<TenantId, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn let_in(&self, lanes: &mut HashMap<TenantId, Lane>) {
        let asking = asking(lanes);
        let share = if asking <= 1 { self.slots * 2 } else { (self.slots / asking).max(1) };
        for lane in lanes.values_mut() {
            while let Some((quota, _)) = lane.waiting.front() {
                if lane.running >= share.min(*quota) {
                    break;
                }
                let Some((_, waiting)) = lane.waiting.pop_front() else { break };
                // Whoever has gone away takes no place.
                lane.running += usize::from(waiting.send(()).is_ok());
            }
        }
    }
}

/// Somebody on the way in: if the future is dropped between being let in and noticing it, the place is given back.
struct Entering<'a> {
    gate: &'a Arc<Gate>,
    tenant: &'a TenantId,
    told: &'a mut oneshot::Receiver<()>,
}

impl Drop for Entering<'_> {
    fn drop(&mut self) {
        self.told.close();
        if self.told.try_recv().is_ok() {
            drop(Pass { gate: Arc::clone(self.gate), tenant: self.tenant.clone() });
        }
    }
}

fn asking(lanes: &HashMap<TenantId, Lane>) -> usize {
    let now = Instant::now();
    let recently = |lane: &Lane| lane.last_asked.is_some_and(|asked| now.duration_since(asked) < STILL_ASKING);
    lanes.values().filter(|lane| lane.running > 0 || !lane.waiting.is_empty() || recently(lane)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(50);

    /// Looks once whether something is ready.
    async fn waits<T>(mut what: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
        std::future::poll_fn(|context| std::task::Poll::Ready(what.as_mut().poll(context).is_pending())).await
    }

    fn tenant(name: &str) -> TenantId {
        name.parse().expect("a slug")
    }

    #[tokio::test]
    async fn one_alone_runs_twice_the_slots_and_no_more_than_its_quota() {
        let gate = Gate::new(2);
        let noisy = tenant("noisy");
        let mut passes = Vec::new();
        for _ in 0..4 {
            passes.push(gate.enter(&noisy, 8, LONG).await.expect("a place"));
        }
        assert!(gate.enter(&noisy, 8, SHORT).await.is_none());
        passes.clear();
        let only = gate.enter(&noisy, 1, LONG).await.expect("a place");
        assert!(gate.enter(&noisy, 1, SHORT).await.is_none());
        drop(only);
        assert!(gate.enter(&noisy, 1, LONG).await.is_some());
    }

    #[tokio::test]
    async fn another_tenant_gets_in_at_once_and_the_noisy_one_falls_back_to_its_share() {
        let gate = Gate::new(2);
        let (noisy, quiet) = (tenant("noisy"), tenant("quiet"));
        let mut running = Vec::new();
        for _ in 0..4 {
            running.push(gate.enter(&noisy, 8, LONG).await.expect("a place"));
        }
        let other = gate.enter(&quiet, 8, SHORT).await.expect("a quiet tenant never waits for a noisy one");
        assert!(gate.is_shared());
        running.truncate(1);
        assert!(gate.enter(&noisy, 8, SHORT).await.is_none(), "one of two slots is the noisy tenant's share");
        running.clear();
        assert!(gate.enter(&noisy, 8, SHORT).await.is_some());
        drop(other);
    }

    #[tokio::test]
    async fn who_gives_up_takes_no_place() {
        let gate = Gate::new(1);
        let one = tenant("one");
        let first = gate.enter(&one, 1, LONG).await.expect("a place");
        for _ in 0..100 {
            let mut waiting = Box::pin(gate.enter(&one, 1, LONG));
            assert!(waits(waiting.as_mut()).await);
        }
        drop(first);
        assert!(gate.enter(&one, 1, SHORT).await.is_some());
        assert_eq!(gate.lanes()[&one].running, 0);
    }

    #[tokio::test]
    async fn a_place_given_to_somebody_who_leaves_that_moment_comes_back() {
        let gate = Gate::new(1);
        let one = tenant("one");
        let first = gate.enter(&one, 1, LONG).await.expect("a place");
        let mut waiting = Box::pin(gate.enter(&one, 1, LONG));
        assert!(waits(waiting.as_mut()).await);
        drop(first);
        assert_eq!(gate.lanes()[&one].running, 1, "it is let in");
        drop(waiting);
        assert_eq!(gate.lanes()[&one].running, 0, "and has gone");
    }

    #[tokio::test]
    async fn the_first_to_come_is_the_first_to_run() {
        let gate = Gate::new(1);
        let one = tenant("one");
        let first = gate.enter(&one, 1, LONG).await.expect("a place");
        let mut second = Box::pin(gate.enter(&one, 1, LONG));
        let mut third = Box::pin(gate.enter(&one, 1, LONG));
        assert!(waits(second.as_mut()).await);
        assert!(waits(third.as_mut()).await);
        drop(first);
        let second = second.await.expect("its turn");
        assert!(waits(third.as_mut()).await);
        drop(second);
        assert!(third.await.is_some());
    }
}
