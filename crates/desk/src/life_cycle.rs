//! Which status may follow which.

use thiserror::Error;
use watchroom_domain::TicketStatus;

/// A status that cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAllowed {
    /// It is that already.
    #[error("the ticket is {0} already")]
    Already(TicketStatus),
    /// Only reopening leads out of the two last ones.
    #[error("a ticket that is {from} may be reopened or closed, and cannot become {to} at once; reopen it first")]
    Over {
        /// The status it has.
        from: TicketStatus,
        /// The status that was asked for.
        to: TicketStatus,
    },
}

/// Whether `to` may follow `from`: any open one leads to any other open one, to resolved and to closed; resolved leads to
/// closed; both of them lead back to open.
///
/// # Errors
/// See [`NotAllowed`].
pub fn may_become(from: TicketStatus, to: TicketStatus) -> Result<(), NotAllowed> {
    use TicketStatus::{Closed, Open, Resolved};
    if from == to {
        return Err(NotAllowed::Already(from));
    }
    if from.is_open() || to == Open || (from, to) == (Resolved, Closed) {
        return Ok(());
    }
    Err(NotAllowed::Over { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        use TicketStatus::{Closed, Open, Resolved};
        for from in TicketStatus::ALL.iter().copied() {
            for to in TicketStatus::ALL.iter().copied() {
                let expected = match (from, to) {
                    _ if from == to => false,
                    (Resolved, Closed) | (Resolved | Closed, Open) => true,
                    (Resolved | Closed, _) => false,
                    _ => true,
                };
                assert_eq!(may_become(from, to).is_ok(), expected, "{from} to {to}");
            }
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let error = may_become(TicketStatus::Closed, TicketStatus::Waiting).expect_err("it is over");
        assert!(error.to_string().ends_with("reopen it first"), "{error}");
    }
}
