//! One load for any number of viewers who ask for the same thing at the same time.
//!
//! A load runs on a task of its own, so that the first viewer's leaving does not take it from the others. When the last
//! one leaves, it is stopped, and its query with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::task::AbortHandle;
use watchroom_spec::TenantSpec;

use super::{Kept, Key};
use crate::problem::Problem;

/// What a load gave.
pub(super) type Landed = Result<Arc<Kept>, Problem>;

/// What comes of asking for a place.
#[derive(Debug)]
pub(super) enum Boarding {
    /// It is there already.
    Landed(Arc<Kept>),
    /// A place in the load.
    Seat(Seat),
}

/// The loads under way.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Arc<Key>, Flight>>);

#[derive(Debug)]
struct Flight {
    number: u64,
    /// The dashboards that it loads by: viewers of others wait for a load of their own.
    spec: Arc<TenantSpec>,
    /// How often the data was known to have changed when it began.
    generation: u64,
    landed: watch::Receiver<Option<Landed>>,
    seats: usize,
    task: AbortHandle,
}

/// A viewer's place in a load.
#[derive(Debug)]
pub(super) struct Seat {
    flights: Arc<Flights>,
    key: Arc<Key>,
    number: u64,
    landed: watch::Receiver<Option<Landed>>,
}

impl Flights {
    /// Takes a place in the load under way, or starts one with what `load` gives, unless it is `there` after all.
    ///
    /// # Errors
    /// Where `load` refuses to begin.
    pub(super) fn board<F>(
        self: &Arc<Self>,
        key: &Arc<Key>,
        spec: &Arc<TenantSpec>,
        generation: u64,
        there: impl FnOnce() -> Option<Arc<Kept>>,
        load: impl FnOnce() -> Result<F, Problem>,
    ) -> Result<Boarding, Problem>
    where
        F: Future<Output = Landed> + Send + 'static,
    {
        let mut flights = self.lock();
        let good = |flight: &&mut Flight| Arc::ptr_eq(&flight.spec, spec) && flight.generation >= generation;
        if let Some(flight) = flights.get_mut(key).filter(good) {
            flight.seats += 1;
            return Ok(Boarding::Seat(self.seat(key, flight)));
        }
        if let Some(kept) = there() {
            return Ok(Boarding::Landed(kept));
        }
        let load = load()?;
        let (land, landed) = watch::channel(None);
        let number = next_number();
        let (flown, this) = (Arc::downgrade(self), Arc::clone(key));
        let task = tokio::spawn(async move {
            let result = load.await;
            // First off the board, then told: whoever comes now finds the kept answer or begins anew.
            if let Some(flights) = flown.upgrade() {
                flights.take_off_the_board(&this, number);
            }
            let _ = land.send(Some(result));
        });
        let flight = Flight { number, spec: Arc::clone(spec), generation, landed, seats: 1, task: task.abort_handle() };
        let seat = self.seat(key, &flight);
        // A load by older dashboards, or from before a change, goes on for those who wait for it: each of its seats knows its number.
        flights.insert(Arc::clone(key), flight);
        Ok(Boarding::Seat(seat))
    }

    /// Loads under way.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    fn seat(self: &Arc<Self>, key: &Arc<Key>, flight: &Flight) -> Seat {
        Seat { flights: Arc::clone(self), key: Arc::clone(key), number: flight.number, landed: flight.landed.clone() }
    }

    fn take_off_the_board(&self, key: &Key, number: u64) {
        let mut flights = self.lock();
        if flights.get(key).is_some_and(|flight| flight.number == number) {
            flights.remove(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<Key>, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Waits for what the load gives.
    pub(super) async fn landed(&mut self) -> Landed {
        match self.landed.wait_for(Option::is_some).await {
            Ok(landed) => landed.clone().unwrap_or_else(|| Err(Problem::internal("a load gave nothing"))),
            // The task ended without a word: it panicked, or the runtime ends.
            Err(_) => Err(Problem::internal("a panel's load was cut off")),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut flights = self.flights.lock();
        let Some(flight) = flights.get_mut(&self.key).filter(|flight| flight.number == self.number) else { return };
        flight.seats -= 1;
        if flight.seats == 0 {
            // Dropping the load's future cancels its query in the database.
            flight.task.abort();
            flights.remove(&self.key);
        }
    }
}

fn next_number() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
