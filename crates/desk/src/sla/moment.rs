//! Moments as whole microseconds since 1970-01-01T00:00Z: what the engine reckons in.

use jiff::Timestamp;

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const DAY: i64 = 24 * 60 * MINUTE;

/// The microseconds of a moment.
pub fn us(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The moment of microseconds; `None` outside of what a timestamp can say (years -9999 to 9999).
pub fn at(us: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(us).ok()
}

/// The moment, cut to the microsecond.
pub fn cut(moment: Timestamp) -> Timestamp {
    at(us(moment)).unwrap_or(moment)
}
