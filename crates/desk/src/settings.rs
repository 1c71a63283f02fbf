//! The settings of a service desk, as its `service_desk.yaml` says them: whole, and checked by whoever read them.

use watchroom_domain::Severity;

use crate::sla::{CalendarForm, ReopenPolicy};

/// Everything that a desk is set up with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DeskSettings {
    /// Who does the work.
    pub teams: Vec<NamedThing>,
    /// Where it is done.
    pub wards: Vec<NamedThing>,
    /// What reports are about.
    pub categories: Vec<CategorySettings>,
    /// When time counts.
    pub calendars: Vec<CalendarSettings>,
    /// By when things must be done.
    pub policies: Vec<PolicySettings>,
}

/// A team or a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedThing {
    /// What memberships and tickets name it by: 1 to 64 characters.
    pub id: String,
    /// What people read.
    pub name: String,
}

/// A category of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategorySettings {
    /// Its name, which tickets bear.
    pub name: String,
    /// What it is called in the addresses of Open311.
    pub service_code: String,
    /// A sentence for those who report.
    pub description: String,
    /// Whether its tickets are for the police liaison alone.
    pub sensitive: bool,
}

/// A calendar under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarSettings {
    /// What policies name it by.
    pub name: String,
    /// Its shifts and holidays; it can be made a [`crate::sla::Calendar`].
    pub form: CalendarForm,
}

/// What holds for some tickets from now on.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySettings {
    /// The category it is for; `None`: any.
    pub category: Option<String>,
    /// The severity it is for; `None`: any.
    pub severity: Option<Severity>,
    /// Minutes of open time until somebody must have responded; `None`: no such target.
    pub response_minutes: Option<u32>,
    /// Minutes of open time until it must be resolved; `None`: no such target.
    pub resolution_minutes: Option<u32>,
    /// The name of its calendar; `None`: around the clock.
    pub calendar: Option<String>,
    /// The share of a target, above 0 and up to 1, after whose use time is short.
    pub at_risk_share: f64,
    /// Whether the clocks stand while a ticket waits.
    pub waiting_pauses: bool,
    /// What reopening does.
    pub reopen: ReopenPolicy,
}

impl PolicySettings {
    /// Which tickets it is for, in words: `Pothole, high`.
    #[must_use]
    pub fn label(&self) -> String {
        policy_label(self.category.as_deref(), self.severity)
    }
}

/// Which tickets a policy is for, in words.
#[must_use]
pub fn policy_label(category: Option<&str>, severity: Option<Severity>) -> String {
    format!("{}, {}", category.unwrap_or("any category"), severity.map_or("any severity", Severity::as_str))
}
