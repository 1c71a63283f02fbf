//! Something of the provider's that is kept for a while: its description, its keys.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use watchroom_domain::Clock;

use super::error::OidcError;

/// After a failure nobody asks again for so long: those who waited for it get the same answer.
const FAILURE_STANDS: SignedDuration = SignedDuration::from_secs(2);

/// A value with its age. Reading it waits for nobody; one asks for it anew, and who needs the new one waits for that.
#[derive(Debug)]
pub(super) struct Kept<T> {
    value: RwLock<Option<(Timestamp, Arc<T>)>>,
    asking: Mutex<Asked>,
}

/// What came of the last time that the provider was asked.
#[derive(Debug, Default)]
struct Asked {
    at: Option<Timestamp>,
    failure: Option<String>,
}

/// How old a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ages {
    /// Older, it is asked for anew.
    pub(super) fresh: SignedDuration,
    /// So old it will do while the provider does not answer.
    pub(super) stale: SignedDuration,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { value: RwLock::new(None), asking: Mutex::default() }
    }
}

impl<T> Kept<T> {
    /// The value, asked for anew by `ask` where it is older than it may be.
    pub(super) async fn get(
        &self,
        clock: &Clock,
        ages: Ages,
        ask: impl AsyncFnOnce() -> Result<T, OidcError>,
    ) -> Result<Arc<T>, OidcError> {
        if let Some(value) = self.younger_than(ages.fresh, clock.now()) {
            return Ok(value);
        }
        let mut asked = self.asking.lock().await;
        // Somebody else may have asked meanwhile.
        if let Some(value) = self.younger_than(ages.fresh, clock.now()) {
            return Ok(value);
        }
        match self.ask(&mut asked, clock, ask).await {
            Err(OidcError::Unreachable(cause)) => {
                self.younger_than(ages.stale, clock.now()).ok_or(OidcError::Unreachable(cause))
            }
            outcome => outcome,
        }
    }

    /// The value, asked for anew, where nobody asked for `at_most_every`; `None` where somebody did.
    pub(super) async fn renew(
        &self,
        clock: &Clock,
        at_most_every: SignedDuration,
        ask: impl AsyncFnOnce() -> Result<T, OidcError>,
    ) -> Result<Option<Arc<T>>, OidcError> {
        let mut asked = self.asking.lock().await;
        let recent = asked.at.is_some_and(|at| is_younger(at, at_most_every, clock.now()));
        if recent { Ok(None) } else { self.ask(&mut asked, clock, ask).await.map(Some) }
    }

    async fn ask(
        &self,
        asked: &mut Asked,
        clock: &Clock,
        ask: impl AsyncFnOnce() -> Result<T, OidcError>,
    ) -> Result<Arc<T>, OidcError> {
        if let (Some(at), Some(failure)) = (asked.at, &asked.failure)
            && is_younger(at, FAILURE_STANDS, clock.now())
        {
            return Err(OidcError::Unreachable(failure.clone()));
        }
        let outcome = ask().await;
        let now = clock.now();
        asked.at = Some(now);
        asked.failure = match &outcome {
            Err(OidcError::Unreachable(cause)) => Some(cause.clone()),
            _ => None,
        };
        let value = Arc::new(outcome?);
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&value)));
        Ok(value)
    }

    fn younger_than(&self, age: SignedDuration, now: Timestamp) -> Option<Arc<T>> {
        let kept = self.value.read().unwrap_or_else(PoisonError::into_inner);
        let (at, value) = kept.as_ref()?;
        is_younger(*at, age, now).then(|| Arc::clone(value))
    }
}

fn is_younger(at: Timestamp, age: SignedDuration, now: Timestamp) -> bool {
    (SignedDuration::ZERO..age).contains(&now.duration_since(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const AGES: Ages = Ages { fresh: SignedDuration::from_secs(600), stale: SignedDuration::from_secs(3_600) };

    fn down() -> Result<u32, OidcError> {
        Err(OidcError::Unreachable("down".to_owned()))
    }

    #[tokio::test]
    async fn a_value_is_kept_renewed_and_outlives_a_provider_that_is_down_for_a_while() {
        let clock = Clock::standing_at(Timestamp::UNIX_EPOCH);
        let (kept, asked) = (Kept::default(), Cell::new(0_u32));
        let count = async || {
            asked.set(asked.get() + 1);
            Ok(asked.get())
        };
        for expected in [1, 1] {
            assert_eq!(*kept.get(&clock, AGES, count).await.expect("a value"), expected);
        }
        clock.advance_ms(600_000);
        assert_eq!(*kept.get(&clock, AGES, count).await.expect("renewed"), 2);
        clock.advance_ms(601_000);
        assert_eq!(*kept.get(&clock, AGES, async || down()).await.expect("stale"), 2);
        clock.advance_ms(3_000_000);
        assert!(kept.get(&clock, AGES, async || down()).await.is_err(), "too old");
        clock.advance_ms(2_001);
        assert_eq!(*kept.get(&clock, AGES, count).await.expect("back"), 3);
    }

    #[tokio::test]
    async fn those_who_waited_for_a_failure_do_not_ask_again_one_by_one() {
        let clock = Clock::standing_at(Timestamp::UNIX_EPOCH);
        let (kept, asked) = (Kept::default(), Cell::new(0_u32));
        let fail = async || {
            asked.set(asked.get() + 1);
            tokio::task::yield_now().await;
            down()
        };
        let calls = (0..20).map(|_| kept.get(&clock, AGES, fail));
        assert!(futures_util::future::join_all(calls).await.iter().all(Result::is_err));
        assert_eq!(asked.get(), 1);
    }

    #[tokio::test]
    async fn renewing_is_bounded_in_time() {
        let clock = Clock::standing_at(Timestamp::UNIX_EPOCH);
        let kept = Kept::default();
        let every = SignedDuration::from_secs(30);
        assert_eq!(kept.renew(&clock, every, async || Ok(1)).await.expect("asked").map(|v| *v), Some(1));
        clock.advance_ms(29_999);
        assert!(kept.renew(&clock, every, async || Ok(2)).await.expect("kept").is_none());
        clock.advance_ms(1);
        assert_eq!(kept.renew(&clock, every, async || Ok(3)).await.expect("asked").map(|v| *v), Some(3));
    }
}
