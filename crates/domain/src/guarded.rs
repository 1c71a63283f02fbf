//! What a thing says about who may see it.

use crate::{DashboardName, PanelId, Role, TenantId};

/// Who may see something, as its owner declared it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visibility {
    /// The roles that see it; `None` is every role.
    pub roles: Option<Vec<Role>>,
    /// Whether its rows can be limited to one ward. What cannot is absent for people who are limited to a ward.
    pub ward_limited: bool,
}

/// What a thing is, for callers who reach no more than one dashboard or report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing<'a> {
    /// A dashboard.
    Dashboard(&'a DashboardName),
    /// A panel and the dashboards that it stands on.
    Panel(&'a PanelId, &'a [DashboardName]),
    /// Anything else: never part of a share.
    Other,
}

/// A thing of a tenant that can be asked for, and whose seeing is guarded.
pub trait Guarded {
    /// The tenant that owns it.
    fn tenant(&self) -> &TenantId;

    /// Who may see it.
    fn visibility(&self) -> Visibility;

    /// What it is.
    fn thing(&self) -> Thing<'_>;
}
