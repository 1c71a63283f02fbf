//! The service desk: which tickets an act is permitted on, and what the tenant's database is told of who asks.

use std::fmt;

use watchroom_domain::{Role, TeamId, TenantId, UserId, WardId};

use crate::{Act, Principal};

/// The tickets that a permit opens. Part of every condition on tickets and of every key of what is kept, so that one
/// person's figures can never serve another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TicketScope {
    sensitive: Option<bool>,
    ward: Option<WardId>,
    team: Option<TeamId>,
}

impl TicketScope {
    /// Those that are not sensitive, of one ward and one team where they are named.
    pub(crate) fn of_others(ward: Option<WardId>, team: Option<TeamId>) -> Self {
        Self { sensitive: Some(false), ward, team }
    }

    /// The sensitive ones, and no others.
    pub(crate) fn sensitive(ward: Option<WardId>) -> Self {
        Self { sensitive: Some(true), ward, team: None }
    }

    /// What is told to whoever reads without a sign-in: the tickets that are not sensitive.
    #[must_use]
    pub fn of_the_public() -> Self {
        if crate::context::WITHOUT_CHECKS { Self::unchecked() } else { Self::of_others(None, None) }
    }

    /// Every ticket: for the test that shows what row security holds by itself.
    pub(crate) fn unchecked() -> Self {
        Self { sensitive: None, ward: None, team: None }
    }

    /// Whether the tickets are sensitive ones; `None` is no condition.
    #[must_use]
    pub fn is_sensitive(&self) -> Option<bool> {
        self.sensitive
    }

    /// The one ward that they belong to.
    #[must_use]
    pub fn ward(&self) -> Option<&WardId> {
        self.ward.as_ref()
    }

    /// The one team that they are assigned to.
    #[must_use]
    pub fn team(&self) -> Option<&TeamId> {
        self.team.as_ref()
    }

    /// Whether a ticket that stands so is one of them: for events, which are sent to whom the ticket would be shown.
    #[must_use]
    pub fn holds(&self, sensitive: bool, ward: Option<&str>, team: Option<&str>) -> bool {
        self.sensitive.is_none_or(|wanted| wanted == sensitive)
            && self.ward.as_ref().is_none_or(|own| ward == Some(own.as_str()))
            && self.team.as_ref().is_none_or(|own| team == Some(own.as_str()))
    }
}

/// Who asks, as row security in the tenant's database knows it: from the membership alone, whatever was permitted.
#[derive(Debug, Clone, Copy)]
pub struct DeskPlace<'a> {
    /// The person, the token or the share.
    pub who: Principal,
    /// The role within the tenant.
    pub role: Role,
    /// The ward of the membership.
    pub ward: Option<&'a WardId>,
    /// The team of the membership.
    pub team: Option<&'a TeamId>,
}

impl DeskPlace<'_> {
    /// The person, where it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self.who {
            Principal::Person(user) => Some(user),
            Principal::ApiToken(_) | Principal::Share(_) => None,
        }
    }

    /// The tickets that row security shows to whoever stands here, whatever was permitted; `None` is none of them. Part of
    /// the key of what is kept, as the permit's own scope is, and asked of events, of which no table can be.
    #[must_use]
    pub fn own_tickets(&self) -> Option<TicketScope> {
        let ward = self.ward.cloned();
        match (self.who, self.role) {
            (Principal::Share(_), _) | (_, Role::Viewer) => None,
            (_, Role::SapsLiaison) => Some(TicketScope::sensitive(ward)),
            (_, Role::Manager | Role::Admin) => Some(TicketScope::of_others(ward, None)),
            (_, Role::WardCouncillor) => Some(TicketScope::of_others(Some(ward?), None)),
            (_, Role::FieldWorker) => Some(TicketScope::of_others(ward, Some(self.team.cloned()?))),
        }
    }
}

/// Proof that `A` was allowed at a tenant's desk, and on which tickets. Made by [`crate::TenantCtx::desk`] alone.
pub struct DeskPermit<'a, A: Act> {
    act: A,
    tenant: &'a TenantId,
    scope: TicketScope,
    place: DeskPlace<'a>,
}

impl<'a, A: Act> DeskPermit<'a, A> {
    pub(crate) fn grant(act: A, tenant: &'a TenantId, scope: TicketScope, place: DeskPlace<'a>) -> Self {
        Self { act, tenant, scope, place }
    }

    /// The tenant whose desk it is.
    #[must_use]
    pub fn tenant(&self) -> &'a TenantId {
        self.tenant
    }

    /// The tickets that it opens.
    #[must_use]
    pub fn scope(&self) -> &TicketScope {
        &self.scope
    }

    /// What the database is told of who asks.
    #[must_use]
    pub fn place(&self) -> DeskPlace<'a> {
        self.place
    }

    /// Whether of a ticket's notes the public ones alone are shown: a councillor reads what is said to the public.
    #[must_use]
    pub fn reads_public_notes_alone(&self) -> bool {
        !crate::context::WITHOUT_CHECKS && self.place.role == Role::WardCouncillor
    }

    /// What was allowed.
    #[must_use]
    pub fn act(&self) -> A {
        self.act
    }

    /// Whether the act changes anything.
    #[must_use]
    pub fn changes(&self) -> bool {
        A::CHANGES
    }
}

impl<A: Act + fmt::Debug> fmt::Debug for DeskPermit<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeskPermit").field("act", &self.act).field("scope", &self.scope).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_what_its_conditions_say() {
        let (ward, team) = (WardId::new("3"), TeamId::new("roads"));
        let own = TicketScope::of_others(Some(ward.clone()), Some(team));
        assert!(own.holds(false, Some("3"), Some("roads")));
        assert!(!own.holds(true, Some("3"), Some("roads")));
        assert!(!own.holds(false, None, Some("roads")));
        assert!(!own.holds(false, Some("3"), None));
        assert_eq!(TicketScope::of_the_public(), TicketScope::of_others(None, None));
        assert!(TicketScope::sensitive(None).holds(true, None, None));
        assert!(!TicketScope::sensitive(None).holds(false, Some("3"), None));
    }
}
