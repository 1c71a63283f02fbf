//! A half-open span of time.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

/// `[start, end)`: the start belongs to it, the end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeRange {
    start: Timestamp,
    end: Timestamp,
}

/// Why two moments make no range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadTimeRange {
    /// The end is not after the start.
    #[error("the end ({end}) is not after the start ({start})")]
    EndNotAfterStart {
        /// The start asked for.
        start: Timestamp,
        /// The end asked for.
        end: Timestamp,
    },
    /// The moment lies outside the years that PostgreSQL and the page can both show.
    #[error("{0} lies outside the years 1900 to 9999")]
    OutOfBounds(Timestamp),
    /// The text is no moment.
    #[error("`{0}` is no date: write it like 2026-03-08, 2026-03-08T09:00:00Z or 2026-03-08T09:00:00+02:00")]
    NotADate(String),
}

/// 1900-01-01T00:00:00Z.
const EARLIEST_S: i64 = -2_208_988_800;
/// 9999-12-30T00:00:00Z: a little before the last moment, so that every zone's offset still fits.
const LATEST_S: i64 = 253_402_128_000;

impl TimeRange {
    /// Makes a range.
    ///
    /// # Errors
    /// Where the end is not after the start, or either lies outside the years 1900 to 9999.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, BadTimeRange> {
        for moment in [start, end] {
            if !(EARLIEST_S..=LATEST_S).contains(&moment.as_second()) {
                return Err(BadTimeRange::OutOfBounds(moment));
            }
        }
        if start >= end {
            return Err(BadTimeRange::EndNotAfterStart { start, end });
        }
        Ok(Self { start, end })
    }

    /// Reads a moment as a person or a program writes it in a query: ISO 8601 with an offset or `Z`, or, without
    /// one, as local time of `zone`; a date alone is its first moment there.
    ///
    /// # Errors
    /// Where the text is none of these.
    pub fn parse_moment(text: &str, zone: &TimeZone) -> Result<Timestamp, BadTimeRange> {
        // A `+` that was not escaped in a URL arrives as a space; an offset is the only place it can stand.
        let text = text.trim();
        let repaired = match text.rfind(' ') {
            Some(at) if at > 10 && text[at + 1..].contains(':') && text[..at].contains('T') => {
                format!("{}+{}", &text[..at], &text[at + 1..])
            }
            _ => text.to_owned(),
        };
        let bad = || BadTimeRange::NotADate(text.chars().take(64).collect());
        if repaired.len() > 64 {
            return Err(bad());
        }
        if let Ok(moment) = repaired.parse::<Timestamp>() {
            return Ok(moment);
        }
        // A zone's name in brackets is not ISO 8601 and is not read.
        if repaired.contains('[') {
            return Err(bad());
        }
        if let Ok(local) = repaired.parse::<jiff::civil::DateTime>() {
            return local.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).map_err(|_| bad());
        }
        let day: Date = repaired.parse().map_err(|_| bad())?;
        day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).map_err(|_| bad())
    }

    /// The first moment that belongs to the range.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// The first moment after the range.
    #[must_use]
    pub const fn end(&self) -> Timestamp {
        self.end
    }

    /// The length in milliseconds.
    #[must_use]
    pub fn length_ms(&self) -> i64 {
        self.end.as_millisecond() - self.start.as_millisecond()
    }

    /// The range of the same length that ends where this one starts; `None` before the year 1900.
    #[must_use]
    pub fn preceding(&self) -> Option<Self> {
        let length = self.end.duration_since(self.start);
        Self::new(self.start.checked_sub(length).ok()?, self.start).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn the_end_must_come_after_the_start() {
        let noon = moment("2026-01-01T12:00:00Z");
        assert!(matches!(TimeRange::new(noon, noon), Err(BadTimeRange::EndNotAfterStart { .. })));
        let range = TimeRange::new(noon, moment("2026-01-01T13:00:00Z")).expect("a range");
        assert_eq!(range.length_ms(), 3_600_000);
        assert_eq!(range.preceding().expect("the hour before").start(), moment("2026-01-01T11:00:00Z"));
    }

    #[test]
    fn the_year_10000_and_the_middle_ages_are_refused() {
        assert!(TimeRange::parse_moment("10000-01-01T00:00:00Z", &TimeZone::UTC).is_err());
        let old = moment("1500-01-01T00:00:00Z");
        assert_eq!(TimeRange::new(old, moment("2026-01-01T00:00:00Z")), Err(BadTimeRange::OutOfBounds(old)));
    }

    #[test]
    fn moments_are_read_in_the_forms_people_write() {
        let johannesburg = TimeZone::get("Africa/Johannesburg").expect("a zone");
        let read = |text| TimeRange::parse_moment(text, &johannesburg).expect(text);
        assert_eq!(read("2026-03-08T09:00:00Z"), moment("2026-03-08T09:00:00Z"));
        assert_eq!(read("2026-03-08T09:00:00+02:00"), moment("2026-03-08T07:00:00Z"));
        assert_eq!(read("2026-03-08T09:00:00 02:00"), moment("2026-03-08T07:00:00Z"));
        assert_eq!(read("2026-03-08T09:00"), moment("2026-03-08T07:00:00Z"));
        assert_eq!(read("2026-03-08"), moment("2026-03-07T22:00:00Z"));
    }

    #[test]
    fn nonsense_is_refused_and_echoed_short() {
        for bad in ["", "yesterday-ish", "2026-13-01", "'; drop table metrics; --", "2026-03-08T09:00[Mars/Olympus]"] {
            assert!(TimeRange::parse_moment(bad, &TimeZone::UTC).is_err(), "{bad}");
        }
        let long = "9".repeat(10_000);
        let Err(BadTimeRange::NotADate(echo)) = TimeRange::parse_moment(&long, &TimeZone::UTC) else {
            panic!("ten thousand digits are no date")
        };
        assert_eq!(echo.len(), 64);
    }
}
