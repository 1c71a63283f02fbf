//! When a clock stands.

use watchroom_domain::TicketStatus;

use super::calendar::Calendar;
use super::facts::Facts;
use super::moment::us;

/// A time in which a clock stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause<'a> {
    pub from: i64,
    /// `None`: it lasts.
    pub to: Option<i64>,
    pub reason: &'a str,
    /// Whether the ticket waits, and not: was resolved before it was reopened.
    pub waits: bool,
}

/// What makes a clock stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pausing {
    /// Whether waiting does.
    pub waiting: bool,
    /// Whether having been resolved does, before a reopening.
    pub resolved: bool,
}

impl Pausing {
    fn reason(self, status: TicketStatus, given: Option<&str>) -> Option<&str> {
        match status {
            TicketStatus::Waiting if self.waiting => Some(given.unwrap_or("waiting")),
            TicketStatus::Resolved if self.resolved => Some("resolved"),
            TicketStatus::Closed if self.resolved => Some("closed"),
            _ => None,
        }
    }
}

/// The pauses from `start` to `stop`, in order and without overlap.
pub(super) fn pauses(facts: &Facts, pausing: Pausing, start: i64, stop: Option<i64>) -> Vec<Pause<'_>> {
    let mut all = Vec::new();
    let mut reached = start;
    for (index, since) in facts.statuses.iter().enumerate() {
        let Some(reason) = pausing.reason(since.status, since.reason.as_deref()) else { continue };
        let next = facts.statuses.get(index + 1).map(|next| us(next.at));
        let from = us(since.at).max(reached);
        let waits = since.status == TicketStatus::Waiting;
        let to = match (next, stop) {
            (Some(next), Some(stop)) => Some(next.min(stop)),
            (next, stop) => next.or(stop),
        };
        match to {
            Some(to) if to <= from => {}
            Some(to) => {
                all.push(Pause { from, to: Some(to), reason, waits });
                reached = to;
            }
            None if stop.is_none() => all.push(Pause { from, to: None, reason, waits }),
            None => {}
        }
    }
    all
}

/// Since when the clock stands, where it does: the beginning of the last waiting, however often its reason changed. The
/// time in which it was resolved is left out, so that both clocks of a ticket stand since the same moment.
pub(super) fn paused_since(pauses: &[Pause<'_>]) -> Option<i64> {
    let mut since = pauses.last().filter(|last| last.to.is_none())?.from;
    for pause in pauses.iter().rev().skip(1) {
        if !pause.waits || pause.to != Some(since) {
            break;
        }
        since = pause.from;
    }
    Some(since)
}

/// The earliest moment by which `open` microseconds have been counted. While the clock stands: as if it went on at the
/// moment at which the pause began.
pub(super) fn due(calendar: &Calendar, start: i64, open: i64, pauses: &[Pause<'_>]) -> Option<i64> {
    let mut left = open;
    let mut reached = start;
    let lasting = paused_since(pauses);
    for pause in pauses {
        let counted = calendar.open_between(reached, pause.from);
        if counted >= left || lasting.is_some_and(|since| since <= pause.from) {
            break;
        }
        left -= counted;
        reached = pause.to.unwrap_or(pause.from);
    }
    calendar.after(reached, left)
}
