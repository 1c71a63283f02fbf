//! Why something is not permitted: for who explains it to an administrator, never for the caller.

use std::fmt;

use watchroom_domain::Role;

/// Why a context does not permit something. A caller is told nothing of it but "not found"; see [`crate::Denied`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It belongs to another tenant.
    OtherTenant,
    /// The role table has no such grant.
    RoleMayNot(Role),
    /// It names the roles that see it, and this one is not among them.
    RoleNotNamed(Role),
    /// It names the roles that see it, and that of whoever shared it is not among them.
    SharerNotNamed(Role),
    /// The caller is limited to a ward, and it does not say by which column it is.
    NotByWard,
    /// A councillor sees one ward, and the membership names none.
    NoWard,
    /// A field worker sees one team's tickets, and the membership names none.
    NoTeam,
    /// A share shows something else, or only shows.
    OutOfReach,
    /// Who looks through another's eyes changes nothing and takes nothing away.
    OnlyLooking,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::OtherTenant => f.write_str("it belongs to another tenant"),
            Refusal::RoleMayNot(role) => write!(f, "the role {role} may not do this"),
            Refusal::RoleNotNamed(role) => write!(f, "its `roles:` do not name {role}"),
            Refusal::SharerNotNamed(role) => {
                write!(f, "its `roles:` do not name {role}, the role of whoever shared it")
            }
            Refusal::NotByWard => f.write_str("it does not declare by which column it is limited to a ward"),
            Refusal::NoWard => f.write_str("a ward councillor sees one ward, and the membership names none"),
            Refusal::NoTeam => f.write_str("a field worker sees one team's tickets, and the membership names none"),
            Refusal::OutOfReach => f.write_str("the share does not reach it"),
            Refusal::OnlyLooking => f.write_str("who looks through another's eyes changes nothing"),
        }
    }
}
