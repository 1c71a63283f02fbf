//! Counts of tickets, and what is reckoned from them.

use std::ops::AddAssign;

/// Counts over some tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    /// All of them.
    pub total: i64,
    /// Open, in progress, waiting or escalated.
    pub open: i64,
    /// With a deadline of resolution.
    pub with_target: i64,
    /// Resolved too late, or late and not resolved.
    pub late: i64,
    /// With a deadline of the first response.
    pub with_response_target: i64,
    /// Responded to too late, or late and not responded to.
    pub response_late: i64,
    /// Responded to.
    pub responded: i64,
    /// Seconds from their creation to the first response, added up.
    pub response_s: f64,
    /// By [`crate::desk::quality::Quality`], in the order of `Quality::ALL`.
    pub doubtful: [i64; 4],
}

impl Counts {
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

    /// Compliance of the first response, as [`compliance_percent`].
    #[must_use]
    pub fn response_compliance_percent(&self) -> Option<f64> {
        compliance_percent(self.with_response_target, self.response_late)
    }

    /// Hours from creation to the first response, on average over those that have one.
    #[must_use]
    pub fn average_response_hours(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^53")]
        (self.responded > 0).then(|| self.response_s / self.responded as f64 / 3_600.0)
    }
}

impl AddAssign<&Counts> for Counts {
    fn add_assign(&mut self, other: &Counts) {
        self.total += other.total;
        self.open += other.open;
        self.with_target += other.with_target;
        self.late += other.late;
        self.with_response_target += other.with_response_target;
        self.response_late += other.response_late;
        self.responded += other.responded;
        self.response_s += other.response_s;
        for (sum, more) in self.doubtful.iter_mut().zip(other.doubtful) {
            *sum += more;
        }
    }
}

/// The share of those with a target that are not late, 0 to 100: (with target − late) ÷ with target × 100. `None` where none
/// has a target.
#[must_use]
pub fn compliance_percent(with_target: i64, late: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^53")]
    (with_target > 0).then(|| (with_target - late) as f64 / with_target as f64 * 100.0)
}
