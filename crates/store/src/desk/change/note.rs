//! Notes of a ticket.

use uuid::Uuid;
use watchroom_domain::TicketId;

use super::error::checked;
use super::held::Held;
use super::{ChangeError, Changing};
use jiff::Timestamp;

const WRITE: &str = "INSERT INTO service_desk.ticket_notes (id, ticket_id, at, author_id, author_name, visibility, body) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
/// A note is no change of the ticket's fields: whoever edits those need not merge because of it, so the version stays.
const TOUCH: &str = "UPDATE service_desk.tickets SET updated_at = $2, first_responded_at = coalesce(first_responded_at, $3) WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[WRITE, TOUCH];

/// Characters that a note may have.
const MOST: usize = 10_000;

/// Who reads a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Whoever works on tickets.
    Internal,
    /// Also ward councillors, and whoever reported it.
    Public,
}

impl Visibility {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }
}

/// A note to be written.
#[derive(Debug, Clone)]
pub struct NewNote {
    body: String,
    visibility: Visibility,
}

/// A note that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenNote {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub body: String,
    /// Who reads it.
    pub visibility: Visibility,
}

impl NewNote {
    /// A note of 1 to 10,000 characters; `field` is what an error names.
    ///
    /// # Errors
    /// [`ChangeError::Field`] where it is empty, too long, or holds what cannot be kept.
    pub fn checked(field: &'static str, body: &str, visibility: Visibility) -> Result<Self, ChangeError> {
        Ok(Self { body: checked(field, body, MOST, true)?, visibility })
    }
}

impl Changing<'_> {
    /// Writes a note. The first public one is a response to whoever reported the ticket.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub async fn add_note(&self, id: TicketId, note: &NewNote) -> Result<WrittenNote, ChangeError> {
        let held = self.hold(id, None).await?;
        let written = self.write_note(&held, note).await?;
        let responded = (note.visibility == Visibility::Public).then_some(held.at);
        self.execute(TOUCH, &[&id.0, &held.at, &responded]).await?;
        if responded.is_some() && held.was.first_responded_at.is_none() {
            self.wind(id).await?;
        }
        self.tell(&held, "ticket_updated", &held.was.stand, Some(&held.was.stand)).await?;
        Ok(WrittenNote { id: written, at: held.at, body: note.body.clone(), visibility: note.visibility })
    }

    pub(super) async fn write_note(&self, held: &Held, note: &NewNote) -> Result<Uuid, ChangeError> {
        let id = Uuid::now_v7();
        let author = self.by.user.map(|user| user.0);
        let visibility = note.visibility.as_str();
        self.execute(WRITE, &[&id, &held.id.0, &held.at, &author, &self.by.name, &visibility, &note.body]).await?;
        Ok(id)
    }
}
