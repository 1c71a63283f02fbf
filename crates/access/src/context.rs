//! Who is asking, and within which tenant.

use jiff::SignedDuration;
use watchroom_domain::{Action, Guarded, Role, TeamId, TenantId, UserId, WardId};

use crate::desk::{DeskPermit, DeskPlace, TicketScope};
use crate::permit::{Act, Denied, Permit};
use crate::{Grant, OwnRows, Principal, Reach, Refusal, Scope, grant};

/// Whether this is the build of the tests that show what the databases hold by themselves; see the crate's manifest.
pub(crate) const WITHOUT_CHECKS: bool = cfg!(feature = "without-checks-for-tests");

/// A membership as the central database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The tenant it opens.
    pub tenant: TenantId,
    /// Whose it is.
    pub user: UserId,
    /// The role within the tenant.
    pub role: Role,
    /// The ward that the person is limited to.
    pub ward: Option<WardId>,
    /// The team that the person works in.
    pub team: Option<TeamId>,
}

/// What a program's token or a share opens, as the central database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grantee {
    /// The tenant it opens.
    pub tenant: TenantId,
    /// The token or the share.
    pub who: Principal,
    /// The role within the tenant.
    pub role: Role,
    /// The ward that it is limited to.
    pub ward: Option<WardId>,
    /// The team that it works in.
    pub team: Option<TeamId>,
    /// What it reaches.
    pub reach: Reach,
    /// The longest range of time that it may ask for, and how far back it may look.
    pub longest_range: Option<SignedDuration>,
    /// The role of whoever shared it: what that role may not see, a share does not show.
    pub shared_by: Option<Role>,
}

/// A verified caller within one tenant. All that a handler knows of its caller, and its only way to data.
#[derive(Debug, Clone)]
pub struct TenantCtx {
    standing: Grantee,
    looking_only: bool,
}

impl TenantCtx {
    /// Trusts a membership. `identity` alone calls this, with what the central database says of a verified session;
    /// `cargo xtask tidy` refuses any other caller.
    #[must_use]
    pub fn from_membership_read_by_the_store(membership: Membership) -> Self {
        let Membership { tenant, user, role, ward, team } = membership;
        let (who, reach) = (Principal::Person(user), Reach::Everything);
        let standing = Grantee { tenant, who, role, ward, team, reach, longest_range: None, shared_by: None };
        Self { standing, looking_only: false }
    }

    /// Trusts a token or a share. `identity` alone calls this, as with memberships.
    #[must_use]
    pub fn from_grantee_read_by_the_store(grantee: Grantee) -> Self {
        let looking_only = grantee.reach != Reach::Everything;
        Self { standing: grantee, looking_only }
    }

    /// The same, and nothing may be changed: for who looks through a member's eyes.
    #[must_use]
    pub fn looking_only(self) -> Self {
        Self { looking_only: true, ..self }
    }

    /// What a share of this member's would open: no more than the member sees, and for looking alone. `None` where the
    /// member is limited to another ward than the share would be.
    #[must_use]
    pub fn shared_as(&self, role: Role, ward: Option<WardId>, reach: Reach) -> Option<Self> {
        if self.standing.ward.is_some() && self.standing.ward != ward {
            return None;
        }
        let standing = Grantee {
            role,
            ward,
            team: None,
            reach,
            shared_by: Some(self.standing.role),
            longest_range: self.standing.longest_range,
            ..self.standing.clone()
        };
        Some(Self { standing, looking_only: true })
    }

    /// The tenant that was asked for, and that the caller may enter.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.standing.tenant
    }

    /// Who it is: the member, also where an administrator looks through the member's eyes.
    #[must_use]
    pub fn who(&self) -> Principal {
        self.standing.who
    }

    /// The role within the tenant.
    #[must_use]
    pub fn role(&self) -> Role {
        self.standing.role
    }

    /// The ward that the caller is limited to.
    #[must_use]
    pub fn ward(&self) -> Option<&WardId> {
        self.standing.ward.as_ref()
    }

    /// The team that the caller works in.
    #[must_use]
    pub fn team(&self) -> Option<&TeamId> {
        self.standing.team.as_ref()
    }

    /// What the caller reaches of all that the role may see.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.standing.reach
    }

    /// The longest range of time that the caller may ask for, and how far back the caller may look.
    #[must_use]
    pub fn longest_range(&self) -> Option<SignedDuration> {
        self.standing.longest_range
    }

    /// Whether the role and the ward let a thing be seen, wherever the caller's reach ends. It opens nothing: a panel
    /// shared as a report asks this of the dashboards it stands on, which the share does not reach.
    #[must_use]
    pub fn could_see(&self, resource: &impl Guarded) -> bool {
        WITHOUT_CHECKS || self.scope_of(Action::View, resource).is_ok()
    }

    /// The rows that the caller's own place leaves open, whatever is permitted.
    #[must_use]
    pub fn own_rows(&self) -> OwnRows {
        match (&self.standing.ward, self.standing.role) {
            (Some(ward), _) => OwnRows::Ward(ward.clone()),
            (None, Role::WardCouncillor) => OwnRows::Nothing,
            (None, _) => OwnRows::Whole,
        }
    }

    /// What [`TenantCtx::permit`] says of `act` on `resource`, with the reason of a refusal. It opens nothing.
    ///
    /// # Errors
    /// The [`Refusal`], for an administrator's eyes: the caller learns only that there is no such thing.
    pub fn verdict<A: Act>(&self, _act: A, resource: &impl Guarded) -> Result<Scope, Refusal> {
        if WITHOUT_CHECKS {
            return Ok(Scope::Whole);
        }
        if !self.standing.reach.covers(A::ACTION, resource.thing()) {
            return Err(Refusal::OutOfReach);
        }
        if A::CHANGES && self.looking_only {
            return Err(Refusal::OnlyLooking);
        }
        self.scope_of(A::ACTION, resource)
    }

    /// Asks to do `act` to `resource`.
    ///
    /// # Errors
    /// [`Denied`] where the resource belongs to another tenant, the role table has no such grant, the resource names
    /// roles and not this one, the person is limited to a ward and the resource cannot be, a share does not reach it,
    /// or who only looks would change something. The answer to all of them is the same "not found": whether the thing
    /// exists is not for this person to know.
    pub fn permit<'a, A: Act, R: Guarded>(&'a self, act: A, resource: &'a R) -> Result<Permit<'a, A, R>, Denied> {
        let scope = self.verdict(act, resource).map_err(|_| Denied)?;
        Ok(Permit::grant(act, resource, self.tenant(), scope, self.own_rows()))
    }

    /// What [`TenantCtx::desk`] says of `act`, with the reason of a refusal. It opens nothing.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn desk_verdict<A: Act>(&self, _act: A) -> Result<TicketScope, Refusal> {
        if WITHOUT_CHECKS {
            return Ok(TicketScope::unchecked());
        }
        let Grantee { role, ward, team, reach, .. } = &self.standing;
        if *reach != Reach::Everything {
            return Err(Refusal::OutOfReach);
        }
        if A::CHANGES && self.looking_only {
            return Err(Refusal::OnlyLooking);
        }
        match grant(*role, A::ACTION).ok_or(Refusal::RoleMayNot(*role))? {
            Grant::OwnWard if ward.is_none() => Err(Refusal::NoWard),
            // A ward on the membership limits the person whatever the role, as with panels.
            Grant::All | Grant::OwnWard => Ok(TicketScope::of_others(ward.clone(), None)),
            Grant::OwnTeam => Ok(TicketScope::of_others(ward.clone(), Some(team.clone().ok_or(Refusal::NoTeam)?))),
            Grant::Sensitive => Ok(TicketScope::sensitive(ward.clone())),
        }
    }

    /// Asks to do `act` at the tenant's service desk.
    ///
    /// # Errors
    /// [`Denied`] where the role table has no such grant, the membership lacks the ward or the team that the grant goes by,
    /// it is a share, or who only looks would change something.
    pub fn desk<A: Act>(&self, act: A) -> Result<DeskPermit<'_, A>, Denied> {
        let scope = self.desk_verdict(act).map_err(|_| Denied)?;
        let Grantee { tenant, who, role, ward, team, .. } = &self.standing;
        let place = DeskPlace { who: *who, role: *role, ward: ward.as_ref(), team: team.as_ref() };
        Ok(DeskPermit::grant(act, tenant, scope, place))
    }

    fn scope_of(&self, action: Action, resource: &impl Guarded) -> Result<Scope, Refusal> {
        let Grantee { tenant, role, ward, shared_by, .. } = &self.standing;
        if resource.tenant() != tenant {
            return Err(Refusal::OtherTenant);
        }
        let granted = grant(*role, action).ok_or(Refusal::RoleMayNot(*role))?;
        let visibility = resource.visibility();
        if let Some(roles) = visibility.roles {
            if !roles.contains(role) {
                return Err(Refusal::RoleNotNamed(*role));
            }
            if let Some(sharer) = shared_by.filter(|sharer| !roles.contains(sharer)) {
                return Err(Refusal::SharerNotNamed(sharer));
            }
        }
        // A ward on the membership limits the person whatever the role: deny by default.
        match (granted, ward) {
            (Grant::All, None) => Ok(Scope::Whole),
            (Grant::All | Grant::OwnWard, Some(ward)) if visibility.ward_limited => Ok(Scope::Ward(ward.clone())),
            (Grant::All | Grant::OwnWard, Some(_)) => Err(Refusal::NotByWard),
            (Grant::OwnWard, None) => Err(Refusal::NoWard),
            // These grants are of tickets, and what is asked for here is not.
            (Grant::OwnTeam | Grant::Sensitive, _) => Err(Refusal::RoleMayNot(*role)),
        }
    }
}

#[cfg(test)]
mod tests;
