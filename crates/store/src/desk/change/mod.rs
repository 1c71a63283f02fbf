//! Changing tickets. Each change is one transaction: the row is locked as far as the caller sees it, the version that the
//! caller looked at is compared, the row gets its new values and its clocks, the history its lines, the outbox its event;
//! and only then, where it has to, the ticket moves out of the caller's sight.

mod assign;
mod create;
mod edit;
mod error;
mod held;
mod note;
mod parent;
mod record;
mod status;
#[cfg(test)]
mod tests;
mod tracking_number;

pub use assign::{Assignee, Assignment};
pub use create::NewTicket;
pub use edit::TicketEdit;
pub use error::ChangeError;
pub use note::{NewNote, Visibility, WrittenNote};
pub use status::StatusChange;

use jiff::Timestamp;
use watchroom_access::TicketScope;
use watchroom_desk::sla::Policies;
use watchroom_domain::{TicketId, UserId};

use super::DeskTx;

/// Who changes a ticket, and when.
#[derive(Debug, Clone)]
pub struct ChangedBy {
    /// When.
    pub at: Timestamp,
    /// The person, where it is one.
    pub user: Option<UserId>,
    /// What people read: the person's name, that of a token; `None` for the server itself.
    pub name: Option<String>,
}

/// What a change needs: a transaction, the tickets that the permit opens, the desk's policies, and who it is.
#[derive(Debug, Clone, Copy)]
pub struct Changing<'a> {
    /// The transaction, which the caller commits; where a change fails it is to be dropped.
    pub tx: &'a DeskTx,
    /// The tickets that the permit opens.
    pub scope: &'a TicketScope,
    /// The desk's policies; see [`crate::Tenants::desk_policies`].
    pub policies: &'a Policies,
    /// Who changes it.
    pub by: &'a ChangedBy,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub tracking_number: String,
    /// Whether the caller still sees it.
    pub visible: bool,
}

#[cfg(test)]
fn statements() -> impl Iterator<Item = &'static str> {
    [
        assign::STATEMENTS,
        create::STATEMENTS,
        edit::STATEMENTS,
        held::STATEMENTS,
        note::STATEMENTS,
        parent::STATEMENTS,
        record::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
