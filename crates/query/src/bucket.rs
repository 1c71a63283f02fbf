//! Cutting time into buckets whose edges follow the tenant's own clock.
//!
//! An edge is wherever `floor((t + offset(t)) / width)` changes or begins once more, `offset` being the zone's distance
//! from UTC at that moment. In Kathmandu (UTC+5:45) an hour therefore begins at a quarter past the UTC hour; in New York the hour
//! that happens twice in autumn is two buckets, and a day may have 23 or 25 hours.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use watchroom_domain::TimeRange;

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;
const WEEK_S: i64 = 7 * DAY_S;
/// 1970-01-05, a Monday: weeks begin there.
const FIRST_MONDAY_S: i64 = 4 * DAY_S;

/// The widths that long ranges may grow to.
const WIDER_S: [i64; 8] = [2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, DAY_S, WEEK_S, 4 * WEEK_S, 52 * WEEK_S];

/// Points a series beyond which buckets grow even where nobody asked: two years by the hour and more.
const MOST_POINTS: i64 = 20_000;

/// The width of a bucket in seconds for a range, or `None` for every row: the design's table.
///
/// Up to 8 hours every row; up to a day by the minute; up to 4 days by 10 minutes; beyond, by the hour. Past 100 days
/// buckets grow until a series has no more than `max_points` of them.
#[must_use]
pub fn bucket_width_s(range: &TimeRange, disable_aggregation: bool, max_points: Option<u32>) -> Option<i64> {
    let length_ms = range.length_ms();
    if disable_aggregation || length_ms <= 8 * HOUR_S * 1_000 {
        return None;
    }
    if length_ms <= DAY_S * 1_000 {
        return Some(MINUTE_S);
    }
    if length_ms <= 4 * DAY_S * 1_000 {
        return Some(10 * MINUTE_S);
    }
    let most = match max_points {
        Some(points) if length_ms > 100 * DAY_S * 1_000 => i64::from(points).clamp(1, MOST_POINTS),
        _ => MOST_POINTS,
    };
    let fits = |width_s: &i64| length_ms / 1_000 / width_s <= most;
    std::iter::once(HOUR_S).chain(WIDER_S).find(fits).or_else(|| WIDER_S.last().copied())
}

/// The buckets of a range: where each begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grid {
    width_s: i64,
    edges: Vec<Timestamp>,
    even: bool,
}

impl Grid {
    /// Cuts `range` into buckets of `width_s` seconds by the clock of `zone`. The first begins at or before the
    /// range's start, the last before its end.
    #[must_use]
    pub fn cut(range: &TimeRange, width_s: i64, zone: &TimeZone) -> Self {
        let clock = WallClock { zone, width_s };
        let end_s = ceil_second(range.end());
        let mut edges_s = vec![clock.edge_at_or_before(range.start().as_second())];
        while let Some(next) = edges_s.last().map(|last| clock.edge_after(*last)).filter(|next| *next < end_s) {
            edges_s.push(next);
        }
        let even = edges_s.windows(2).all(|pair| pair[1] - pair[0] == width_s)
            && edges_s.last().is_some_and(|last| last + width_s >= end_s);
        let edges = edges_s.into_iter().filter_map(|second| Timestamp::from_second(second).ok()).collect();
        Self { width_s, edges, even }
    }

    /// The width of a bucket in seconds. A bucket over a change of the clock may be longer or shorter.
    #[must_use]
    pub const fn width_s(&self) -> i64 {
        self.width_s
    }

    /// Where each bucket begins, rising.
    #[must_use]
    pub fn edges(&self) -> &[Timestamp] {
        &self.edges
    }

    /// Whether all buckets are exactly as wide as asked, so that `date_bin` finds the same edges.
    #[must_use]
    pub const fn is_even(&self) -> bool {
        self.even
    }

    /// The place of the bucket that begins at `edge`.
    #[must_use]
    pub fn place(&self, edge: Timestamp) -> Option<usize> {
        if self.even {
            let first = self.edges.first()?;
            let place = usize::try_from((edge.as_second() - first.as_second()).checked_div(self.width_s)?).ok()?;
            return (self.edges.get(place) == Some(&edge)).then_some(place);
        }
        self.edges.binary_search(&edge).ok()
    }
}

/// A zone's wall clock, read in steps of the bucket's width.
struct WallClock<'z> {
    zone: &'z TimeZone,
    width_s: i64,
}

impl WallClock<'_> {
    fn offset_s(&self, second: i64) -> i64 {
        let offset = Timestamp::from_second(second).map_or(Offset::UTC, |moment| self.zone.to_offset(moment));
        i64::from(offset.seconds())
    }

    /// Weeks count from a Monday, all else from midnight.
    fn origin_s(&self) -> i64 {
        if self.width_s % WEEK_S == 0 { FIRST_MONDAY_S } else { 0 }
    }

    fn step(&self, second: i64) -> i64 {
        (second + self.offset_s(second) - self.origin_s()).div_euclid(self.width_s)
    }

    /// Where step `step` begins by an offset.
    fn begin_s(&self, step: i64, offset_s: i64) -> i64 {
        step * self.width_s + self.origin_s() - offset_s
    }

    /// The last change of offset at or before `second`.
    fn change_at_or_before(&self, second: i64) -> Option<i64> {
        let after = Timestamp::from_second(second + 1).ok()?;
        // A zone's table also lists changes of name alone; those move no edge and do no harm.
        self.zone.preceding(after).next().map(|change| change.timestamp().as_second())
    }

    fn change_after(&self, second: i64) -> Option<i64> {
        let moment = Timestamp::from_second(second).ok()?;
        self.zone.following(moment).next().map(|change| change.timestamp().as_second())
    }

    fn edge_at_or_before(&self, second: i64) -> i64 {
        let step = self.step(second);
        let mut within = second;
        loop {
            let begin = self.begin_s(step, self.offset_s(within));
            match self.change_at_or_before(within) {
                Some(change) if begin < change => {
                    if self.step(change - 1) != step {
                        return change;
                    }
                    within = change - 1;
                }
                _ => return begin,
            }
        }
    }

    fn edge_after(&self, edge: i64) -> i64 {
        let step = self.step(edge);
        let mut within = edge;
        loop {
            let next = self.begin_s(step + 1, self.offset_s(within));
            match self.change_after(within) {
                Some(change) if change <= next => {
                    // The clock may fall back by just as much as a bucket is wide: the same step begins once more.
                    if self.step(change) != step || self.begin_s(step, self.offset_s(change)) >= change {
                        return change;
                    }
                    within = change;
                }
                _ => return next,
            }
        }
    }
}

fn ceil_second(moment: Timestamp) -> i64 {
    let floor = moment.as_second();
    match moment.subsec_nanosecond() {
        nanos if nanos > 0 => floor + 1,
        _ => floor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn range(start: &str, end: &str) -> TimeRange {
        TimeRange::new(moment(start), moment(end)).expect("a range")
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    fn edges(range: &TimeRange, width_s: i64, name: &str) -> Vec<String> {
        Grid::cut(range, width_s, &zone(name)).edges().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn widths_are_the_designs_table() {
        let start = moment("2026-01-01T00:00:00Z");
        let after = |seconds: i64| {
            let end = Timestamp::from_second(start.as_second() + seconds).expect("a moment");
            TimeRange::new(start, end).expect("a range")
        };
        for (length_s, width_s) in [
            (60, None),
            (8 * HOUR_S, None),
            (8 * HOUR_S + 1, Some(60)),
            (DAY_S, Some(60)),
            (DAY_S + 1, Some(600)),
            (4 * DAY_S, Some(600)),
            (4 * DAY_S + 1, Some(3_600)),
            (100 * DAY_S, Some(3_600)),
            (365 * DAY_S, Some(3_600)),
        ] {
            assert_eq!(bucket_width_s(&after(length_s), false, None), width_s, "{length_s} s");
            assert_eq!(bucket_width_s(&after(length_s), true, Some(10)), None, "{length_s} s, every row");
        }
        assert_eq!(bucket_width_s(&after(100 * DAY_S), false, Some(2_000)), Some(3_600));
        assert_eq!(bucket_width_s(&after(365 * DAY_S), false, Some(2_000)), Some(6 * HOUR_S));
        assert_eq!(bucket_width_s(&after(7_000 * 365 * DAY_S), false, None), Some(52 * WEEK_S));
    }

    #[test]
    fn kathmandu_hours_begin_at_a_quarter_past() {
        let found = edges(&range("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"), HOUR_S, "Asia/Kathmandu");
        assert_eq!(found, ["2025-12-31T23:15:00Z", "2026-01-01T00:15:00Z", "2026-01-01T01:15:00Z"]);
    }

    #[test]
    fn the_hour_that_happens_twice_is_two_buckets() {
        let found = edges(&range("2025-11-02T04:00:00Z", "2025-11-02T08:00:00Z"), HOUR_S, "America/New_York");
        assert_eq!(
            found,
            ["2025-11-02T04:00:00Z", "2025-11-02T05:00:00Z", "2025-11-02T06:00:00Z", "2025-11-02T07:00:00Z"]
        );
    }

    #[test]
    fn days_have_23_and_25_hours_where_the_clock_changes() {
        let spring =
            Grid::cut(&range("2025-03-08T05:00:00Z", "2025-03-11T04:00:00Z"), DAY_S, &zone("America/New_York"));
        let lengths: Vec<i64> =
            spring.edges().windows(2).map(|e| (e[1].as_second() - e[0].as_second()) / HOUR_S).collect();
        assert_eq!(lengths, [24, 23]);
        assert!(!spring.is_even());
        let autumn =
            Grid::cut(&range("2025-11-01T04:00:00Z", "2025-11-04T05:00:00Z"), DAY_S, &zone("America/New_York"));
        let lengths: Vec<i64> =
            autumn.edges().windows(2).map(|e| (e[1].as_second() - e[0].as_second()) / HOUR_S).collect();
        assert_eq!(lengths, [24, 25]);
    }

    #[test]
    fn a_day_that_has_no_midnight_begins_at_its_change() {
        // Beirut's clock jumps from 00:00 to 01:00.
        let found = edges(&range("2025-03-29T12:00:00Z", "2025-03-30T12:00:00Z"), DAY_S, "Asia/Beirut");
        assert_eq!(found, ["2025-03-28T22:00:00Z", "2025-03-29T22:00:00Z"]);
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let found = edges(&range("2026-01-01T00:00:00Z", "2026-01-20T00:00:00Z"), WEEK_S, "UTC");
        assert_eq!(
            found,
            ["2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z", "2026-01-19T00:00:00Z"]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// The definition itself, held against every edge and against moments between them.
        #[test]
        fn edges_stand_exactly_where_the_wall_clock_steps(
            start_s in -1_000_000_000i64..2_500_000_000,
            length_s in 1i64..2_000_000,
            width_s in prop::sample::select(vec![60i64, 600, 3_600, 10_800, 21_600, 86_400, 604_800]),
            name in prop::sample::select(vec![
                "Asia/Kathmandu", "Asia/Kolkata", "America/New_York", "Africa/Johannesburg", "Australia/Lord_Howe",
                "America/Sao_Paulo", "Asia/Beirut", "UTC",
            ]),
            probes in prop::collection::vec(0.0f64..1.0, 20),
        ) {
            // Enough for every width without building millions of edges.
            let length_s = length_s.min(width_s * 3_000);
            let asked = TimeRange::new(
                Timestamp::from_second(start_s).expect("in bounds"),
                Timestamp::from_second(start_s + length_s).expect("in bounds"),
            ).expect("a range");
            let zone = zone(name);
            let clock = WallClock { zone: &zone, width_s };
            let grid = Grid::cut(&asked, width_s, &zone);
            let found: Vec<i64> = grid.edges().iter().map(|edge| edge.as_second()).collect();
            prop_assert!(found[0] <= start_s);
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
            for edge in &found {
                let step = clock.step(*edge);
                let begins = clock.begin_s(step, clock.offset_s(*edge)) == *edge;
                prop_assert!(begins || clock.step(*edge - 1) != step, "an edge where nothing steps");
            }
            for probe in probes {
                #[expect(clippy::cast_possible_truncation, reason = "a share of some days in seconds is small")]
                #[expect(clippy::cast_precision_loss, reason = "a share of some days in seconds is small")]
                let second = start_s + (probe * length_s as f64) as i64;
                let edge = found[found.partition_point(|edge| *edge <= second) - 1];
                prop_assert_eq!(clock.step(edge), clock.step(second), "a step between two edges");
                prop_assert_eq!(grid.place(Timestamp::from_second(edge).expect("in bounds")),
                    Some(found.partition_point(|e| *e <= second) - 1));
            }
        }
    }
}
