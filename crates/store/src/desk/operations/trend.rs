//! What happened when.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};

use super::asked::FiguresAsked;
use super::matching::Wanted;
use super::roll::Roll;
use super::sums::compliance_percent;

/// Up to so many days a point is a day.
const MOST_DAYS: i64 = 92;
/// Up to so many days a point is a week; beyond, a month.
const MOST_DAYS_BY_WEEK: i64 = 731;

/// How long a point of a trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Day,
    Week,
    Month,
}

/// What happened when.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// How long a point is: `day`, `week` (from Monday on) or `month`, by the clock on the wall.
    pub bucket: &'static str,
    /// The points, without gaps.
    pub points: Vec<TrendPoint>,
}

/// A day, a week or a month.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    /// Its beginning.
    pub start: Timestamp,
    /// Tickets created in it.
    pub created: i64,
    /// Tickets that were over in it, and still are.
    pub resolved: i64,
    /// Of the tickets whose deadline lies in it, and that met or missed it, the share that met it; 0 to 100.
    pub compliance_percent: Option<f64>,
}

impl Trend {
    /// What happened to the tickets of a roll that are asked about, up to `now`, by the clock in `zone`.
    pub(super) fn count(roll: &Roll, wanted: &Wanted, asked: &FiguresAsked, now: Timestamp, zone: &TimeZone) -> Self {
        let now_us = now.as_microsecond();
        let first = wanted.entries(roll, now_us).map(|entry| entry.created).min();
        let first = first.and_then(|us| Timestamp::from_microsecond(us).ok());
        let end = asked.to.map_or(now, |to| to.min(now));
        let begin = match (asked.from, first) {
            (Some(from), Some(first)) if days_between(from, end) > MOST_DAYS_BY_WEEK => from.max(first),
            (Some(from), _) => from,
            (None, Some(first)) => first,
            (None, None) => end,
        };
        let (step, edges) = edges(begin, end, zone);
        let Some((_, starts)) = edges.split_last() else {
            return Self { bucket: step.as_str(), points: Vec::new() };
        };
        let grid = Grid::of(&edges);
        let mut counts = vec![Point::default(); starts.len()];
        for entry in wanted.entries(roll, now_us) {
            if let Some(place) = grid.place(entry.created) {
                counts[place].created += 1;
            }
            if let Some(place) = entry.done().and_then(|done| grid.place(done)) {
                counts[place].resolved += 1;
            }
            if let Some(place) = entry.deadline().and_then(|deadline| grid.place(deadline)) {
                let is_late = entry.resolution_clock().is_late(now_us);
                counts[place].decided += i64::from(is_late || entry.done().is_some());
                counts[place].late += i64::from(is_late);
            }
        }
        let points = starts.iter().zip(counts).map(|(start, point)| TrendPoint {
            start: *start,
            created: point.created,
            resolved: point.resolved,
            compliance_percent: compliance_percent(point.decided, point.late),
        });
        Self { bucket: step.as_str(), points: points.collect() }
    }
}

/// What is counted for a point.
#[derive(Debug, Clone, Copy, Default)]
struct Point {
    created: i64,
    resolved: i64,
    decided: i64,
    late: i64,
}

/// Tells fast between which edges a moment lies: points are nearly equally long, so a division gives one that is near.
struct Grid {
    edges: Vec<i64>,
    step: i64,
}

impl Grid {
    fn of(edges: &[Timestamp]) -> Self {
        let edges: Vec<i64> = edges.iter().copied().map(Timestamp::as_microsecond).collect();
        let length = edges.last().zip(edges.first()).map_or(0, |(last, first)| last - first);
        let step = length / i64::try_from(edges.len()).unwrap_or(i64::MAX).saturating_sub(1).max(1);
        Self { edges, step: step.max(1) }
    }

    /// The point that holds a moment, in µs.
    fn place(&self, moment: i64) -> Option<usize> {
        let (first, last) = (*self.edges.first()?, *self.edges.last()?);
        if moment < first || moment >= last {
            return None;
        }
        let mut place = usize::try_from((moment - first) / self.step).ok()?.min(self.edges.len() - 2);
        while self.edges[place] > moment {
            place -= 1;
        }
        while self.edges[place + 1] <= moment {
            place += 1;
        }
        Some(place)
    }
}

impl Step {
    const fn as_str(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
        }
    }

    fn span(self) -> Span {
        match self {
            Step::Day => 1.day(),
            Step::Week => 1.week(),
            Step::Month => 1.month(),
        }
    }

    /// The beginning of the day, week or month of a moment.
    fn start_of(self, moment: &Zoned) -> Option<Zoned> {
        let day = moment.date();
        let first = match self {
            Step::Day => day,
            Step::Week if day.weekday() == Weekday::Monday => day,
            Step::Week => day.nth_weekday(-1, Weekday::Monday).ok()?,
            Step::Month => day.first_of_month(),
        };
        first.to_zoned(moment.time_zone().clone()).ok()
    }
}

fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The step, and the edges from the beginning that holds `begin` to the first one that is not before `end`. Empty where `end`
/// does not come after `begin`.
fn edges(begin: Timestamp, end: Timestamp, zone: &TimeZone) -> (Step, Vec<Timestamp>) {
    let step = match days_between(begin, end) {
        days if days <= MOST_DAYS => Step::Day,
        days if days <= MOST_DAYS_BY_WEEK => Step::Week,
        _ => Step::Month,
    };
    let mut edges = Vec::new();
    if begin >= end {
        return (step, edges);
    }
    // Each edge is the beginning of a date: by adding to a moment, an hour that is left out would move all that follow.
    let mut at = step.start_of(&begin.to_zoned(zone.clone()));
    while let Some(start) = at {
        edges.push(start.timestamp());
        if start.timestamp() >= end {
            break;
        }
        let next = start.date().checked_add(step.span()).ok();
        at = next.and_then(|date| date.to_zoned(zone.clone()).ok());
    }
    (step, edges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn edges_follow_the_clock_on_the_wall_over_its_changes() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let (step, edges) = edges(at("2015-03-07T10:00:00Z"), at("2015-03-09T12:00:00Z"), &zone);
        assert_eq!(step, Step::Day);
        let texts: Vec<String> = edges.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            ["2015-03-07T05:00:00Z", "2015-03-08T05:00:00Z", "2015-03-09T04:00:00Z", "2015-03-10T04:00:00Z"]
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let (step, weeks) = edges(at("2025-01-01T00:00:00Z"), at("2025-06-01T00:00:00Z"), &TimeZone::UTC);
        assert_eq!((step, weeks[0]), (Step::Week, at("2024-12-30T00:00:00Z")));
        let (step, months) = edges(at("2020-02-29T00:00:00Z"), at("2023-06-01T00:00:00Z"), &TimeZone::UTC);
        assert_eq!((step, months[0], months.len()), (Step::Month, at("2020-02-01T00:00:00Z"), 41));
        assert_eq!(months.last(), Some(&at("2023-06-01T00:00:00Z")));
    }

    #[test]
    fn every_moment_has_the_point_that_holds_it() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        // Months are of 28 to 31 days, and one is an hour shorter.
        let (_, edges) = edges(at("2020-01-15T00:00:00Z"), at("2023-06-01T00:00:00Z"), &zone);
        let grid = Grid::of(&edges);
        assert_eq!(grid.place(edges[0].as_microsecond() - 1), None);
        assert_eq!(edges.last().and_then(|last| grid.place(last.as_microsecond())), None);
        for (place, pair) in edges.windows(2).enumerate() {
            for moment in [pair[0].as_microsecond(), pair[1].as_microsecond() - 1] {
                assert_eq!(grid.place(moment), Some(place), "{pair:?}");
            }
        }
    }

    #[test]
    fn a_period_that_is_none_has_no_points() {
        let moment = at("2025-01-01T00:00:00Z");
        assert!(edges(moment, moment, &TimeZone::UTC).1.is_empty());
    }
}
