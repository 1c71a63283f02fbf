//! The words of a service desk: what a ticket is called, how urgent it is, how far it is, how it stands against its targets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The text is none of the words that are known.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no {what}; known are {known}")]
pub struct UnknownWord {
    pub(crate) what: &'static str,
    pub(crate) text: String,
    pub(crate) known: String,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Each of them, in their own order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in JSON, SQL and files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                $name::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| UnknownWord {
                    what: $what,
                    text: text.to_owned(),
                    known: $name::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

pub(crate) use words;

words! {
    /// How urgent a ticket is, from the least.
    Severity, "severity" {
        /// Can wait.
        Low = "low",
        /// As usual.
        Medium = "medium",
        /// Soon.
        High = "high",
        /// At once.
        Critical = "critical",
    }
}

words! {
    /// How far a ticket is.
    TicketStatus, "status" {
        /// Nobody has begun.
        Open = "open",
        /// Somebody works on it.
        InProgress = "in_progress",
        /// It waits for somebody outside; its clocks stand.
        Waiting = "waiting",
        /// It was handed up.
        Escalated = "escalated",
        /// The work is done.
        Resolved = "resolved",
        /// And nobody objects.
        Closed = "closed",
    }
}

impl TicketStatus {
    /// Whether work is still to be done: what figures call "open".
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Waiting | Self::Escalated)
    }
}

words! {
    /// How a ticket stands against a target.
    SlaState, "state of a target" {
        /// There is no target.
        None = "none",
        /// Time is left, and not short.
        OnTrack = "on_track",
        /// Time is short.
        AtRisk = "at_risk",
        /// The clock stands while the ticket waits.
        Paused = "paused",
        /// Done no later than the deadline.
        Met = "met",
        /// Done later, or still undone past the deadline.
        Breached = "breached",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_through_text_and_json() {
        for status in TicketStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
            assert_eq!(serde_json::to_value(status).unwrap_or_default(), serde_json::json!(status.as_str()));
        }
        for severity in Severity::ALL {
            assert_eq!(serde_json::to_value(severity).unwrap_or_default(), serde_json::json!(severity.as_str()));
        }
        for state in SlaState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap_or_default(), serde_json::json!(state.as_str()));
        }
        let error = "urgent".parse::<Severity>().expect_err("no such severity");
        assert_eq!(error.to_string(), "`urgent` is no severity; known are low, medium, high, critical");
    }

    #[test]
    fn four_states_are_open() {
        assert_eq!(TicketStatus::ALL.iter().filter(|status| status.is_open()).count(), 4);
        assert!(!TicketStatus::Resolved.is_open() && !TicketStatus::Closed.is_open());
    }
}
