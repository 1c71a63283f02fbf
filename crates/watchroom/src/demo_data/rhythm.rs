//! The rhythm of days and weeks, on the clocks of Johannesburg (two hours ahead of UTC all year).

use jiff::{Timestamp, tz::Offset};

use super::noise::smoothstep;

/// Africa/Johannesburg has known no clock change since 1944.
const UTC_OFFSET_S: i64 = 2 * 3600;
/// Seconds of a day.
pub const DAY_S: i64 = 86_400;

/// An instant as the people of the place see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalTime {
    /// Days since 1970-01-01, local.
    pub day: i64,
    /// Seconds since local midnight.
    pub second: i64,
}

impl LocalTime {
    /// Local time of an instant in seconds since the epoch.
    #[must_use]
    pub const fn at(at_s: i64) -> Self {
        let local_s = at_s + UTC_OFFSET_S;
        Self { day: local_s.div_euclid(DAY_S), second: local_s.rem_euclid(DAY_S) }
    }

    /// The hour with its fraction, 0 up to 24.
    #[must_use]
    pub fn hour(self) -> f64 {
        self.second as f64 / 3600.0
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day_of_month(self) -> i8 {
        let midnight = Timestamp::from_second(self.day * DAY_S).unwrap_or(Timestamp::UNIX_EPOCH);
        Offset::UTC.to_datetime(midnight).day()
    }
}

/// The instant, in seconds since the epoch, of a local day's second.
#[must_use]
pub const fn local_to_epoch_s(day: i64, second: i64) -> i64 {
    day * DAY_S + second - UTC_OFFSET_S
}

/// Monday 0 to Sunday 6.
const fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// A day drawn through (hour, level) points that begin at hour 0 and end at 24 on one level, and how much of it each
/// weekday has, from Monday.
#[derive(Debug)]
pub struct Rhythm {
    points: &'static [(f64, f64)],
    weekdays: [f64; 7],
}

/// People at work: a platform's customers.
pub const BUSINESS: Rhythm = Rhythm {
    points: &[
        (0.0, 0.20),
        (3.5, 0.10),
        (6.0, 0.24),
        (8.5, 0.78),
        (10.5, 1.0),
        (13.0, 0.82),
        (15.0, 0.97),
        (17.5, 0.68),
        (20.0, 0.50),
        (22.0, 0.36),
        (24.0, 0.20),
    ],
    weekdays: [0.96, 1.0, 0.98, 1.0, 0.90, 0.48, 0.38],
};

/// Counters and call centres, open from half past seven to four.
pub const OFFICE: Rhythm = Rhythm {
    points: &[
        (0.0, 0.05),
        (6.0, 0.08),
        (8.0, 0.85),
        (10.0, 1.0),
        (13.0, 0.75),
        (15.0, 0.9),
        (17.0, 0.25),
        (24.0, 0.05),
    ],
    weekdays: [1.0, 0.95, 0.92, 0.92, 0.85, 0.20, 0.08],
};

/// People at home: electricity is bought after work, and at weekends.
pub const EVENING: Rhythm = Rhythm {
    points: &[
        (0.0, 0.12),
        (4.0, 0.06),
        (7.0, 0.45),
        (12.0, 0.40),
        (16.0, 0.60),
        (18.5, 1.0),
        (21.0, 0.7),
        (24.0, 0.12),
    ],
    weekdays: [0.85, 0.85, 0.85, 0.88, 1.0, 0.95, 0.90],
};

impl Rhythm {
    /// The level at an instant, 0 (still) to 1 (the busiest hour of the busiest day), without a jump anywhere.
    #[must_use]
    pub fn level(&self, at_s: i64) -> f64 {
        let local = LocalTime::at(at_s);
        let hour = local.hour();
        let after = self.points.iter().position(|(end, _)| hour < *end).unwrap_or(1).max(1);
        let ((left_hour, left), (right_hour, right)) = (self.points[after - 1], self.points[after]);
        let of_day = left + (right - left) * smoothstep((hour - left_hour) / (right_hour - left_hour));
        let (before, today) = (self.weekdays[weekday(local.day - 1)], self.weekdays[weekday(local.day)]);
        of_day * (before + (today - before) * smoothstep(hour / 5.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_s(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("an instant").as_second()
    }

    #[test]
    fn a_tuesday_morning_is_busier_than_its_night_and_than_sunday() {
        let tuesday = BUSINESS.level(at_s("2026-11-03T08:30:00Z"));
        let night = BUSINESS.level(at_s("2026-11-03T01:30:00Z"));
        let sunday = BUSINESS.level(at_s("2026-11-08T08:30:00Z"));
        assert!(tuesday > 0.95 && night < 0.15 && sunday < 0.5, "{tuesday} {night} {sunday}");
    }

    #[test]
    fn levels_are_bounded_and_do_not_jump() {
        let from_s = at_s("2026-11-01T00:00:00Z");
        for rhythm in [BUSINESS, OFFICE, EVENING] {
            let levels: Vec<f64> = (0..14 * 1440).map(|minute| rhythm.level(from_s + minute * 60)).collect();
            assert!(levels.iter().all(|level| (0.0..=1.0).contains(level)));
            assert!(levels.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.02));
        }
    }

    #[test]
    fn local_time_goes_there_and_back() {
        let instant_s = at_s("2026-10-31T22:30:00Z");
        let local = LocalTime::at(instant_s);
        assert_eq!((local.day_of_month(), local.second), (1, 1800));
        assert_eq!(local_to_epoch_s(local.day, local.second), instant_s);
    }
}
