//! The role table of the design, as one constant.

use watchroom_domain::{Action, Role};

/// What a role may do with a kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Every one of them.
    All,
    /// Those that can be limited to the own ward, limited to it.
    OwnWard,
    /// Tickets of the own team.
    OwnTeam,
    /// Sensitive tickets, and no others. Every other grant on tickets leaves out the sensitive ones.
    Sensitive,
}

/// Role × action. A pair without an entry is refused.
pub const ROLE_TABLE: &[(Action, Role, Grant)] = &[
    (Action::View, Role::Viewer, Grant::All),
    (Action::View, Role::FieldWorker, Grant::All),
    (Action::View, Role::WardCouncillor, Grant::OwnWard),
    (Action::View, Role::Manager, Grant::All),
    (Action::View, Role::SapsLiaison, Grant::All),
    (Action::View, Role::Admin, Grant::All),
    (Action::OpenRows, Role::Viewer, Grant::All),
    (Action::OpenRows, Role::FieldWorker, Grant::All),
    (Action::OpenRows, Role::WardCouncillor, Grant::OwnWard),
    (Action::OpenRows, Role::Manager, Grant::All),
    (Action::OpenRows, Role::SapsLiaison, Grant::All),
    (Action::OpenRows, Role::Admin, Grant::All),
    (Action::Export, Role::Viewer, Grant::All),
    (Action::Export, Role::FieldWorker, Grant::All),
    (Action::Export, Role::WardCouncillor, Grant::OwnWard),
    (Action::Export, Role::Manager, Grant::All),
    (Action::Export, Role::SapsLiaison, Grant::All),
    (Action::Export, Role::Admin, Grant::All),
    (Action::Share, Role::Manager, Grant::All),
    (Action::Share, Role::Admin, Grant::All),
    (Action::SeeFindings, Role::Admin, Grant::All),
    (Action::SeeTickets, Role::FieldWorker, Grant::OwnTeam),
    (Action::SeeTickets, Role::WardCouncillor, Grant::OwnWard),
    (Action::SeeTickets, Role::Manager, Grant::All),
    (Action::SeeTickets, Role::SapsLiaison, Grant::Sensitive),
    (Action::SeeTickets, Role::Admin, Grant::All),
    (Action::ChangeStatus, Role::FieldWorker, Grant::OwnTeam),
    (Action::ChangeStatus, Role::Manager, Grant::All),
    (Action::ChangeStatus, Role::SapsLiaison, Grant::Sensitive),
    (Action::ChangeStatus, Role::Admin, Grant::All),
    (Action::EditTickets, Role::Manager, Grant::All),
    (Action::EditTickets, Role::SapsLiaison, Grant::Sensitive),
    (Action::EditTickets, Role::Admin, Grant::All),
    (Action::AssignTickets, Role::Manager, Grant::All),
    (Action::AssignTickets, Role::Admin, Grant::All),
    (Action::SeeOperations, Role::WardCouncillor, Grant::OwnWard),
    (Action::SeeOperations, Role::Manager, Grant::All),
    (Action::SeeOperations, Role::Admin, Grant::All),
    (Action::ExportTickets, Role::WardCouncillor, Grant::OwnWard),
    (Action::ExportTickets, Role::Manager, Grant::All),
    (Action::ExportTickets, Role::SapsLiaison, Grant::Sensitive),
    (Action::ExportTickets, Role::Admin, Grant::All),
];

/// What the table says of a role and an action; `None` is a refusal.
#[must_use]
pub fn grant(role: Role, action: Action) -> Option<Grant> {
    ROLE_TABLE.iter().find(|(a, r, _)| *a == action && *r == role).map(|(_, _, grant)| *grant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_table_is_what_was_reviewed() {
        let mut text = String::new();
        for action in Action::ALL {
            for role in Role::ALL {
                let cell = grant(role, action).map_or("–".to_owned(), |grant| format!("{grant:?}"));
                writeln!(text, "{action:<14} {role:<16} {cell}", action = format!("{action:?}"), role = role.as_str())
                    .expect("writing to a string");
            }
        }
        insta::assert_snapshot!(text, @r"
        View           viewer           All
        View           field_worker     All
        View           ward_councillor  OwnWard
        View           manager          All
        View           saps_liaison     All
        View           admin            All
        OpenRows       viewer           All
        OpenRows       field_worker     All
        OpenRows       ward_councillor  OwnWard
        OpenRows       manager          All
        OpenRows       saps_liaison     All
        OpenRows       admin            All
        Export         viewer           All
        Export         field_worker     All
        Export         ward_councillor  OwnWard
        Export         manager          All
        Export         saps_liaison     All
        Export         admin            All
        Share          viewer           –
        Share          field_worker     –
        Share          ward_councillor  –
        Share          manager          All
        Share          saps_liaison     –
        Share          admin            All
        SeeFindings    viewer           –
        SeeFindings    field_worker     –
        SeeFindings    ward_councillor  –
        SeeFindings    manager          –
        SeeFindings    saps_liaison     –
        SeeFindings    admin            All
        SeeTickets     viewer           –
        SeeTickets     field_worker     OwnTeam
        SeeTickets     ward_councillor  OwnWard
        SeeTickets     manager          All
        SeeTickets     saps_liaison     Sensitive
        SeeTickets     admin            All
        ChangeStatus   viewer           –
        ChangeStatus   field_worker     OwnTeam
        ChangeStatus   ward_councillor  –
        ChangeStatus   manager          All
        ChangeStatus   saps_liaison     Sensitive
        ChangeStatus   admin            All
        EditTickets    viewer           –
        EditTickets    field_worker     –
        EditTickets    ward_councillor  –
        EditTickets    manager          All
        EditTickets    saps_liaison     Sensitive
        EditTickets    admin            All
        AssignTickets  viewer           –
        AssignTickets  field_worker     –
        AssignTickets  ward_councillor  –
        AssignTickets  manager          All
        AssignTickets  saps_liaison     –
        AssignTickets  admin            All
        SeeOperations  viewer           –
        SeeOperations  field_worker     –
        SeeOperations  ward_councillor  OwnWard
        SeeOperations  manager          All
        SeeOperations  saps_liaison     –
        SeeOperations  admin            All
        ExportTickets  viewer           –
        ExportTickets  field_worker     –
        ExportTickets  ward_councillor  OwnWard
        ExportTickets  manager          All
        ExportTickets  saps_liaison     Sensitive
        ExportTickets  admin            All
        ");
    }

    #[test]
    fn no_pair_stands_twice() {
        for (index, (action, role, _)) in ROLE_TABLE.iter().enumerate() {
            assert!(ROLE_TABLE[index + 1..].iter().all(|(a, r, _)| (a, r) != (action, role)), "{action:?} {role}");
        }
    }
}
