//! Who somebody is within a tenant, and what can be done there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The role a membership gives, within one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees dashboards, panels and reports.
    Viewer,
    /// Works on the tickets of the own team.
    FieldWorker,
    /// Sees what is limited to the own ward, and nothing else.
    WardCouncillor,
    /// Runs the service desk.
    Manager,
    /// The police liaison: the one who sees sensitive tickets, and only those.
    SapsLiaison,
    /// Runs the tenant.
    Admin,
}

impl Role {
    /// Every role, in the order of the design's table.
    pub const ALL: [Role; 6] =
        [Role::Viewer, Role::FieldWorker, Role::WardCouncillor, Role::Manager, Role::SapsLiaison, Role::Admin];

    /// The name in YAML, JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::FieldWorker => "field_worker",
            Role::WardCouncillor => "ward_councillor",
            Role::Manager => "manager",
            Role::SapsLiaison => "saps_liaison",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no role; the roles are viewer, field_worker, ward_councillor, manager, saps_liaison, admin")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// What a person may ask to do to something of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Look at a dashboard, a panel or a report.
    View,
    /// Open the rows behind a panel.
    OpenRows,
    /// Take away what a panel shows, or its rows, as a file.
    Export,
    /// Share a dashboard or a report with whoever holds a link, and see and revoke such shares.
    Share,
    /// Read what is wrong with the configuration.
    SeeFindings,
    /// Look at tickets of the service desk.
    SeeTickets,
    /// Move tickets along their life cycle, and write notes to them.
    ChangeStatus,
    /// Make tickets, and correct what they say.
    EditTickets,
    /// Hand tickets to teams and people, many at once, and bring them in from elsewhere.
    AssignTickets,
    /// Look at the figures of the service desk.
    SeeOperations,
    /// Take lists of tickets away as a file.
    ExportTickets,
}

impl Action {
    /// Every action there is: the role table has a row for each.
    pub const ALL: [Action; 11] = [
        Action::View,
        Action::OpenRows,
        Action::Export,
        Action::Share,
        Action::SeeFindings,
        Action::SeeTickets,
        Action::ChangeStatus,
        Action::EditTickets,
        Action::AssignTickets,
        Action::SeeOperations,
        Action::ExportTickets,
    ];

    /// Whether it is about the tickets of a service desk.
    #[must_use]
    pub const fn is_of_desk(self) -> bool {
        match self {
            Action::View | Action::OpenRows | Action::Export | Action::Share | Action::SeeFindings => false,
            Action::SeeTickets
            | Action::ChangeStatus
            | Action::EditTickets
            | Action::AssignTickets
            | Action::SeeOperations
            | Action::ExportTickets => true,
        }
    }

    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::View => "view",
            Action::OpenRows => "open_rows",
            Action::Export => "export",
            Action::Share => "share",
            Action::SeeFindings => "see_findings",
            Action::SeeTickets => "see_tickets",
            Action::ChangeStatus => "change_status",
            Action::EditTickets => "edit_tickets",
            Action::AssignTickets => "assign_tickets",
            Action::SeeOperations => "see_operations",
            Action::ExportTickets => "export_tickets",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_through_text_and_json() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap_or_default(), serde_json::json!(role.as_str()));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
