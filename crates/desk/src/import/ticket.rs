//! A ticket as an import brings it, and why a row is none.

use jiff::Timestamp;
use watchroom_domain::{Severity, TicketStatus, WardId};

/// How long texts may be, in characters.
pub mod limits {
    /// A tracking number.
    pub const TRACKING_NUMBER: usize = 64;
    /// A category's name.
    pub const CATEGORY: usize = 100;
    /// A team's name.
    pub const TEAM: usize = 100;
    /// A ward.
    pub const WARD: usize = 50;
    /// An address.
    pub const ADDRESS: usize = 500;
    /// A description.
    pub const DESCRIPTION: usize = 10_000;
}

/// A ticket as an import brings it. Texts are trimmed, within [`limits`], and hold no NUL.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedTicket {
    /// What it is called where it comes from.
    pub tracking_number: String,
    /// What it is about.
    pub category: String,
    /// How urgent it is.
    pub severity: Severity,
    /// How far it is.
    pub status: TicketStatus,
    /// What was reported.
    pub description: String,
    /// Where it is, for people.
    pub address: Option<String>,
    /// Degrees north and east: both or neither.
    pub place: Option<(f64, f64)>,
    /// The ward.
    pub ward: Option<WardId>,
    /// The team, by name.
    pub team: Option<String>,
    /// Whether the police liaison alone may see it.
    pub is_sensitive: bool,
    /// When it was reported.
    pub created_at: Timestamp,
    /// When somebody first answered.
    pub first_responded_at: Option<Timestamp>,
    /// When the work was done.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Until when somebody had to answer, where the data says so.
    pub sla_response_deadline: Option<Timestamp>,
    /// Until when the work had to be done, where the data says so.
    pub sla_resolution_deadline: Option<Timestamp>,
}

/// A row that is no ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The line of the file on which the row begins, from 1; the heading stands on line 1.
    pub line: u64,
    /// Why, with the column and the value.
    pub reason: String,
}

/// What was taken as it stands though somebody might wonder, in rows or values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Rows that were resolved or closed before they were created.
    pub over_before_created: u64,
    /// Local moments that the clock left out, taken as that much later.
    pub in_a_gap: u64,
    /// Local moments that the clock showed twice, taken as the earlier one.
    pub in_a_fold: u64,
    /// Control characters in descriptions and addresses that became spaces.
    pub control_characters: u64,
}
