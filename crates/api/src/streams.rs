//! How many event streams are open for each credential.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use watchroom_identity::Credential;

/// Streams that one session, token or share may have open: a tab has one.
const MOST_OF_A_SESSION: usize = 20;

/// The open streams. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<[u8; 32], usize>>>);

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

    fn open_ones(&self) -> MutexGuard<'_, HashMap<[u8; 32], usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
