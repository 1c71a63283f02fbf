//! What a custom panel is given: one tenant's data, to read.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use watchroom_access::{Permit, Scope, View};
use watchroom_domain::WardId;
use watchroom_query::{Bind, CustomSql, custom_plan};
use watchroom_spec::{Panel, TenantSpec};
use watchroom_store::Tenants;

use super::{Failure, Rows};
use crate::views::{CacheState, Meta};

/// One tenant's data, to read, for one permitted panel. Queries run under the tenant's own read-only role; the scope
/// comes from the permit and cannot be left out (see [`CustomSql`]).
#[derive(Debug)]
pub(crate) struct TenantData<'a> {
    permit: &'a Permit<'a, View, Panel>,
    spec: &'a TenantSpec,
    tenants: &'a Tenants,
    now: Timestamp,
    spent: Mutex<Spent>,
}

/// What a panel's queries took and gave so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spent {
    query_ms: f64,
    rows: u64,
    truncated: bool,
    nulled: u64,
    data_as_of: Option<Timestamp>,
}

impl<'a> TenantData<'a> {
    pub(super) fn new(
        permit: &'a Permit<'a, View, Panel>,
        spec: &'a TenantSpec,
        tenants: &'a Tenants,
        now: Timestamp,
    ) -> Self {
        Self { permit, spec, tenants, now, spent: Mutex::default() }
    }

    /// Runs one SELECT; `$1`, `$2`, … are the `binds`.
    pub(crate) async fn query(&self, sql: CustomSql, binds: Vec<Bind>) -> Result<Rows, Failure> {
        let plan = custom_plan(self.permit, self.spec, sql, binds)?;
        let answer = self.tenants.run(&plan).await?;
        let frame = answer.frames.into_iter().next().unwrap_or_default();
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.query_ms += answer.query_ms;
        spent.rows += frame.rows;
        spent.truncated |= frame.truncated;
        spent.nulled += frame.nulled;
        Ok(Rows::from(frame))
    }

    /// The time: take it from here, so that tests can move it.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The zone of the tenant's days.
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.spec.timezone
    }

    /// The ward that the rows are limited to: to name it, not to limit by it, which every query does by itself.
    pub(crate) fn ward(&self) -> Option<&WardId> {
        match self.permit.scope() {
            Scope::Whole => None,
            Scope::Ward(ward) => Some(ward),
        }
    }

    /// Says how new the data is; the newest moment counts.
    pub(crate) fn as_of(&self, moment: Option<Timestamp>) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.data_as_of = spent.data_as_of.max(moment);
    }

    pub(super) fn spent(&self) -> Spent {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Spent {
    /// As the API shows it.
    pub(crate) fn meta(&self, generated_at: Timestamp) -> Meta {
        Meta {
            generated_at,
            data_as_of: self.data_as_of,
            query_ms: (self.query_ms * 1_000.0).round() / 1_000.0,
            rows: self.rows,
            truncated: self.truncated,
            nulled: self.nulled,
            cache: CacheState::Miss,
            stale_because: None,
        }
    }
}
