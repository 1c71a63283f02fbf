//! When people report what: by season, weekday, hour, and weather.

use super::places::{Place, somewhere};
use super::trades::CATEGORIES;
use crate::demo_data::incidents::Recurring;
use crate::demo_data::noise::{Draw, Stream};
use crate::demo_data::rhythm::{DAY_S, LocalTime};

const HOUR_S: i64 = 3_600;
/// Numbers of one hour's reports.
const IN_AN_HOUR: i64 = 1_000;
const ARRIVALS: Stream = Stream::named("reports");
/// Thunder comes in the afternoon, and mostly in summer.
const STORM: Recurring = Recurring {
    stream: Stream::named("storm"),
    every_days: 9,
    chance: 0.7,
    begins_hours: (14, 20),
    lasts_minutes: (90, 9 * 60),
};
/// Days a year at most have, so that the sine comes back.
const YEAR_DAYS: f64 = 365.25;
/// The middle of summer in the south, as a day of the year.
const MIDSUMMER: f64 = 15.0;

/// What somebody reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its number, rising with time: the same one each time it is made up.
    pub number: i64,
    /// When, in seconds since the epoch.
    pub at_s: i64,
    /// The place of its category in [`CATEGORIES`].
    pub category: usize,
    /// 0 low to 3 critical.
    pub severity: usize,
    /// Where.
    pub place: Place,
    /// What was written.
    pub words: &'static str,
    /// Whether it is for the police liaison alone.
    pub is_sensitive: bool,
    /// Whether somebody else reported the same shortly before, if anybody did.
    pub may_repeat: bool,
}

/// How much of summer there is at an instant: 1 in the middle of it, -1 in the middle of winter.
fn summer(at_s: i64) -> f64 {
    let day_of_year = (LocalTime::at(at_s).day as f64).rem_euclid(YEAR_DAYS);
    ((day_of_year - MIDSUMMER) / YEAR_DAYS * std::f64::consts::TAU).cos()
}

/// Whether a storm is over the town or was a few hours ago, when people see what it did; winter has hardly any.
fn is_stormy(at_s: i64) -> bool {
    let comes = |storm: crate::demo_data::incidents::Window| storm.index.rem_euclid(4) == 0 || summer(at_s) > -0.2;
    [0, 6, 12, 18].iter().any(|hours| STORM.at(at_s - hours * HOUR_S).is_some_and(comes))
}

/// Reports an hour of one category, on average.
fn rate(category: usize, at_s: i64) -> f64 {
    let category = &CATEGORIES[category];
    // A week of a rhythm has about seven times nine and a half full hours.
    let of_hour = category.per_day / 9.5 * category.rhythm.level(at_s);
    let storm = if is_stormy(at_s) { category.storm } else { 1.0 };
    of_hour * (1.0 + category.summer * summer(at_s)).max(0.1) * storm
}

/// The reports of one hour since the epoch, in their order.
fn of_hour(hour: i64) -> Vec<Report> {
    let middle_s = hour * HOUR_S + HOUR_S / 2;
    let rates: Vec<(f64, usize)> = (0..CATEGORIES.len()).map(|category| (rate(category, middle_s), category)).collect();
    let all: f64 = rates.iter().map(|(rate, _)| rate).sum();
    let count = i64::from(ARRIVALS.of(1).draw(hour).poisson(all)).min(IN_AN_HOUR);
    let mut reports: Vec<Report> = (0..count).map(|nth| report(hour, nth, &rates)).collect();
    reports.sort_by_key(|report| (report.at_s, report.number));
    reports
}

fn report(hour: i64, nth: i64, rates: &[(f64, usize)]) -> Report {
    let mut draw: Draw = ARRIVALS.of(2).of(nth as u64).draw(hour);
    let at_s = hour * HOUR_S + draw.between(0, HOUR_S as u64 - 1) as i64;
    let number = *draw.weighted(rates);
    let category = &CATEGORIES[number];
    let severities = [0, 1, 2, 3].map(|severity: usize| (category.severities[severity], severity));
    Report {
        number: hour * IN_AN_HOUR + nth,
        at_s,
        category: number,
        severity: *draw.weighted(&severities),
        place: somewhere(&mut draw),
        words: draw.pick::<&str>(category.words),
        is_sensitive: draw.chance(category.sensitive),
        may_repeat: draw.chance(0.06),
    }
}

/// The reports after one instant up to and with another, oldest first.
pub fn between(after_s: i64, until_s: i64) -> impl Iterator<Item = Report> {
    let hours = after_s.div_euclid(HOUR_S)..=until_s.div_euclid(HOUR_S);
    hours.flat_map(of_hour).filter(move |report| after_s < report.at_s && report.at_s <= until_s)
}

/// A report of this very moment, besides those of the day's own course.
pub fn made_up(number: i64, at_s: i64) -> Report {
    let rates: Vec<(f64, usize)> = (0..CATEGORIES.len()).map(|category| (rate(category, at_s), category)).collect();
    Report { at_s, number, ..report(number, 0, &rates) }
}

/// The instant after which exactly the newest `wanted` reports up to `until_s` lie, or all those of three years.
pub fn start_of_newest(wanted: usize, until_s: i64) -> i64 {
    let mut left = wanted;
    let mut hour = until_s.div_euclid(HOUR_S);
    while hour > (until_s - 3 * 366 * DAY_S).div_euclid(HOUR_S) {
        let mut reports = of_hour(hour);
        reports.retain(|report| report.at_s <= until_s);
        if reports.len() > left {
            // Of two at the same second neither is cut off.
            return reports[reports.len() - 1 - left].at_s;
        }
        left -= reports.len();
        hour -= 1;
    }
    hour * HOUR_S
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_s(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().expect("an instant").as_second()
    }

    #[test]
    fn sixty_thousand_are_about_eighteen_months() {
        let until_s = at_s("2026-11-21T12:00:00Z");
        let days = (until_s - start_of_newest(60_000, until_s)) / DAY_S;
        assert!((520..580).contains(&days), "{days} days");
    }

    #[test]
    fn a_span_is_the_sum_of_its_parts_and_rises() {
        let (from_s, until_s) = (at_s("2026-01-10T00:00:00Z"), at_s("2026-01-12T00:00:00Z"));
        let whole: Vec<Report> = between(from_s, until_s).collect();
        let cut_s = whole[40].at_s;
        let parts: Vec<Report> = between(from_s, cut_s).chain(between(cut_s, until_s)).collect();
        assert_eq!(whole, parts);
        assert!(whole.is_sorted_by_key(|report| report.at_s));
    }

    #[test]
    fn there_are_weekends_seasons_and_storms() {
        let of = |from: &str, days: i64, keep: &dyn Fn(&Report) -> bool| {
            between(at_s(from), at_s(from) + days * DAY_S).filter(keep).count()
        };
        let roads = |report: &Report| CATEGORIES[report.category].team == 3;
        // 2026-02-02 is a Monday.
        let (week, weekend) = (of("2026-02-01T22:00:00Z", 5, &roads), of("2026-02-06T22:00:00Z", 2, &roads));
        assert!(week as f64 / 5.0 > 2.0 * weekend as f64 / 2.0, "{week} {weekend}");
        let potholes = |report: &Report| CATEGORIES[report.category].name == "Pothole";
        let (summer, winter) = (of("2026-01-01T00:00:00Z", 60, &potholes), of("2026-06-20T00:00:00Z", 60, &potholes));
        assert!(summer as f64 > 1.5 * winter as f64, "{summer} {winter}");
        let trees = |report: &Report| CATEGORIES[report.category].name == "Fallen tree";
        let year: Vec<Report> =
            between(at_s("2025-11-01T00:00:00Z"), at_s("2026-11-01T00:00:00Z")).filter(trees).collect();
        let stormy = year.iter().filter(|report| is_stormy(report.at_s)).count();
        assert!(stormy * 6 > year.len(), "{stormy} of {}", year.len());
    }

    #[test]
    fn some_are_sensitive_and_most_are_not() {
        let month: Vec<Report> = between(at_s("2026-01-01T00:00:00Z"), at_s("2026-02-01T00:00:00Z")).collect();
        let sensitive = month.iter().filter(|report| report.is_sensitive).count();
        assert!(sensitive * 200 > month.len() && sensitive * 20 < month.len(), "{sensitive} of {}", month.len());
    }
}
