//! How often one address may ask: anybody at all may, so nobody may too often.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use moka::sync::Cache;

use super::error::Error;

/// Requests of one address within [`WHILE`].
const MOST: u32 = 120;
const WHILE: Duration = Duration::from_secs(60);
/// Addresses that are remembered.
const MOST_ADDRESSES: u64 = 50_000;

/// Counts requests by address, in this process.
#[derive(Debug, Clone)]
pub(super) struct Gate(Cache<IpAddr, Arc<Mutex<(Instant, u32)>>>);

impl Default for Gate {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_ADDRESSES).time_to_idle(WHILE).build())
    }
}

impl Gate {
    /// Counts a request.
    ///
    /// # Errors
    /// Where the address has asked too often.
    pub(super) fn pass(&self, address: IpAddr) -> Result<(), Error> {
        let counted = self.0.get_with(address, || Arc::new(Mutex::new((Instant::now(), 0))));
        let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.0.elapsed() >= WHILE {
            *counted = (Instant::now(), 0);
        }
        counted.1 += 1;
        if counted.1 > MOST {
            let rest = WHILE.saturating_sub(counted.0.elapsed()).as_secs() + 1;
            return Err(Error::too_many(u32::try_from(rest).unwrap_or(u32::MAX)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_runs_out_and_another_does_not() {
        let gate = Gate::default();
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        assert!((0..MOST).all(|_| gate.pass(one).is_ok()));
        assert!(gate.pass(one).is_err());
        assert!(gate.pass(other).is_ok());
    }
}
