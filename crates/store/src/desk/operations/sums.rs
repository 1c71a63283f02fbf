//! Counts of tickets, and what is reckoned from them.

/// Counts over some tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: i64,
    /// Open, in progress, waiting or escalated.
    pub open: i64,
    /// With a deadline of resolution.
    pub with_target: i64,
    /// Resolved too late, or late and not resolved.
    pub late: i64,
}

impl Counts {
    /// Counts one ticket more.
    pub(super) fn add(&mut self, is_open: bool, has_target: bool, is_late: bool) {
        self.total += 1;
        self.open += i64::from(is_open);
        self.with_target += i64::from(has_target);
        self.late += i64::from(is_late);
    }

    /// Resolved or closed.
    #[must_use]
    pub fn resolved(&self) -> i64 {
        self.total - self.open
    }

    /// Compliance of the resolution, as [`compliance_percent`].
    #[must_use]
    pub fn compliance_percent(&self) -> Option<f64> {
        compliance_percent(self.with_target, self.late)
    }
}

/// First responses.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Responses {
    /// Tickets with a deadline of the first response.
    pub with_target: i64,
    /// Responded to too late, or late and not responded to.
    pub late: i64,
    /// Hours from creation to the first response, on average over the tickets that have one.
    pub average_hours: Option<f64>,
    /// Half of them took no longer (the median).
    pub p50_hours: Option<f64>,
    /// Nine of ten took no longer.
    pub p90_hours: Option<f64>,
}

impl Responses {
    /// Compliance of the first response, as [`compliance_percent`].
    #[must_use]
    pub fn compliance_percent(&self) -> Option<f64> {
        compliance_percent(self.with_target, self.late)
    }

    /// Reckons the three figures from how long each response took, in µs.
    pub(super) fn measure(&mut self, took_us: &mut [i64]) {
        let sum: i128 = took_us.iter().copied().map(i128::from).sum();
        #[expect(clippy::cast_precision_loss, reason = "what is lost is less than a microsecond")]
        let average_us = (!took_us.is_empty()).then(|| sum as f64 / took_us.len() as f64);
        self.average_hours = average_us.map(|us| us / US_PER_HOUR);
        self.p50_hours = percentile(took_us, 0.5).map(|us| us / US_PER_HOUR);
        self.p90_hours = percentile(took_us, 0.9).map(|us| us / US_PER_HOUR);
    }
}

const US_PER_HOUR: f64 = 3_600_000_000.0;

/// The value that a share of all does not exceed, between two of them by their distance, as `percentile_cont` of SQL.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53, and microseconds nearly")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among the values")]
fn percentile(values: &mut [i64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = share * last as f64;
    let below = (place.floor() as usize).min(last);
    let (_, lower, above) = values.select_nth_unstable(below);
    let lower = *lower as f64;
    let upper = above.iter().min().map_or(lower, |upper| *upper as f64);
    Some(lower + (upper - lower) * (place - below as f64))
}

/// The share of those with a target that are not late, 0 to 100: (with target − late) ÷ with target × 100. `None` where none
/// has a target.
#[must_use]
pub fn compliance_percent(with_target: i64, late: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^53")]
    (with_target > 0).then(|| (with_target - late) as f64 / with_target as f64 * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_two_values_as_in_sql() {
        assert_eq!(percentile(&mut [], 0.5), None);
        assert_eq!(percentile(&mut [7], 0.9), Some(7.0));
        assert_eq!(percentile(&mut [4, 1, 3, 2], 0.5), Some(2.5));
        let near = |value: Option<f64>, wanted: f64| value.is_some_and(|value| (value - wanted).abs() < 1e-9);
        assert!(near(percentile(&mut [10, 0, 30, 20], 0.9), 27.0));
    }

    #[test]
    fn responses_are_measured_in_hours() {
        let mut responses = Responses::default();
        responses.measure(&mut [3_600_000_000, 3 * 3_600_000_000]);
        assert_eq!((responses.average_hours, responses.p50_hours), (Some(2.0), Some(2.0)));
    }
}
