//! How well tickets were closed: four doubts, each one condition over `service_desk.tickets`.
//!
//! The columns behind them are kept by the database itself (generated, or by triggers), so that counts and lists cannot differ
//! and each list has an index of its own. docs/operations.md tells people what they mean.

use std::fmt;
use std::str::FromStr;

/// Minutes after its creation within which a ticket that is over was closed quickly.
pub const QUICK_MINUTES: u32 = 10;
/// Days after it was over within which a ticket that is opened again was reopened early.
pub const REOPENED_DAYS: u32 = 7;
/// Tickets of one category at one place that make each of them a repeated one.
pub const REPEAT_COUNT: u32 = 3;
/// Days that these lie within.
pub const REPEAT_DAYS: u32 = 90;

/// A doubt about how a ticket was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// Over within [`QUICK_MINUTES`] of its creation.
    ClosedQuickly,
    /// Over without anybody having written a word.
    ClosedWithoutNote,
    /// Opened again within [`REOPENED_DAYS`] of having been over.
    Reopened,
    /// One of [`REPEAT_COUNT`] or more of its category at one place within [`REPEAT_DAYS`].
    RepeatPlace,
}

impl Quality {
    /// All of them.
    pub const ALL: [Quality; 4] =
        [Quality::ClosedQuickly, Quality::ClosedWithoutNote, Quality::Reopened, Quality::RepeatPlace];

    /// The word in addresses and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Quality::ClosedQuickly => "closed_quickly",
            Quality::ClosedWithoutNote => "closed_without_note",
            Quality::Reopened => "reopened",
            Quality::RepeatPlace => "repeat_place",
        }
    }

    /// The condition on the table that stands in the statement as `t`.
    #[must_use]
    pub const fn condition(self) -> &'static str {
        match self {
            Quality::ClosedQuickly => "t.closed_quickly",
            Quality::ClosedWithoutNote => "NOT t.closed_with_note",
            Quality::Reopened => "t.reopened_early",
            Quality::RepeatPlace => "t.repeat_place",
        }
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Quality {
    type Err = UnknownQuality;

    fn from_str(text: &str) -> Result<Self, UnknownQuality> {
        Quality::ALL.into_iter().find(|quality| quality.as_str() == text).ok_or(UnknownQuality)
    }
}

/// No doubt has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is none of closed_quickly, closed_without_note, reopened and repeat_place")]
pub struct UnknownQuality;
