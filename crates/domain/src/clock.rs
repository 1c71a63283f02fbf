//! Time is handed in, so that a test can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Tells the time: the machine's, or one that a test sets.
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    Machine,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands at `start` until it is moved. Clones move together.
    #[must_use]
    pub fn standing_at(start: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(start.as_millisecond()))))
    }

    /// The time now, to the millisecond: what JSON shows, PostgreSQL keeps and the page counts in.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Source::Machine => at_ms(Timestamp::now().as_millisecond()),
            Source::Set(ms) => at_ms(ms.load(Ordering::SeqCst)),
        }
    }

    /// Moves a standing clock by `ms` milliseconds; the machine's clock cannot be moved and stays.
    pub fn advance_ms(&self, ms: i64) {
        if let Source::Set(now) = &self.0 {
            now.fetch_add(ms, Ordering::SeqCst);
        }
    }
}

fn at_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_for_all_its_clones() {
        let clock = Clock::standing_at(Timestamp::UNIX_EPOCH);
        clock.clone().advance_ms(1_500);
        assert_eq!(clock.now().as_millisecond(), 1_500);
    }
}
