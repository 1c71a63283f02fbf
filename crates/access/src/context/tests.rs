//! Who may do what, place by place.

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
    for reach in [Reach::Dashboard("wall".parse().expect("a slug")), Reach::Report("cpu".parse().expect("a slug"))] {
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
