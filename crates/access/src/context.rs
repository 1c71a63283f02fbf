//! Who is asking, and within which tenant.

use jiff::SignedDuration;
use watchroom_domain::{Action, Guarded, Role, TeamId, TenantId, UserId, WardId};

use crate::desk::{DeskPermit, DeskPlace, TicketScope};
use crate::permit::{Act, Denied, Permit};
use crate::{Grant, OwnRows, Principal, Reach, Refusal, Scope, grant};

/// Whether this is the build of the one test that shows what the databases hold by themselves; see the crate's manifest.
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
mod tests {
    use super::*;
    use crate::View;
    use watchroom_domain::{DashboardName, PanelId, ShareId, Visibility};

    struct Thing {
        tenant: TenantId,
        id: PanelId,
        stands_on: Vec<DashboardName>,
        visibility: Visibility,
    }

    impl Guarded for Thing {
        fn tenant(&self) -> &TenantId {
            &self.tenant
        }
        fn visibility(&self) -> Visibility {
            self.visibility.clone()
        }
        fn thing(&self) -> watchroom_domain::Thing<'_> {
            watchroom_domain::Thing::Panel(&self.id, &self.stands_on)
        }
    }

    fn member(role: Role, ward: Option<&str>) -> TenantCtx {
        TenantCtx::from_membership_read_by_the_store(Membership {
            tenant: "a".parse().expect("a slug"),
            user: UserId(uuid::Uuid::nil()),
            role,
            ward: ward.map(WardId::new),
            team: None,
        })
    }

    fn thing(tenant: &str, roles: Option<Vec<Role>>, ward_limited: bool) -> Thing {
        Thing {
            tenant: tenant.parse().expect("a slug"),
            id: "cpu".parse().expect("a slug"),
            stands_on: vec!["wall".parse().expect("a slug")],
            visibility: Visibility { roles, ward_limited },
        }
    }

    fn shared(reach: Reach) -> TenantCtx {
        TenantCtx::from_grantee_read_by_the_store(Grantee {
            tenant: "a".parse().expect("a slug"),
            who: Principal::Share(ShareId(uuid::Uuid::nil())),
            role: Role::Manager,
            ward: None,
            team: None,
            reach,
            longest_range: None,
            shared_by: None,
        })
    }

    #[derive(Debug, Clone, Copy)]
    struct Change;

    impl Act for Change {
        const ACTION: Action = Action::View;
        const CHANGES: bool = true;
    }

    #[test]
    fn a_share_reaches_its_own_dashboard_or_panel_and_changes_nothing() {
        let panel = thing("a", None, false);
        for (reach, reached) in [
            (Reach::Dashboard("wall".parse().expect("a slug")), true),
            (Reach::Dashboard("hall".parse().expect("a slug")), false),
            (Reach::Report("cpu".parse().expect("a slug")), true),
            (Reach::Report("memory".parse().expect("a slug")), false),
        ] {
            let share = shared(reach.clone());
            assert_eq!(share.permit(View, &panel).is_ok(), reached, "{reach:?}");
            assert!(share.permit(Change, &panel).is_err(), "{reach:?}");
            assert!(share.permit(crate::SeeFindings, &panel).is_err(), "{reach:?}");
            assert!(share.permit(crate::OpenRows, &panel).is_err(), "{reach:?}");
            assert!(share.permit(crate::Export, &panel).is_err(), "{reach:?}");
            assert!(share.permit(crate::SeeShares, &panel).is_err(), "{reach:?}");
            assert!(share.could_see(&panel), "the role could");
        }
    }

    #[test]
    fn a_share_shows_no_more_than_whoever_made_it_sees() {
        let reach = || Reach::Report("cpu".parse().expect("a slug"));
        let managers = thing("a", Some(vec![Role::Manager]), true);
        let both = thing("a", Some(vec![Role::Manager, Role::Admin]), true);
        let by_admin = member(Role::Admin, None).shared_as(Role::Manager, None, reach()).expect("no ward");
        assert_eq!(by_admin.verdict(View, &managers), Err(Refusal::SharerNotNamed(Role::Admin)));
        assert!(!by_admin.could_see(&managers));
        assert_eq!(by_admin.verdict(View, &both), Ok(Scope::Whole));
        assert!(by_admin.verdict(crate::Export, &both).is_err());

        let limited = member(Role::Manager, Some("3"));
        assert!(limited.shared_as(Role::Viewer, None, reach()).is_none(), "not the whole");
        assert!(limited.shared_as(Role::Viewer, Some(WardId::new("4")), reach()).is_none(), "not another ward");
        let own = limited.shared_as(Role::Viewer, Some(WardId::new("3")), reach()).expect("the own ward");
        assert_eq!(own.verdict(View, &thing("a", None, true)), Ok(Scope::Ward(WardId::new("3"))));
        let narrowed = member(Role::Manager, None).shared_as(Role::WardCouncillor, Some(WardId::new("4")), reach());
        let narrowed = narrowed.expect("who sees all may share a part");
        assert_eq!(narrowed.verdict(View, &thing("a", None, true)), Ok(Scope::Ward(WardId::new("4"))));
        assert_eq!(narrowed.verdict(View, &thing("a", None, false)), Err(Refusal::NotByWard));
    }

    #[test]
    fn what_a_database_is_told_comes_from_the_own_place_alone() {
        for role in Role::ALL {
            assert_eq!(member(role, Some("3")).own_rows(), OwnRows::Ward(WardId::new("3")), "{role}");
            let whole = if role == Role::WardCouncillor { OwnRows::Nothing } else { OwnRows::Whole };
            assert_eq!(member(role, None).own_rows(), whole, "{role}");
        }
    }

    #[test]
    fn a_permit_never_opens_more_rows_than_the_own_place_leaves() {
        for role in Role::ALL {
            for (ward, limited) in [(None, false), (None, true), (Some("3"), false), (Some("3"), true)] {
                let (member, thing) = (member(role, ward), thing("a", None, limited));
                let Ok(permit) = member.permit(View, &thing) else { continue };
                let same = match permit.scope() {
                    Scope::Whole => OwnRows::Whole,
                    Scope::Ward(ward) => OwnRows::Ward(ward.clone()),
                };
                assert_eq!(permit.own_rows(), &same, "{role} {ward:?}");
            }
        }
    }

    #[test]
    fn who_looks_through_anothers_eyes_changes_nothing() {
        let viewer = member(Role::Viewer, None);
        let panel = thing("a", None, false);
        assert!(viewer.permit(Change, &panel).is_ok());
        let looking = viewer.looking_only();
        assert!(looking.permit(View, &panel).is_ok());
        assert!(looking.permit(Change, &panel).is_err());
        assert_eq!(looking.verdict(crate::Export, &panel), Err(Refusal::OnlyLooking));
        assert!(looking.permit(crate::OpenRows, &panel).is_ok());
    }

    #[test]
    fn another_tenants_thing_is_denied_to_every_role() {
        for role in Role::ALL {
            assert!(member(role, Some("3")).permit(View, &thing("b", None, true)).is_err(), "{role}");
        }
    }

    #[test]
    fn roles_on_a_thing_shut_out_all_others() {
        let managers = thing("a", Some(vec![Role::Manager]), false);
        assert!(member(Role::Manager, None).permit(View, &managers).is_ok());
        assert!(member(Role::Admin, None).permit(View, &managers).is_err());
    }

    #[test]
    fn a_ward_limits_whoever_has_one() {
        let open = thing("a", None, false);
        let scoped = thing("a", None, true);
        for role in Role::ALL {
            let limited = member(role, Some("3"));
            assert!(limited.permit(View, &open).is_err(), "{role}");
            let permit = limited.permit(View, &scoped).expect("a scoped thing");
            assert_eq!(permit.scope(), &Scope::Ward(WardId::new("3")), "{role}");
        }
    }

    #[test]
    fn a_councillor_without_a_ward_sees_nothing() {
        let councillor = member(Role::WardCouncillor, None);
        assert!(councillor.permit(View, &thing("a", None, true)).is_err());
        assert!(councillor.permit(View, &thing("a", None, false)).is_err());
    }

    #[test]
    fn the_desk_s_table_holds_for_every_role_act_and_place() {
        let team = || Some(TeamId::new("roads"));
        let scope = |role, ward: Option<&str>, team| {
            let ctx = TenantCtx::from_membership_read_by_the_store(Membership {
                tenant: "a".parse().expect("a slug"),
                user: UserId(uuid::Uuid::nil()),
                role,
                ward: ward.map(WardId::new),
                team,
            });
            ctx.desk_verdict(crate::SeeTickets)
        };
        let ward = || Some(WardId::new("3"));
        assert_eq!(scope(Role::Viewer, None, None), Err(Refusal::RoleMayNot(Role::Viewer)));
        assert_eq!(scope(Role::FieldWorker, None, None), Err(Refusal::NoTeam));
        assert_eq!(scope(Role::FieldWorker, None, team()), Ok(TicketScope::of_others(None, team())));
        assert_eq!(scope(Role::FieldWorker, Some("3"), team()), Ok(TicketScope::of_others(ward(), team())));
        assert_eq!(scope(Role::WardCouncillor, None, None), Err(Refusal::NoWard));
        assert_eq!(scope(Role::WardCouncillor, Some("3"), team()), Ok(TicketScope::of_others(ward(), None)));
        assert_eq!(scope(Role::Manager, None, team()), Ok(TicketScope::of_others(None, None)));
        assert_eq!(scope(Role::Manager, Some("3"), None), Ok(TicketScope::of_others(ward(), None)));
        assert_eq!(scope(Role::SapsLiaison, None, None), Ok(TicketScope::sensitive(None)));
        assert_eq!(scope(Role::Admin, None, None), Ok(TicketScope::of_others(None, None)));
        assert!(member(Role::Manager, None).desk(crate::AssignTickets).is_ok());
        assert!(member(Role::Manager, None).looking_only().desk(crate::AssignTickets).is_err());
        assert!(member(Role::Manager, None).looking_only().desk(crate::SeeTickets).is_ok());
        assert!(member(Role::WardCouncillor, Some("3")).desk(crate::ChangeStatus).is_err());
        assert!(member(Role::SapsLiaison, None).desk(crate::SeeOperations).is_err());
    }

    #[test]
    fn a_share_never_reaches_the_desk() {
        for reach in [Reach::Dashboard("wall".parse().expect("a slug")), Reach::Report("cpu".parse().expect("a slug"))]
        {
            assert_eq!(shared(reach).desk_verdict(crate::SeeTickets), Err(Refusal::OutOfReach));
        }
    }

    #[test]
    fn a_grant_on_tickets_opens_no_panel() {
        let open = thing("a", None, false);
        assert_eq!(
            member(Role::FieldWorker, None).verdict(crate::SeeTickets, &open),
            Err(Refusal::RoleMayNot(Role::FieldWorker))
        );
        assert_eq!(
            member(Role::SapsLiaison, None).verdict(crate::SeeTickets, &open),
            Err(Refusal::RoleMayNot(Role::SapsLiaison))
        );
    }

    #[test]
    fn others_without_a_ward_see_the_whole() {
        let permitted = thing("a", None, true);
        let viewer = member(Role::Viewer, None);
        assert_eq!(viewer.permit(View, &permitted).expect("a permit").scope(), &Scope::Whole);
    }

    #[test]
    fn what_is_permitted_of_tickets_is_what_the_place_opens() {
        for role in Role::ALL {
            for ward in [None, Some(WardId::new("3"))] {
                for team in [None, Some(TeamId::new("roads"))] {
                    let ctx = TenantCtx::from_membership_read_by_the_store(Membership {
                        tenant: "a".parse().expect("a slug"),
                        user: UserId(uuid::Uuid::nil()),
                        role,
                        ward: ward.clone(),
                        team: team.clone(),
                    });
                    let (scope, own) = match ctx.desk(crate::SeeTickets) {
                        Ok(permit) => (Some(permit.scope().clone()), permit.place().own_tickets()),
                        Err(Denied) => {
                            let who = Principal::Person(UserId(uuid::Uuid::nil()));
                            (None, DeskPlace { who, role, ward: ward.as_ref(), team: team.as_ref() }.own_tickets())
                        }
                    };
                    assert_eq!(scope, own, "{role} {ward:?} {team:?}");
                }
            }
        }
    }
}
