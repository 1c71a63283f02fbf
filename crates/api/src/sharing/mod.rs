//! What the endpoints of shares have in common: how a share looks, who handles it, and what is refused.

mod problems;
mod view;

use watchroom_access::{Act, Permit, Principal, Reach, Refusal, Scope};
use watchroom_domain::{Guarded, Role, TenantId, Thing, Visibility};
use watchroom_store::ListedShare;

use crate::extract::InTenant;
use crate::problem::Problem;

pub(crate) use view::{ShareKind, ShareView, SharedView};

/// The shares of a tenant, as a thing that is asked for. Each has its ward or none, so that they can be limited to one.
pub(crate) struct SharesOf<'a>(pub(crate) &'a TenantId);

impl Guarded for SharesOf<'_> {
    fn tenant(&self) -> &TenantId {
        self.0
    }

    fn visibility(&self) -> Visibility {
        Visibility { roles: None, ward_limited: true }
    }

    fn thing(&self) -> Thing<'_> {
        Thing::Other
    }
}

/// The permit to see or to change what a tenant shares.
pub(crate) fn shares_permit<'a, A: Act>(
    tenant: &'a InTenant,
    act: A,
    shares: &'a SharesOf<'a>,
) -> Result<Permit<'a, A, SharesOf<'a>>, Problem> {
    match tenant.ctx.verdict(act, shares) {
        Err(Refusal::OutOfReach) => Err(Problem::shares_only_show()),
        Err(Refusal::OnlyLooking) => Err(Problem::viewing_as()),
        _ => tenant.ctx.permit(act, shares).map_err(|_| Problem::managers_only()),
    }
}

/// Whether a share is one that somebody handles who may handle shares: within the own ward, and of a thing that the person
/// sees, or made by that person, or of nothing that is there. An organisation's admins handle all of them.
pub(crate) fn handles<A: Act>(tenant: &InTenant, permit: &Permit<'_, A, SharesOf<'_>>, listed: &ListedShare) -> bool {
    let in_scope = match permit.scope() {
        Scope::Whole => true,
        Scope::Ward(own) => listed.share.ward.as_ref() == Some(own),
    };
    let own = tenant.ctx.who() == Principal::Person(listed.maker);
    in_scope
        && listed.share.tenant == *tenant.ctx.tenant()
        && (own
            || tenant.ctx.role() == Role::Admin
            || is_gone(tenant, &listed.share.reach)
            || tenant.shows(&listed.share.reach))
}

/// Whether what a share shows is in no file any more.
pub(crate) fn is_gone(tenant: &InTenant, reach: &Reach) -> bool {
    match reach {
        Reach::Dashboard(name) => !tenant.spec.dashboards.contains_key(name),
        Reach::Report(panel) => !tenant.spec.panels.contains_key(panel),
        Reach::Everything => false,
    }
}
