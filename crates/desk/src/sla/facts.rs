//! What the clocks need to know of a ticket.

use jiff::Timestamp;
use watchroom_domain::{Severity, TicketStatus};

/// What the clocks need to know of a ticket. Lists are in the order of their moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// When it came in, which starts the clocks.
    pub created_at: Timestamp,
    /// The category at its creation.
    pub category: String,
    /// The severity at its creation.
    pub severity: Severity,
    /// Later changes of category or severity.
    pub reclassified: Vec<Reclassified>,
    /// Each status with its beginning; before the first one the ticket is open.
    pub statuses: Vec<StatusSince>,
    /// When somebody first responded, which stops the response clock.
    pub first_responded_at: Option<Timestamp>,
    /// When it was resolved, where it is.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, where it is.
    pub closed_at: Option<Timestamp>,
    /// Deadlines that came from outside. Where there are any, no policy has a say, and a deadline that is absent here is
    /// no target.
    pub imported: Option<ImportedDeadlines>,
}

/// A change of category or severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reclassified {
    /// When.
    pub at: Timestamp,
    /// The category from then on.
    pub category: String,
    /// The severity from then on.
    pub severity: Severity,
}

/// A status and its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSince {
    /// When it began.
    pub at: Timestamp,
    /// Which.
    pub status: TicketStatus,
    /// Why, in words: what the ledger gives as the reason of a pause.
    pub reason: Option<String>,
}

/// Deadlines that came from outside, kept as given: nothing moves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedDeadlines {
    /// By when somebody was to respond.
    pub response: Option<Timestamp>,
    /// By when it was to be resolved.
    pub resolution: Option<Timestamp>,
}

impl Facts {
    /// A ticket that has just come in.
    #[must_use]
    pub fn new(created_at: Timestamp, category: impl Into<String>, severity: Severity) -> Self {
        Self {
            created_at,
            category: category.into(),
            severity,
            reclassified: Vec::new(),
            statuses: Vec::new(),
            first_responded_at: None,
            resolved_at: None,
            closed_at: None,
            imported: None,
        }
    }

    /// When the resolution clock stopped: `resolved_at`; without one `closed_at`; without both the moment since which the
    /// ticket is resolved or closed, by its statuses.
    #[must_use]
    pub fn done_at(&self) -> Option<Timestamp> {
        self.resolved_at.or(self.closed_at).or_else(|| {
            let over = self.statuses.iter().rev().take_while(|since| !since.status.is_open());
            over.last().map(|since| since.at)
        })
    }

    /// Category and severity at the end of a clock: what they were when it stopped, or what they are.
    pub(super) fn class(&self, stopped_at: Option<Timestamp>) -> (&str, Severity) {
        let known = |change: &&Reclassified| stopped_at.is_none_or(|stop| change.at <= stop);
        match self.reclassified.iter().rev().find(known) {
            Some(change) => (&change.category, change.severity),
            None => (&self.category, self.severity),
        }
    }

    /// The moments at which it was reopened, up to the end of the resolution clock.
    pub(super) fn reopenings(&self, stopped_at: Option<Timestamp>) -> impl Iterator<Item = Timestamp> {
        let pairs = self.statuses.windows(2);
        let again = pairs.filter(|pair| !pair[0].status.is_open() && pair[1].status.is_open()).map(|pair| pair[1].at);
        again.filter(move |at| stopped_at.is_none_or(|stop| *at <= stop))
    }
}
