//! A target for some tickets, in one version.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;
use watchroom_domain::Severity;

/// A version of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyId(pub Uuid);

/// A calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarId(pub Uuid);

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CalendarId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What reopening does to the resolution clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenPolicy {
    /// It counts on from its first start; the time in which the ticket was resolved is paused.
    #[default]
    Continue,
    /// It begins anew at the reopening, under the version that is in force then.
    Restart,
}

/// The text is neither `continue` nor `restart`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no reopen policy; known are continue, restart")]
pub struct UnknownReopenPolicy(String);

impl ReopenPolicy {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Restart => "restart",
        }
    }
}

impl FromStr for ReopenPolicy {
    type Err = UnknownReopenPolicy;
    fn from_str(text: &str) -> Result<Self, UnknownReopenPolicy> {
        match text {
            "continue" => Ok(Self::Continue),
            "restart" => Ok(Self::Restart),
            _ => Err(UnknownReopenPolicy(text.to_owned())),
        }
    }
}

/// A version of a policy. A changed policy is a new version: the old one gets an end, and nothing else of it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What `sla_policy_id` of a ticket names.
    pub id: PolicyId,
    /// The category it is for; `None`: any.
    pub category: Option<String>,
    /// The severity it is for; `None`: any.
    pub severity: Option<Severity>,
    /// Minutes of open time until somebody must have responded; `None`: no such target.
    pub response_minutes: Option<u32>,
    /// Minutes of open time until it must be resolved; `None`: no such target.
    pub resolution_minutes: Option<u32>,
    /// Which time counts; `None`: around the clock.
    pub calendar: Option<CalendarId>,
    /// The share of the target, 0 to 1, after whose use time is short.
    pub at_risk_share: f64,
    /// Whether the clocks stand while a ticket waits.
    pub waiting_pauses: bool,
    /// What reopening does.
    pub reopen: ReopenPolicy,
    /// From when on it is in force.
    pub effective_from: Timestamp,
    /// Until just before when it is; `None`: until further notice.
    pub effective_to: Option<Timestamp>,
}

impl Policy {
    /// Whether it is in force: `effective_from <= at < effective_to`.
    #[must_use]
    pub fn in_force_at(&self, at: Timestamp) -> bool {
        self.effective_from <= at && self.effective_to.is_none_or(|end| at < end)
    }

    pub(super) fn covers(&self, severity: Severity, at: Timestamp) -> bool {
        self.severity.is_none_or(|own| own == severity) && self.in_force_at(at)
    }

    /// What it is called in an error.
    pub(super) fn label(&self) -> String {
        let category = self.category.as_deref().unwrap_or("any category");
        let severity = self.severity.map_or("any severity", Severity::as_str);
        format!("policy {} ({category}, {severity})", self.id)
    }
}
