//! How many event streams are open for each credential.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};
use watchroom_identity::Credential;

/// Streams that one session, token or share may have open: a tab has one.
const MOST_OF_A_SESSION: usize = 20;

/// Streams that ask at the same time whether they may go on, after a change of somebody's access: hundreds at once would
/// take every connection to the central database.
const ASK_AT_ONCE: usize = 3;

/// The open streams. Clones count together.
#[derive(Debug, Clone)]
pub struct Streams {
    open: Arc<Mutex<HashMap<[u8; 32], usize>>>,
    turns: Arc<Semaphore>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), turns: Arc::new(Semaphore::new(ASK_AT_ONCE)) }
    }
}

/// A place for one stream; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    streams: Streams,
    session: [u8; 32],
}

impl Streams {
    /// Takes a place; `None` where the session has as many as it may.
    pub(crate) fn open(&self, shown: &Credential) -> Option<Place> {
        let session = shown.hash();
        let mut open = self.open_ones();
        let count = open.entry(session).or_default();
        if *count >= MOST_OF_A_SESSION {
            return None;
        }
        *count += 1;
        Some(Place { streams: self.clone(), session })
    }

    /// Waits for the turn to ask whether a stream may go on; over when this is dropped.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    fn open_ones(&self) -> MutexGuard<'_, HashMap<[u8; 32], usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open_ones();
        if let Some(count) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
            }
        }
    }
}
