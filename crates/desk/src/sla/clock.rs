//! The two clocks of a ticket.

use jiff::{SignedDuration, Timestamp};
use watchroom_domain::SlaState;

use super::calendar::Calendar;
use super::columns::{ClockColumns, SlaColumns, state_of};
use super::facts::Facts;
use super::ledger::{Segment, SegmentKind, ledger};
use super::moment::{MINUTE, at, cut, us};
use super::pauses::{Pause, Pausing, due, paused_since, pauses};
use super::policies::{Policies, Ready};
use super::policy::{PolicyId, ReopenPolicy};

/// Where a deadline came from outside, time is short after this share of the real time from creation to deadline.
const IMPORTED_AT_RISK_SHARE: f64 = 0.8;

static AROUND_THE_CLOCK: Calendar = Calendar::around_the_clock();

/// Both clocks of a ticket; `None` where there is no such target.
#[derive(Debug, Clone, PartialEq)]
pub struct Clocks {
    /// Until somebody responds.
    pub response: Option<ClockState>,
    /// Until it is resolved.
    pub resolution: Option<ClockState>,
}

/// How a clock stands at a moment, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockState {
    /// Open minutes that may be used; `None` where the deadline came from outside.
    pub target_minutes: Option<u32>,
    /// When it started: at the creation, or at a reopening that began it anew.
    pub started_at: Timestamp,
    /// By when. Each pause moves it by the open time it lasted. While the clock stands it is what it would be if the clock
    /// had gone on at once, and moves when the pause ends. `None` only past the year 2299.
    pub deadline: Option<Timestamp>,
    /// From when on time is short; `None` while the clock stands.
    pub at_risk_at: Option<Timestamp>,
    /// Since when it stands, where it does.
    pub paused_since: Option<Timestamp>,
    /// When it stopped for good: at the first response, or when the ticket was resolved.
    pub stopped_at: Option<Timestamp>,
    /// How it stands.
    pub state: SlaState,
    /// The open time used: the sum of the counted segments.
    pub counted: SignedDuration,
    /// All time from the start to the stop, or to now, without hole or overlap.
    pub segments: Vec<Segment>,
}

impl ClockState {
    /// Whole minutes used.
    #[must_use]
    pub fn counted_minutes(&self) -> i64 {
        self.counted.as_mins()
    }
}

/// A clock without its ledger.
struct Reckoning<'a> {
    calendar: &'a Calendar,
    /// `None`: the deadline came from outside.
    target_minutes: Option<u32>,
    start: i64,
    stop: Option<i64>,
    pauses: Vec<Pause<'a>>,
    paused_since: Option<i64>,
    deadline: Option<i64>,
    at_risk_at: Option<i64>,
}

impl Policies {
    /// Both clocks with their ledgers at `now`, which should be no earlier than the last of the facts.
    #[must_use]
    pub fn clocks(&self, facts: &Facts, now: Timestamp) -> Clocks {
        let (response, resolution, _) = self.reckon(facts);
        Clocks {
            response: response.map(|clock| clock.state_at(now)),
            resolution: resolution.map(|clock| clock.state_at(now)),
        }
    }

    /// What is stored with the ticket. It changes with the facts and with nothing else: not as time passes, and not when a
    /// policy comes into force later.
    #[must_use]
    pub fn columns(&self, facts: &Facts) -> SlaColumns {
        let (response, resolution, policy_id) = self.reckon(facts);
        let (response_at, resolution_at) = (Reckoning::columns_of(&response), Reckoning::columns_of(&resolution));
        SlaColumns {
            policy_id,
            imported: facts.imported.is_some(),
            response_deadline: response_at.deadline,
            response_at_risk_at: response_at.at_risk_at,
            resolution_deadline: resolution_at.deadline,
            resolution_at_risk_at: resolution_at.at_risk_at,
            paused_since: resolution_at.paused_since.or(response_at.paused_since),
        }
    }

    fn reckon<'a>(&'a self, facts: &'a Facts) -> (Option<Reckoning<'a>>, Option<Reckoning<'a>>, Option<PolicyId>) {
        let (responded, done) = (facts.first_responded_at, facts.done_at());
        if let Some(given) = facts.imported {
            let response = given.response.map(|deadline| imported(facts, deadline, responded));
            let resolution = given.resolution.map(|deadline| imported(facts, deadline, done));
            return (response, resolution, None);
        }
        let (category, severity) = facts.class(responded);
        let response = self.ready(category, severity, facts.created_at).and_then(|ready| {
            let pausing = Pausing { waiting: ready.policy.waiting_pauses, resolved: false };
            by_policy(facts, ready, ready.policy.response_minutes, pausing, facts.created_at, responded)
        });
        let started = self.resolution_start(facts, done);
        let resolution = started.and_then(|(ready, start)| {
            let pausing = Pausing { waiting: ready.policy.waiting_pauses, resolved: true };
            by_policy(facts, ready, ready.policy.resolution_minutes, pausing, start, done)
        });
        (response, resolution, started.map(|(ready, _)| ready.policy.id))
    }

    /// The policy of the resolution clock, and its start: the creation, or the last reopening that begins it anew.
    fn resolution_start(&self, facts: &Facts, done: Option<Timestamp>) -> Option<(&Ready, Timestamp)> {
        let (category, severity) = facts.class(done);
        let mut start = facts.created_at;
        let mut ready = self.ready(category, severity, start)?;
        for reopening in facts.reopenings(done) {
            if ready.policy.reopen == ReopenPolicy::Restart {
                start = reopening;
                ready = self.ready(category, severity, start)?;
            }
        }
        Some((ready, start))
    }
}

fn by_policy<'a>(
    facts: &'a Facts,
    ready: &'a Ready,
    target_minutes: Option<u32>,
    pausing: Pausing,
    start: Timestamp,
    stop: Option<Timestamp>,
) -> Option<Reckoning<'a>> {
    let target = i64::from(target_minutes?) * MINUTE;
    let (start, stop) = (us(start), stop.map(us));
    let pauses = pauses(facts, pausing, start, stop);
    let paused_since = paused_since(&pauses);
    let calendar = &ready.calendar;
    let deadline = due(calendar, start, target, &pauses);
    let at_risk_at = match paused_since {
        None => due(calendar, start, share_of(target, ready.policy.at_risk_share), &pauses),
        Some(_) => None,
    };
    Some(Reckoning { calendar, target_minutes, start, stop, pauses, paused_since, deadline, at_risk_at })
}

fn imported(facts: &Facts, deadline: Timestamp, stop: Option<Timestamp>) -> Reckoning<'static> {
    let (start, deadline) = (us(facts.created_at), us(deadline));
    let short = share_of((deadline - start).max(0), IMPORTED_AT_RISK_SHARE);
    Reckoning {
        calendar: &AROUND_THE_CLOCK,
        target_minutes: None,
        start,
        stop: stop.map(us),
        pauses: Vec::new(),
        paused_since: None,
        deadline: Some(deadline),
        at_risk_at: Some((start + short).min(deadline)),
    }
}

/// A share of microseconds, to the nearest one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "20 years are 6e14 microseconds, far below 2^53, and the share is between 0 and 1"
)]
fn share_of(whole: i64, share: f64) -> i64 {
    (whole as f64 * share).round() as i64
}

impl Reckoning<'_> {
    fn columns_of(this: &Option<Self>) -> ClockColumns {
        this.as_ref().map_or(ClockColumns::default(), Self::columns)
    }

    fn columns(&self) -> ClockColumns {
        ClockColumns {
            deadline: self.deadline.and_then(at),
            at_risk_at: self.at_risk_at.and_then(at),
            paused_since: self.paused_since.and_then(at),
        }
    }

    fn state_at(&self, now: Timestamp) -> ClockState {
        let ClockColumns { deadline, at_risk_at, paused_since } = self.columns();
        let stopped_at = self.stop.and_then(at);
        let reason = self.target_minutes.is_none().then_some("deadline from outside");
        let segments = ledger(self.calendar, self.start, self.stop.unwrap_or(us(now)), &self.pauses, reason);
        let counted = segments.iter().filter(|segment| segment.kind == SegmentKind::Counted);
        ClockState {
            target_minutes: self.target_minutes,
            started_at: at(self.start).unwrap_or(now),
            deadline,
            at_risk_at,
            paused_since,
            stopped_at,
            state: state_of(self.columns(), stopped_at, cut(now)),
            counted: counted.map(|segment| segment.to.duration_since(segment.from)).sum(),
            segments,
        }
    }
}
