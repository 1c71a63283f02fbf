//! What is asked of a panel: the one place where a range of time comes from.

use jiff::{SignedDuration, Timestamp};
use watchroom_domain::TimeRange;
use watchroom_query::{Ask, SortOrder, TableAsk};

use super::{InTenant, Parameters};
use crate::problem::Problem;

/// How far the clock of who asks may be from ours.
const CLOCKS_DIFFER_BY: SignedDuration = SignedDuration::from_mins(5);
/// How much longer a number of days is where one of them is put forward or back.
const LONGER_DAY: SignedDuration = SignedDuration::from_hours(1);
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

impl InTenant {
    /// Reads what is asked of a panel. A share with a limited range gets no range that is longer or begins earlier, and
    /// where none is asked for, all that it may see: a limit that goes away with a parameter would be none.
    pub(crate) fn ask(&self, parameters: &Parameters, now: Timestamp) -> Result<Ask, Problem> {
        let range = parameters.range(&self.spec.timezone, now)?;
        let range = match self.ctx.longest_range() {
            Some(longest) => Some(within(longest, range, now)?),
            None => range,
        };
        let sort_order = match parameters.text("sort_order") {
            None => None,
            Some("asc") => Some(SortOrder::Ascending),
            Some("desc") => Some(SortOrder::Descending),
            Some(_) => {
                return Err(Problem::bad_request(
                    "bad_sort_order",
                    "There is no such order",
                    "sort_order is neither `asc` nor `desc`.",
                    "Write sort_order=asc or sort_order=desc.",
                ));
            }
        };
        Ok(Ask {
            range,
            disable_aggregation: parameters.flag("disable_aggregation")?,
            series_filter: parameters.texts("series_filter"),
            max_points: parameters.number("max_points")?,
            table: TableAsk {
                sort_by: parameters.text("sort_by").map(ToOwned::to_owned),
                sort_order,
                page: parameters.number("page")?.unwrap_or(0),
                page_size: parameters.number("page_size")?,
                search: parameters.text("search").map(ToOwned::to_owned),
            },
        })
    }
}

/// A range within the last `longest` before `now`.
fn within(longest: SignedDuration, asked: Option<TimeRange>, now: Timestamp) -> Result<TimeRange, Problem> {
    let earliest = |slack: SignedDuration| now.saturating_sub(longest + slack).unwrap_or(Timestamp::MIN);
    let Some(range) = asked else {
        return TimeRange::new(earliest(SignedDuration::ZERO), now).map_err(Problem::internal);
    };
    let slack = if longest >= A_DAY { CLOCKS_DIFFER_BY + LONGER_DAY } else { CLOCKS_DIFFER_BY };
    if range.end().duration_since(range.start()) > longest + slack {
        return Err(Problem::range_too_long(longest, "The range is too long"));
    }
    if range.start() < earliest(slack) {
        return Err(Problem::range_too_long(longest, "The range begins too long ago"));
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn asked(longest_hours: i64, start: &str, end: &str) -> Result<TimeRange, &'static str> {
        let range = TimeRange::new(moment(start), moment(end)).expect("a range");
        let longest = SignedDuration::from_hours(longest_hours);
        within(longest, Some(range), moment("2026-03-10T12:00:00Z")).map_err(|problem| problem.code)
    }

    #[test]
    fn a_range_is_neither_longer_nor_earlier_than_the_limit() {
        assert!(asked(6, "2026-03-10T06:00:00Z", "2026-03-10T12:00:00Z").is_ok());
        assert!(asked(6, "2026-03-10T05:56:00Z", "2026-03-10T11:56:00Z").is_ok(), "another clock");
        assert_eq!(asked(6, "2026-03-10T05:54:00Z", "2026-03-10T11:54:00Z"), Err("range_too_long"), "walking back");
        assert_eq!(asked(6, "2026-03-10T06:00:00Z", "2026-03-10T12:06:00Z"), Err("range_too_long"), "too long");
        assert_eq!(asked(6, "2020-01-01T00:00:00Z", "2020-01-01T01:00:00Z"), Err("range_too_long"), "long ago");
        assert!(asked(24, "2026-03-09T11:00:00Z", "2026-03-10T12:00:00Z").is_ok(), "a day of 25 hours");
        assert_eq!(asked(24, "2026-03-09T10:50:00Z", "2026-03-10T12:00:00Z"), Err("range_too_long"));
    }

    #[test]
    fn without_a_range_the_limit_is_the_range() {
        let now = moment("2026-03-10T12:00:00Z");
        let range = within(HOUR, None, now).expect("a range");
        assert_eq!((range.start(), range.end()), (now - HOUR, now));
    }
}
