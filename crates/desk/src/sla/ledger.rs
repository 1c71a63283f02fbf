//! Why each minute counted or did not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Piece};
use super::moment::at;
use super::pauses::Pause;

/// Whether time counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// It did.
    Counted,
    /// The clock stood. A pause hides the closed hours within it.
    Paused,
    /// The calendar is closed.
    ClosedHours,
}

impl SegmentKind {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Counted, Self::Paused, Self::ClosedHours];

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Paused => "paused",
            Self::ClosedHours => "closed_hours",
        }
    }
}

/// A stretch of time of one kind and for one reason: `from <= … < to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// When it begins.
    pub from: Timestamp,
    /// Just before when it ends.
    pub to: Timestamp,
    /// Whether it counted.
    pub kind: SegmentKind,
    /// Why: of a pause the reason for which the ticket waits (`waiting` where none was given), or `resolved` or `closed`
    /// until it was reopened; of closed hours the holiday's name, `between shifts` or `after hours`; of counted time nothing, or that the
    /// deadline came from outside.
    pub reason: Option<String>,
}

/// The segments from `start` to `end`; none where `end` is no later.
pub(super) fn ledger(
    calendar: &Calendar,
    start: i64,
    end: i64,
    pauses: &[Pause<'_>],
    counted_reason: Option<&str>,
) -> Vec<Segment> {
    let mut ledger = Ledger { segments: Vec::new(), reached: start };
    for pause in pauses.iter().filter(|pause| pause.from < end) {
        ledger.run(calendar, pause.from, counted_reason);
        ledger.up_to(pause.to.unwrap_or(end).min(end), SegmentKind::Paused, Some(pause.reason));
    }
    ledger.run(calendar, end, counted_reason);
    ledger.segments
}

struct Ledger {
    segments: Vec<Segment>,
    reached: i64,
}

impl Ledger {
    /// Time in which the clock goes, as the calendar has it.
    fn run(&mut self, calendar: &Calendar, end: i64, counted_reason: Option<&str>) {
        while self.reached < end {
            let Piece { end, closed } = calendar.piece_at(self.reached, end);
            match closed {
                None => self.up_to(end, SegmentKind::Counted, counted_reason),
                Some(reason) => self.up_to(end, SegmentKind::ClosedHours, Some(reason)),
            }
        }
    }

    /// A new segment, or more of the last one.
    fn up_to(&mut self, to: i64, kind: SegmentKind, reason: Option<&str>) {
        if to <= self.reached {
            return;
        }
        let bounds = (at(self.reached), at(to));
        self.reached = to;
        let (Some(from), Some(end)) = bounds else { return };
        match self.segments.last_mut() {
            Some(last) if last.kind == kind && last.reason.as_deref() == reason => last.to = end,
            _ => self.segments.push(Segment { from, to: end, kind, reason: reason.map(str::to_owned) }),
        }
    }
}
