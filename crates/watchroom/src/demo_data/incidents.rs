//! Happenings that come back irregularly: at most one in each period of some days, found from any instant without a list.

use super::noise::{Stream, smoothstep};
use super::rhythm::{DAY_S, LocalTime, local_to_epoch_s};

/// A kind of happening and how often it comes.
#[derive(Debug, Clone, Copy)]
pub struct Recurring {
    /// Decides day, hour and length.
    pub stream: Stream,
    /// Length of a period; one happening in each at most.
    pub every_days: i64,
    /// The share of periods that have one.
    pub chance: f64,
    /// The local hours between which it begins.
    pub begins_hours: (i64, i64),
    /// The shortest and the longest, in minutes.
    pub lasts_minutes: (i64, i64),
}

/// One happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Number of its period: the key for whatever else is chosen about it.
    pub index: i64,
    /// First second.
    pub start_s: i64,
    /// The second after its last.
    pub end_s: i64,
}

impl Recurring {
    /// The happening that an instant lies in.
    #[must_use]
    pub fn at(&self, at_s: i64) -> Option<Window> {
        let window = self.in_period(LocalTime::at(at_s).day.div_euclid(self.every_days))?;
        (window.start_s <= at_s && at_s < window.end_s).then_some(window)
    }

    /// The happening of a period; it begins and ends inside it.
    #[must_use]
    pub fn in_period(&self, index: i64) -> Option<Window> {
        if self.stream.of(0).unit(index) >= self.chance {
            return None;
        }
        let (from_hour, to_hour) = self.begins_hours;
        let longest_s = to_hour * 3600 + self.lasts_minutes.1 * 60;
        let spare_days = (self.every_days - (longest_s + DAY_S - 1) / DAY_S).max(0);
        let day = index * self.every_days + self.stream.of(1).between(index, 0, spare_days);
        let start_s = local_to_epoch_s(day, self.stream.of(2).between(index, from_hour * 3600, to_hour * 3600));
        let lasts_s = self.stream.of(3).between(index, self.lasts_minutes.0 * 60, self.lasts_minutes.1 * 60);
        Some(Window { index, start_s, end_s: start_s + lasts_s })
    }
}

impl Window {
    /// 0 outside, 1 within, rising over `rise_s` seconds and falling over `fall_s`.
    #[must_use]
    pub fn intensity(&self, at_s: i64, rise_s: i64, fall_s: i64) -> f64 {
        let rising = smoothstep((at_s - self.start_s) as f64 / rise_s as f64);
        let falling = smoothstep((self.end_s - at_s) as f64 / fall_s as f64);
        rising.min(falling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFTEN: Recurring = Recurring {
        stream: Stream::named("test incidents"),
        every_days: 4,
        chance: 0.75,
        begins_hours: (8, 17),
        lasts_minutes: (20, 3 * 24 * 60),
    };

    #[test]
    fn happenings_stay_inside_their_period_and_come_as_often_as_said() {
        let windows: Vec<Window> = (4_000..5_000).filter_map(|index| OFTEN.in_period(index)).collect();
        assert!((700..800).contains(&windows.len()), "{}", windows.len());
        for window in windows {
            let period_start_s = local_to_epoch_s(window.index * 4, 0);
            assert!(period_start_s <= window.start_s && window.end_s <= period_start_s + 4 * DAY_S, "{window:?}");
            assert_eq!(OFTEN.at(window.start_s), Some(window));
            assert_eq!(OFTEN.at(window.end_s - 1), Some(window));
            assert_eq!(OFTEN.at(window.end_s), None);
        }
    }
}
