//! Plans that are looked at and never run: what a panel would ask its database, for nobody.

use jiff::Timestamp;
use watchroom_access::{OwnRows, Scope};
use watchroom_domain::{TenantId, TimeRange, WardId};
use watchroom_spec::{Panel, TenantSpec};

use super::{Limits, PlanError, ScopedPlan, body};
use crate::{Ask, Statement};

/// What a panel would ask, made without a permit: it can be prepared, which reads no row, and by its type it can not
/// be run. Nothing turns it into a [`ScopedPlan`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CheckingPlan(ScopedPlan);

impl CheckingPlan {
    /// The tenant whose database it would read.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        self.0.tenant()
    }

    /// The IANA zone in which columns of type `timestamp` without zone are read.
    #[must_use]
    pub fn zone_without_zone(&self) -> &str {
        self.0.zone_without_zone()
    }

    /// The SQL that would run.
    #[must_use]
    pub fn statements(&self) -> Vec<Statement> {
        self.0.statements()
    }
}

/// Everything that a panel may ask its database: for the whole tenant and, where it can be limited, for a ward; with a
/// range and without; in buckets and row by row. Empty for custom panels, whose SQL is the server's own.
///
/// # Errors
/// Where a fragment is refused, which loading said already.
pub fn checking_plans(panel: &Panel, tenant: &TenantSpec, now: Timestamp) -> Result<Vec<CheckingPlan>, PlanError> {
    let day_before = now.saturating_sub(super::DEFAULT_RANGE).unwrap_or(Timestamp::UNIX_EPOCH);
    let range = TimeRange::new(day_before, now).ok();
    let asks =
        [Ask::default(), Ask { range, ..Ask::default() }, Ask { range, disable_aggregation: true, ..Ask::default() }];
    let mut scopes = vec![Scope::Whole];
    if panel.kind.ward_column().is_some() {
        scopes.push(Scope::Ward(WardId::new("1")));
    }
    let mut plans: Vec<CheckingPlan> = Vec::new();
    for ask in asks {
        let body = match body(panel, tenant, &ask, now) {
            Err(PlanError::NotAQuery) => return Ok(Vec::new()),
            body => body?,
        };
        for scope in &scopes {
            let plan = CheckingPlan(ScopedPlan {
                tenant: panel.tenant.clone(),
                scope: scope.clone(),
                own_rows: OwnRows::Nothing,
                zone_without_zone: tenant.timestamps_without_zone.clone(),
                body: body.clone(),
                limits: Limits::default(),
            });
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
    }
    Ok(plans)
}
