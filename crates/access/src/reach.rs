//! Who a caller is, and how far it gets.

use watchroom_domain::{Action, ApiTokenId, DashboardName, PanelId, ShareId, Thing, UserId};

/// Who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A person.
    Person(UserId),
    /// A program with a token.
    ApiToken(ApiTokenId),
    /// Whoever holds a share's link.
    Share(ShareId),
}

/// How much of what its role may see a caller reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Everything,
    /// One dashboard with the panels on it, to look at.
    Dashboard(DashboardName),
    /// One panel, to look at.
    Report(PanelId),
}

impl Reach {
    /// Whether an action on a thing is within reach.
    pub(crate) fn covers(&self, action: Action, thing: Thing<'_>) -> bool {
        match (self, thing) {
            (Reach::Everything, _) => true,
            _ if action != Action::View => false,
            (Reach::Dashboard(shared), Thing::Dashboard(name)) => shared == name,
            (Reach::Dashboard(shared), Thing::Panel(_, stands_on)) => stands_on.contains(shared),
            (Reach::Report(shared), Thing::Panel(id, _)) => shared == id,
            (Reach::Report(_), Thing::Dashboard(_)) | (_, Thing::Other) => false,
        }
    }
}
