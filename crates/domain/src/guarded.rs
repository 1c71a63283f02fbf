//! What a thing says about who may see it.

use crate::{Role, TenantId};

/// Who may see something, as its owner declared it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visibility {
    /// The roles that see it; `None` is every role.
    pub roles: Option<Vec<Role>>,
    /// Whether its rows can be limited to one ward. What cannot is absent for people who are limited to a ward.
    pub ward_limited: bool,
}

/// A thing of a tenant that can be asked for, and whose seeing is guarded.
pub trait Guarded {
    /// The tenant that owns it.
    fn tenant(&self) -> &TenantId;

    /// Who may see it.
    fn visibility(&self) -> Visibility;
}
