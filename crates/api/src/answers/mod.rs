//! The response cache: answers in the form in which they go out, under a contract of freshness.
//!
//! - An answer is *fresh* for as long as its panel says, and served as it is.
//! - Where the panel's data is known to have changed, no answer from before is served, but where a new one cannot be had.
//! - After that one refresh runs, however many viewers ask. They wait for it a moment; where it takes longer, they are
//!   served the old answer, which says `stale`, and the refresh goes on.
//! - Where a refresh fails, the last good answer is served with the reason, and the next attempt waits a little. A
//!   failure itself is never kept.
//! - The keys hold the scope (see [`Key`]), and an answer is only ever served to the dashboards it was made by.
//! - Where rows have gone out of somebody's sight, all that was made of the tenant's before is forgotten at once.
//! - Its memory is bounded by bytes.

mod flight;
mod kept;
mod key;
mod respond;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::ops::compute::Op;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use watchroom_domain::{Clock, TenantId};
use watchroom_spec::TenantSpec;

use crate::problem::Problem;
use crate::views::CacheState;
use flight::{Boarding, Flights, Seat};

pub(crate) use kept::Kept;
pub(crate) use key::Key;
pub(crate) use respond::{Conditions, respond};

/// Bytes of answers kept where nothing says otherwise.
const MOST_BYTES: u64 = 64 << 20;
/// An answer larger than this share of the whole is not kept: it would push everybody else's out.
const LARGEST_SHARE: u64 = 8;
/// How long viewers wait for a refresh before they are served the old answer.
const WAIT_FOR_REFRESH: Duration = Duration::from_millis(300);
/// How long after a failed refresh the next one may begin.
const BACK_OFF: Duration = Duration::from_secs(5);
/// Who asks for a new answer still shares one that is this young.
const NEW: Duration = Duration::from_secs(1);

/// The response cache. Clones share it.
#[derive(Debug, Clone)]
pub struct Answers {
    kept: Cache<Arc<Key>, Arc<Kept>>,
    flights: Arc<Flights>,
    /// How often each tenant's answers were forgotten.
    turns: Arc<RwLock<HashMap<TenantId, u64>>>,
    clock: Clock,
    most_bytes: u64,
}

/// How fresh an answer must be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freshness {
    /// Up to this age it is served as it is.
    pub(crate) fresh_for: Duration,
    /// The viewer wants a new one, and waits for it.
    pub(crate) anew: bool,
    /// How often the panel's data is known to have changed: what was read before the last change is not served.
    pub(crate) generation: u64,
}

/// An answer, and where it comes from.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) kept: Arc<Kept>,
    pub(crate) state: CacheState,
    /// Why it is older than it should be, where a refresh failed.
    pub(crate) because: Option<String>,
}

impl Answers {
    /// An empty cache that keeps up to `megabytes` (`None`: 64) of answers.
    #[must_use]
    pub fn new(clock: Clock, megabytes: Option<u32>) -> Self {
        let most_bytes = megabytes.map_or(MOST_BYTES, |megabytes| u64::from(megabytes) << 20);
        let weigh = |key: &Arc<Key>, kept: &Arc<Kept>| u32::try_from(key.weight() + kept.weight()).unwrap_or(u32::MAX);
        let kept = Cache::builder()
            .max_capacity(most_bytes)
            .weigher(weigh)
            // The newest answer is the one that a screen shows, however often an old one was asked for.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { kept, flights: Arc::default(), turns: Arc::default(), clock, most_bytes }
    }

    /// The answer under `key`, as fresh as asked for. `load` begins to make a new one; it is called where none is at
    /// hand and none is being made.
    ///
    /// # Errors
    /// What `load` refuses or fails with, where there is no good answer from before.
    pub(crate) async fn get<F>(
        &self,
        key: Key,
        spec: &Arc<TenantSpec>,
        freshness: Freshness,
        load: impl FnOnce() -> Result<F, Problem>,
    ) -> Result<Found, Problem>
    where
        F: Future<Output = Result<Kept, Problem>> + Send + 'static,
    {
        let turn = self.turn_of(key.tenant());
        let key = Arc::new(key.of_turn(turn));
        let now = self.clock.now();
        let fresh_for = if freshness.anew { freshness.fresh_for.min(NEW) } else { freshness.fresh_for };
        let generation = freshness.generation;
        let fresh = |kept: &Arc<Kept>| kept.is_of(spec) && kept.generation() >= generation && kept.age(now) < fresh_for;
        let old = self.kept.get(&key).filter(|kept| kept.is_of(spec));
        if let Some(kept) = old.as_ref().filter(|kept| fresh(kept)) {
            return Ok(Found::hit(Arc::clone(kept)));
        }
        if let Some(kept) = &old
            && let Some(why) = kept.failure(now, BACK_OFF)
        {
            return Ok(Found { kept: Arc::clone(kept), state: CacheState::Stale, because: Some(why) });
        }
        let boarding = self.flights.board(
            &key,
            spec,
            generation,
            // Once more, now that nobody else can begin: it may have landed since we looked.
            || self.kept.get(&key).filter(fresh),
            || Ok(self.clone().keeping(Arc::clone(&key), old.clone(), generation, load()?)),
        )?;
        let seat = match boarding {
            Boarding::Landed(kept) => return Ok(Found::hit(kept)),
            Boarding::Seat(seat) => seat,
        };
        // Data that is known to have changed is waited for.
        let unchanged = old.as_ref().filter(|kept| kept.generation() >= generation);
        let patience = unchanged.and_then(|kept| freshness.patience(kept.age(now)));
        match (self.wait(seat, patience).await, old) {
            (Some(Ok(kept)), _) => Ok(Found { kept, state: CacheState::Miss, because: None }),
            (None, Some(kept)) => Ok(Found { kept, state: CacheState::Stale, because: None }),
            (Some(Err(problem)), Some(kept)) if !problem.forfeits_old_data => {
                Ok(Found { kept, state: CacheState::Stale, because: Some(problem.title) })
            }
            (Some(Err(problem)), _) => Err(problem),
            (None, None) => Err(Problem::internal("a load without an older answer was not waited for")),
        }
    }

    /// Forgets what a tenant's panels showed: rows that were in it may be out of somebody's sight now. What is being made at
    /// this moment is shown to those alone who wait for it already.
    pub fn forget(&self, tenant: &TenantId) {
        *self.turns.write().unwrap_or_else(PoisonError::into_inner).entry(tenant.clone()).or_default() += 1;
    }

    fn turn_of(&self, tenant: &TenantId) -> u64 {
        self.turns.read().unwrap_or_else(PoisonError::into_inner).get(tenant).copied().unwrap_or(0)
    }

    /// Waits for a load; `None` where it takes longer than `patience`, in which case it goes on by itself.
    async fn wait(&self, mut seat: Seat, patience: Option<Duration>) -> Option<Result<Arc<Kept>, Problem>> {
        let Some(patience) = patience else { return Some(seat.landed().await) };
        match tokio::time::timeout(patience, seat.landed()).await {
            Ok(landed) => Some(landed),
            Err(_) => {
                tokio::spawn(async move { seat.landed().await.map(drop) });
                None
            }
        }
    }

    /// A load with what follows from it: a good answer is kept, a failure is noted on the old one.
    async fn keeping<F>(
        self,
        key: Arc<Key>,
        old: Option<Arc<Kept>>,
        generation: u64,
        load: F,
    ) -> Result<Arc<Kept>, Problem>
    where
        F: Future<Output = Result<Kept, Problem>> + Send,
    {
        match load.await {
            Ok(kept) => {
                let kept = Arc::new(kept.read_at(generation));
                if (kept.weight() as u64) < self.most_bytes / LARGEST_SHARE {
                    self.kept.entry(key).and_compute_with(|there| match there {
                        // A load that began before a change may land after one that began later.
                        Some(there) if there.value().is_newer(&kept) => Op::Nop,
                        _ => Op::Put(Arc::clone(&kept)),
                    });
                }
                Ok(kept)
            }
            Err(problem) => {
                match old {
                    Some(_) if problem.forfeits_old_data => self.kept.invalidate(&key),
                    Some(old) => old.note_failure(self.clock.now(), problem.title.clone()),
                    None => {}
                }
                Err(problem)
            }
        }
    }

    /// Bytes of answers kept at the moment, and how many they are.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        self.kept.run_pending_tasks();
        (self.kept.weighted_size(), self.kept.entry_count())
    }
}

impl Found {
    fn hit(kept: Arc<Kept>) -> Self {
        Self { kept, state: CacheState::Hit, because: None }
    }
}

impl Freshness {
    /// How long to wait for a refresh where there is an answer of this age; `None` is until it is there.
    fn patience(&self, age: Duration) -> Option<Duration> {
        // Somebody who comes back after hours is not shown the morning's numbers as if they were the latest.
        let too_old = age > self.fresh_for.saturating_mul(2).max(self.fresh_for + Duration::from_secs(60));
        (!self.anew && !too_old).then_some(WAIT_FOR_REFRESH)
    }
}

#[cfg(test)]
mod tests;
