//! What is stored of the clocks, and how it is read.

use jiff::Timestamp;
use watchroom_domain::SlaState;

use super::moment::cut;
use super::policy::PolicyId;

/// The columns of a ticket that begin with `sla_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SlaColumns {
    /// The policy of the resolution clock, whether it has such a target or not; `None` for imported deadlines.
    pub policy_id: Option<PolicyId>,
    /// Whether the deadlines came from outside.
    pub imported: bool,
    /// See [`super::ClockState::deadline`].
    pub response_deadline: Option<Timestamp>,
    /// See [`super::ClockState::at_risk_at`].
    pub response_at_risk_at: Option<Timestamp>,
    /// See [`super::ClockState::deadline`].
    pub resolution_deadline: Option<Timestamp>,
    /// See [`super::ClockState::at_risk_at`].
    pub resolution_at_risk_at: Option<Timestamp>,
    /// Since when a clock stands because the ticket waits. A clock stands where this is given and its own `at_risk_at` is
    /// not: under `restart` one policy may pause the response clock, and another not the resolution clock.
    pub paused_since: Option<Timestamp>,
}

impl SlaColumns {
    /// Those of the response clock.
    #[must_use]
    pub const fn response(&self) -> ClockColumns {
        ClockColumns::stored(self.response_deadline, self.response_at_risk_at, self.paused_since)
    }

    /// Those of the resolution clock.
    #[must_use]
    pub const fn resolution(&self) -> ClockColumns {
        ClockColumns::stored(self.resolution_deadline, self.resolution_at_risk_at, self.paused_since)
    }
}

/// What is stored of one clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockColumns {
    /// By when.
    pub deadline: Option<Timestamp>,
    /// From when on time is short; `None` while it stands.
    pub at_risk_at: Option<Timestamp>,
    /// Since when it stands, where it does.
    pub paused_since: Option<Timestamp>,
}

impl ClockColumns {
    const fn stored(
        deadline: Option<Timestamp>,
        at_risk_at: Option<Timestamp>,
        paused_since: Option<Timestamp>,
    ) -> Self {
        let paused_since = if deadline.is_some() && at_risk_at.is_none() { paused_since } else { None };
        Self { deadline, at_risk_at, paused_since }
    }
}

/// How a clock stands at `now`. `done` is `first_responded_at` for response; `resolved_at`, else `closed_at`, for
/// resolution. The first that fits:
///
/// 1. `none`: there is no deadline
/// 2. done: `met` where `done <= deadline`, else `breached`
/// 3. it stands: `breached` where the deadline had passed when the pause began, else `paused`
/// 4. `breached`: `now > deadline`
/// 5. `at_risk`: `now >= at_risk_at`
/// 6. `on_track`
#[must_use]
pub fn state_of(columns: ClockColumns, done: Option<Timestamp>, now: Timestamp) -> SlaState {
    let Some(deadline) = columns.deadline else { return SlaState::None };
    if let Some(done) = done {
        return if cut(done) <= deadline { SlaState::Met } else { SlaState::Breached };
    }
    let now = cut(now);
    match columns.paused_since {
        Some(since) if since > deadline => SlaState::Breached,
        Some(_) => SlaState::Paused,
        None if now > deadline => SlaState::Breached,
        None if columns.at_risk_at.is_some_and(|at| now >= at) => SlaState::AtRisk,
        None => SlaState::OnTrack,
    }
}
