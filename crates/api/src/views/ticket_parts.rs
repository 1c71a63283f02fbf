//! What belongs to a ticket: its clocks, notes and history.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use watchroom_desk::sla::{ClockState, Segment};
use watchroom_store::desk::detail::{ChangeRow, NoteRow};

use crate::desk::Noted;
use crate::desk::vocabulary::{SegmentWord, SlaWord, VisibilityWord};

/// Who did something, as they were called then.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketActor)]
pub(crate) struct ActorView {
    /// The person's id; null where it was a program.
    #[schema(required = true)]
    pub(crate) id: Option<Uuid>,
    /// The name.
    #[schema(example = "Naledi Mokoena")]
    pub(crate) name: String,
}

/// A note on a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketNote)]
pub(crate) struct NoteView {
    pub(crate) id: Uuid,
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) at: jiff::Timestamp,
    /// Null: the server itself.
    #[schema(required = true)]
    pub(crate) author: Option<ActorView>,
    /// Who reads it.
    #[schema(value_type = VisibilityWord)]
    pub(crate) visibility: &'static str,
    pub(crate) body: String,
}

impl NoteView {
    /// A note as it was written.
    pub(crate) fn of(row: NoteRow) -> Self {
        let author = row.author.map(|(id, name)| ActorView { id, name });
        let visibility = if row.is_public { "public" } else { "internal" };
        Self { id: row.id, at: row.at, author, visibility, body: row.body }
    }
}

/// One field that changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketChange)]
pub(crate) struct ChangeView {
    pub(crate) id: Uuid,
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) at: jiff::Timestamp,
    /// Null: the server itself.
    #[schema(required = true)]
    pub(crate) actor: Option<ActorView>,
    #[schema(example = "status")]
    pub(crate) field: String,
    /// What it was; null where it was nothing.
    #[schema(required = true, example = "open")]
    pub(crate) old: Option<String>,
    /// What it became.
    #[schema(required = true, example = "in_progress")]
    pub(crate) new: Option<String>,
    /// What the ticket then waited for.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
}

impl ChangeView {
    /// A change as it was written down, once the audit log knows that it is read.
    pub(crate) fn of(row: ChangeRow, _: Noted) -> Self {
        let actor = row.actor.map(|(id, name)| ActorView { id, name });
        Self { id: row.id, at: row.at, actor, field: row.field, old: row.old, new: row.new, reason: row.reason }
    }
}

/// A clock that runs towards a target, and the ledger that explains it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketClock)]
pub(crate) struct ClockView {
    /// Minutes of open time; null where the deadline came from outside.
    #[schema(required = true, example = 240)]
    pub(crate) target_minutes: Option<u32>,
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) started_at: jiff::Timestamp,
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) deadline: Option<jiff::Timestamp>,
    /// When time becomes short; null while the clock stands.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) at_risk_at: Option<jiff::Timestamp>,
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) stopped_at: Option<jiff::Timestamp>,
    /// Never `none`.
    #[schema(value_type = SlaWord)]
    pub(crate) state: &'static str,
    /// Whole minutes that counted.
    pub(crate) counted_minutes: i64,
    pub(crate) segments: Vec<SegmentView>,
}

/// A stretch of time of one kind: it ends just before `to`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketClockSegment)]
pub(crate) struct SegmentView {
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) from: jiff::Timestamp,
    #[schema(value_type = String, example = "2026-03-09T12:00:00Z")]
    pub(crate) to: jiff::Timestamp,
    /// Whether it counted.
    #[schema(value_type = SegmentWord)]
    pub(crate) kind: &'static str,
    /// What it waited for, or why the desk was closed.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
}

impl ClockView {
    /// A clock as the engine reckons it.
    pub(crate) fn of(clock: ClockState) -> Self {
        let counted_minutes = clock.counted_minutes();
        Self {
            target_minutes: clock.target_minutes,
            started_at: clock.started_at,
            deadline: clock.deadline,
            at_risk_at: clock.at_risk_at,
            stopped_at: clock.stopped_at,
            state: clock.state.as_str(),
            counted_minutes,
            segments: clock.segments.into_iter().map(SegmentView::of).collect(),
        }
    }
}

impl SegmentView {
    fn of(segment: Segment) -> Self {
        Self { from: segment.from, to: segment.to, kind: segment.kind.as_str(), reason: segment.reason }
    }
}
