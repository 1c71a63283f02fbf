//! Parameters of the standard.

use jiff::{SignedDuration, Timestamp};
use watchroom_store::desk::open311::PublicFilter;

use super::error::Error;
use crate::extract::Parameters;

/// The longest period that may be asked for, and the period where none is.
const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Ids or codes that may be named.
const MOST_NAMED: usize = 100;

/// Texts between commas, over all times that a parameter is given.
fn named(parameters: &Parameters, name: &str) -> Result<Vec<String>, Error> {
    let given = parameters.texts(name);
    let all: Vec<String> = given
        .iter()
        .flat_map(|text| text.split(','))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    if all.len() > MOST_NAMED || all.iter().any(|text| text.contains('\0')) {
        return Err(Error::bad(format!("{name}: up to {MOST_NAMED} values, separated by commas.")));
    }
    Ok(all)
}

/// Which requests are asked for. Ids alone are asked for whenever they were made; everything else within 90 days.
pub(super) fn filter(parameters: &Parameters, now: Timestamp) -> Result<PublicFilter, Error> {
    let tracking_numbers = named(parameters, "service_request_id")?;
    if !tracking_numbers.is_empty() {
        return Ok(PublicFilter { tracking_numbers, ..PublicFilter::default() });
    }
    let mut is_closed = None;
    let statuses = named(parameters, "status")?;
    for status in &statuses {
        let closed = match status.as_str() {
            "open" => false,
            "closed" => true,
            _ => return Err(Error::bad("status: write open, closed or both, separated by a comma.")),
        };
        is_closed = Some(closed);
    }
    if statuses.iter().any(|status| status == "open") && statuses.iter().any(|status| status == "closed") {
        is_closed = None;
    }
    let (from, to) = period(parameters.moment("start_date")?, parameters.moment("end_date")?, now)?;
    Ok(PublicFilter {
        tracking_numbers,
        service_codes: named(parameters, "service_code")?,
        is_closed,
        from: Some(from),
        to: Some(to),
    })
}

fn period(start: Option<Timestamp>, end: Option<Timestamp>, now: Timestamp) -> Result<(Timestamp, Timestamp), Error> {
    let before = |end: Timestamp| end.saturating_sub(LONGEST).unwrap_or(Timestamp::MIN);
    let (start, end) = match (start, end) {
        (None, None) => (before(now), now),
        (Some(start), None) => (start, start.saturating_add(LONGEST).unwrap_or(Timestamp::MAX)),
        (None, Some(end)) => (before(end), end),
        (Some(start), Some(end)) => (start, end),
    };
    if end < start {
        return Err(Error::bad("start_date, end_date: the end comes before the start."));
    }
    if end.duration_since(start) > LONGEST {
        return Err(Error::bad("start_date, end_date: they are more than 90 days apart; ask for less at once."));
    }
    Ok((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<PublicFilter, Error> {
        filter(&Parameters::of(query), "2026-04-01T00:00:00Z".parse().expect("a moment"))
    }

    #[test]
    fn a_period_is_ninety_days_and_ids_need_none() {
        let texts = |query: &str| {
            let filter = read(query).expect(query);
            (filter.from.map(|at| at.to_string()), filter.to.map(|at| at.to_string()))
        };
        let period = |from: &str, to: &str| (Some(from.to_owned()), Some(to.to_owned()));
        assert_eq!(texts(""), period("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"));
        assert_eq!(texts("start_date=2025-01-01T00:00:00Z"), period("2025-01-01T00:00:00Z", "2025-04-01T00:00:00Z"));
        assert_eq!(texts("end_date=2025-04-01T00:00:00Z"), period("2025-01-01T00:00:00Z", "2025-04-01T00:00:00Z"));
        assert_eq!(texts("service_request_id=a,b&start_date=2025-01-01T00:00:00Z"), (None, None));
        assert!(read("start_date=2025-01-01T00:00:00Z&end_date=2025-04-01T00:00:01Z").is_err());
        assert!(read("start_date=2025-01-02T00:00:00Z&end_date=2025-01-01T00:00:00Z").is_err());
        assert!(read("start_date=soon").is_err());
    }

    #[test]
    fn both_statuses_are_none() {
        assert_eq!(read("status=open").expect("open").is_closed, Some(false));
        assert_eq!(read("status=closed").expect("closed").is_closed, Some(true));
        assert_eq!(read("status=open,closed").expect("both").is_closed, None);
        assert_eq!(read("status=closed&status=open").expect("both").is_closed, None);
        assert!(read("status=waiting").is_err());
        assert!(read(&format!("service_code={}", "a,".repeat(101))).is_err());
    }
}
