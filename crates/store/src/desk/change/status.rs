//! Moving a ticket along its life cycle.

use watchroom_desk::may_become;
use watchroom_domain::{TicketId, TicketStatus};

use super::error::checked;
use super::held::{Held, Values};
use super::note::{NewNote, Visibility};
use super::record::differences;
use super::{ChangeError, Changed, Changing};

/// A new status.
#[derive(Debug, Clone)]
pub struct StatusChange {
    /// Which.
    pub status: TicketStatus,
    /// A word to it, kept as an internal note.
    pub note: Option<String>,
    /// What the ticket waits for: needed with `waiting`, and refused with every other status.
    pub waiting_reason: Option<String>,
}

/// Characters that the reason of a pause may have.
const MOST_REASON: usize = 500;

impl Changing<'_> {
    /// Gives a ticket another status. The first one that is not `open` is a response, so that resolving is one at the latest.
    ///
    /// # Errors
    /// [`ChangeError::Status`] where the life cycle has no such step; else see [`ChangeError`].
    pub async fn change_status(
        &self,
        id: TicketId,
        change: &StatusChange,
        version: Option<i64>,
    ) -> Result<Changed, ChangeError> {
        let note = change.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let note = note.map(|note| NewNote::checked("note", note, Visibility::Internal)).transpose()?;
        let reason = reason_of(change)?;
        let held = self.hold(id, version).await?;
        may_become(held.was.status, change.status)?;
        let now = moved(&held, change.status, reason.clone(), note.is_some());
        let lines = differences(&held.was, &now, reason.as_deref());
        if let Some(note) = &note {
            self.write_note(&held, note).await?;
        }
        self.finish(&held, &now, lines).await
    }
}

fn reason_of(change: &StatusChange) -> Result<Option<String>, ChangeError> {
    let reason = change.waiting_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let remedy = "Say in some words what the ticket waits for.";
    match (change.status, reason) {
        (TicketStatus::Waiting, Some(reason)) => checked("waiting_reason", reason, MOST_REASON, true).map(Some),
        (TicketStatus::Waiting, None) => {
            let what = "a ticket that waits has a reason, because its clocks stand meanwhile";
            Err(ChangeError::field("waiting_reason_needed", "waiting_reason", what, remedy))
        }
        (_, None) => Ok(None),
        (status, Some(_)) => {
            let what = format!("it belongs to the status waiting, and not to {status}");
            Err(ChangeError::field("waiting_reason_not_used", "waiting_reason", what, "Leave it out, or write a note."))
        }
    }
}

fn moved(held: &Held, status: TicketStatus, waiting_reason: Option<String>, with_note: bool) -> Values {
    let (was, at) = (&held.was, held.at);
    let mut now = Values { status, waiting_reason, ..was.clone() };
    if status != TicketStatus::Open {
        now.first_responded_at = was.first_responded_at.or(Some(at));
    }
    match status {
        TicketStatus::Resolved => now.resolved_at = Some(at),
        TicketStatus::Closed => now.closed_at = Some(at),
        _ => {}
    }
    if status.is_open() {
        now.closed_with_note = None;
        (now.resolved_at, now.closed_at) = (None, None);
    } else {
        now.closed_with_note = Some(with_note || was.closed_with_note == Some(true));
    }
    if status.is_open() && !was.status.is_open() {
        now.reopened_count = was.reopened_count.saturating_add(1);
        now.last_reopened_at = Some(at);
    }
    now
}
