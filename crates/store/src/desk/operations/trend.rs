//! What happened when.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};
use watchroom_access::TicketScope;

use super::asked::FiguresAsked;
use super::sums::compliance_percent;
use crate::RunError;
use crate::desk::DeskTx;
use crate::desk::conditions::{Bind, Conditions};
use crate::desk::filter::late;

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

impl DeskTx {
    /// What happened to the tickets that the scope opens and that are asked about, up to `now`, by the clock in `zone`.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn trend(
        &self,
        scope: &TicketScope,
        asked: &FiguresAsked,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Trend, RunError> {
        let conditions = asked.conditions(scope, now);
        let rows = self.rows(&first(conditions.text()), conditions.binds()).await?;
        let first = rows.first().map(|row| row.try_get::<_, Option<Timestamp>>(0)).transpose();
        let first = first.map_err(|error| self.sort_out(&error))?.flatten();
        let end = asked.to.map_or(now, |to| to.min(now));
        let begin = match (asked.from, first) {
            (Some(from), Some(first)) if days_between(from, end) > MOST_DAYS_BY_WEEK => from.max(first),
            (Some(from), _) => from,
            (None, Some(first)) => first,
            (None, None) => end,
        };
        let (step, edges) = edges(begin, end, zone);
        let Some((_, starts)) = edges.split_last() else {
            return Ok(Trend { bucket: step.as_str(), points: Vec::new() });
        };
        let (sql, binds) = points(conditions, now, &edges);
        let rows = self.rows(&sql, &binds).await?;
        let empty = |start: &Timestamp| TrendPoint { start: *start, created: 0, resolved: 0, compliance_percent: None };
        let mut points: Vec<TrendPoint> = starts.iter().map(empty).collect();
        for row in rows {
            let mut read = || -> Result<(), tokio_postgres::Error> {
                let place = usize::try_from(row.try_get::<_, i32>(1)?).unwrap_or(0);
                let Some(point) = place.checked_sub(1).and_then(|place| points.get_mut(place)) else { return Ok(()) };
                match row.try_get::<_, i32>(0)? {
                    1 => point.created = row.try_get(2)?,
                    2 => point.resolved = row.try_get(2)?,
                    _ => point.compliance_percent = compliance_percent(row.try_get(2)?, row.try_get(3)?),
                }
                Ok(())
            };
            read().map_err(|error| self.sort_out(&error))?;
        }
        Ok(Trend { bucket: step.as_str(), points })
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

pub(super) fn first(condition: &str) -> String {
    format!("SELECT min(t.created_at) FROM service_desk.tickets t WHERE {condition}")
}

/// Three counts by bucket: of creation, of the end, and of the deadline where it was met or missed. Each has bounds that an
/// index knows, and groups by one number: three scans like that take less than one that gives each ticket three rows.
pub(super) fn points(conditions: Conditions, now: Timestamp, edges: &[Timestamp]) -> (String, Vec<Bind>) {
    let mut conditions = conditions;
    let now = conditions.bind(Bind::Time(now));
    let mut bound = |edge: Option<&Timestamp>| conditions.bind(Bind::Time(edge.copied().unwrap_or(Timestamp::MAX)));
    let (first, last) = (bound(edges.first()), bound(edges.last()));
    let edges = conditions.bind(Bind::Times(edges.to_vec()));
    let (late, condition) = (late(&now), conditions.text());
    let within = |column: &str| format!("{condition} AND t.{column} >= {first} AND t.{column} < {last}");
    let (created, done, due) = (within("created_at"), within("done_at"), within("sla_resolution_deadline"));
    let sql = format!(
        "SELECT 1 AS what, width_bucket(t.created_at, {edges}) AS bucket, count(*), 0::bigint
FROM service_desk.tickets t WHERE {created} GROUP BY 2
UNION ALL
SELECT 2, width_bucket(t.done_at, {edges}), count(*), 0::bigint
FROM service_desk.tickets t WHERE {done} GROUP BY 2
UNION ALL
SELECT 3, width_bucket(t.sla_resolution_deadline, {edges}), count(*), count(*) FILTER (WHERE {late})
FROM service_desk.tickets t WHERE {due} AND (t.done_at IS NOT NULL OR {late}) GROUP BY 2"
    );
    (sql, conditions.binds().to_vec())
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
    fn a_period_that_is_none_has_no_points() {
        let moment = at("2025-01-01T00:00:00Z");
        assert!(edges(moment, moment, &TimeZone::UTC).1.is_empty());
    }
}
