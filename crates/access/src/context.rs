//! Who is asking, and within which tenant.

use watchroom_domain::{Guarded, Role, TeamId, TenantId, UserId, WardId};

use crate::permit::{Act, Denied, Permit};
use crate::{Grant, Scope, grant};

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

/// A verified person within one tenant. All that a handler knows of its caller, and its only way to data.
#[derive(Debug, Clone)]
pub struct TenantCtx {
    membership: Membership,
}

impl TenantCtx {
    /// Trusts a membership. `identity` alone calls this, with what the central database says of a verified session;
    /// `cargo xtask tidy` refuses any other caller.
    #[must_use]
    pub fn from_membership_read_by_the_store(membership: Membership) -> Self {
        Self { membership }
    }

    /// The tenant that was asked for, and of which the person is a member.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.membership.tenant
    }

    /// The person.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.membership.user
    }

    /// The role within the tenant.
    #[must_use]
    pub fn role(&self) -> Role {
        self.membership.role
    }

    /// Asks to do `act` to `resource`.
    ///
    /// # Errors
    /// [`Denied`] where the resource belongs to another tenant, the role table has no such grant, the resource names
    /// roles and not this one, or the person is limited to a ward and the resource cannot be. The answer to all of
    /// them is the same "not found": whether the thing exists is not for this person to know.
    pub fn permit<'a, A: Act, R: Guarded>(&'a self, act: A, resource: &'a R) -> Result<Permit<'a, A, R>, Denied> {
        let Membership { tenant, role, ward, .. } = &self.membership;
        if resource.tenant() != tenant {
            return Err(Denied);
        }
        let granted = grant(*role, A::ACTION).ok_or(Denied)?;
        let visibility = resource.visibility();
        if visibility.roles.is_some_and(|roles| !roles.contains(role)) {
            return Err(Denied);
        }
        // A ward on the membership limits the person whatever the role: deny by default.
        let scope = match (granted, ward) {
            (Grant::All, None) => Scope::Whole,
            (Grant::All | Grant::OwnWard, Some(ward)) if visibility.ward_limited => Scope::Ward(ward.clone()),
            (Grant::All | Grant::OwnWard, _) => return Err(Denied),
        };
        Ok(Permit::grant(act, resource, scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::View;
    use watchroom_domain::Visibility;

    struct Thing {
        tenant: TenantId,
        visibility: Visibility,
    }

    impl Guarded for Thing {
        fn tenant(&self) -> &TenantId {
            &self.tenant
        }
        fn visibility(&self) -> Visibility {
            self.visibility.clone()
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
        Thing { tenant: tenant.parse().expect("a slug"), visibility: Visibility { roles, ward_limited } }
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
    fn others_without_a_ward_see_the_whole() {
        let permitted = thing("a", None, true);
        let viewer = member(Role::Viewer, None);
        assert_eq!(viewer.permit(View, &permitted).expect("a permit").scope(), &Scope::Whole);
    }
}
