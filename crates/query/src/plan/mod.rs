//! From a permit and a question to a plan.

mod bar;
mod checking;
mod custom;
mod export;
mod health;
mod kpi;
mod limits;
mod rows;
mod source;
mod table;
mod template;
mod timeseries;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use watchroom_access::{Act, OwnRows, Permit, Scope, View};
use watchroom_domain::{TenantId, TimeRange};
use watchroom_spec::{Panel, PanelKind, TenantSpec};

use crate::fragment::FragmentError;
use crate::{Ask, Statement};

pub use bar::BarPlan;
pub use checking::{CheckingPlan, checking_plans};
pub use custom::{CustomPlan, CustomPlanError, CustomSql, custom_plan};
pub use export::{ExportPlan, StreamPlan, export_plan, rows_export_plan};
pub use health::HealthPlan;
pub use kpi::KpiPlan;
pub use limits::Limits;
pub use rows::{rows_plan, rows_table};
pub use table::TablePlan;
pub use template::{QueryPlan, TemplatePlan};
pub use timeseries::TimeseriesPlan;

/// What a plan reads, as data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// Values over time.
    Timeseries(TimeseriesPlan),
    /// One value.
    Kpi(KpiPlan),
    /// The latest state of each service.
    Health(HealthPlan),
    /// A page of rows and how many there are.
    Table(TablePlan),
    /// What a custom panel asks for.
    Custom(CustomPlan),
    /// A number for each category.
    Bar(BarPlan),
    /// The rows of each of a template's queries.
    Template(TemplatePlan),
}

/// A query that was permitted: which tenant, which rows of it, what to read, what it may cost. Made by [`plan`]
/// and [`custom_plan`] alone; `store` runs it on a connection of that tenant's own role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScopedPlan {
    tenant: TenantId,
    scope: Scope,
    own_rows: OwnRows,
    zone_without_zone: String,
    body: Body,
    limits: Limits,
}

impl ScopedPlan {
    /// The tenant whose database it reads.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The rows it is limited to.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The rows that the caller's own place leaves open: what the database is told, for its row security.
    #[must_use]
    pub const fn own_rows(&self) -> &OwnRows {
        &self.own_rows
    }

    /// The IANA zone in which columns of type `timestamp` without zone are read.
    #[must_use]
    pub fn zone_without_zone(&self) -> &str {
        &self.zone_without_zone
    }

    /// What it reads.
    #[must_use]
    pub const fn body(&self) -> &Body {
        &self.body
    }

    /// What it may cost.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// The same plan with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The plan as SQL: one statement or more, to run in one transaction, in this order.
    #[must_use]
    pub fn statements(&self) -> Vec<Statement> {
        self.statements_as_text(&[])
    }

    /// The same, with the named result columns turned into text by the database: for types that only it can write
    /// down.
    #[must_use]
    pub fn statements_as_text(&self, columns: &[String]) -> Vec<Statement> {
        match &self.body {
            Body::Timeseries(body) => vec![body.statement(&self.scope, self.limits.rows)],
            Body::Kpi(body) => body.statements(&self.scope, columns),
            Body::Health(body) => vec![body.statement(&self.scope, self.limits.rows)],
            Body::Table(body) => body.statements(&self.scope, columns),
            Body::Custom(body) => vec![body.statement(&self.scope, columns, self.limits.rows)],
            Body::Bar(body) => vec![body.statement(&self.scope, columns, self.limits.rows)],
            Body::Template(body) => body.statements(&self.scope, columns),
        }
    }
}

/// Why a question makes no plan.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlanError {
    /// The panel's own SQL fragment is refused; the loader reports it too, with its place in the file.
    #[error("the panel's filter cannot be used: {0}")]
    Fragment(#[from] FragmentError),
    /// The table has no such column to sort by.
    #[error("this table has no column `{asked}` to sort by; it has {}", columns.join(", "))]
    UnknownSortColumn {
        /// What was asked for.
        asked: String,
        /// What there is.
        columns: Vec<String>,
    },
    /// The engineer switched sorting off.
    #[error("this table is not sortable")]
    NotSortable,
    /// A page's size outside 1 to 500.
    #[error("`page_size` must be 1 to 500, not {0}")]
    PageSize(u32),
    /// A page so far out that no table has it.
    #[error("`page` is too large")]
    PageTooFar,
    /// The search text is longer than 200 characters.
    #[error("`search` may be 200 characters long at most")]
    SearchTooLong,
    /// A custom panel has no plan: its endpoint makes its content.
    #[error("this panel is made by its endpoint, not by a query")]
    NotAQuery,
    /// The filter names more than 100 series.
    #[error("`series_filter` may be given 100 times at most")]
    TooManySeries,
    /// A value that PostgreSQL cannot take, such as a NUL character.
    #[error("`{0}` holds a NUL character")]
    NulCharacter(&'static str),
}

/// How far back a panel looks where nobody says.
const DEFAULT_RANGE: SignedDuration = SignedDuration::from_hours(24);

/// Plans the answer to `ask` for a permitted panel. `now` ends the range where the viewer named none.
///
/// # Errors
/// See [`PlanError`]; all but [`PlanError::Fragment`] are the viewer's to mend.
pub fn plan(
    permit: &Permit<'_, View, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<ScopedPlan, PlanError> {
    planned(permit, tenant, ask, now)
}

fn planned<A: Act>(
    permit: &Permit<'_, A, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<ScopedPlan, PlanError> {
    check_texts(ask)?;
    let body = body(permit.resource(), tenant, ask, now)?;
    Ok(permitted(permit, tenant, body))
}

/// What a permit opens, and no more.
fn permitted<A: Act>(permit: &Permit<'_, A, Panel>, tenant: &TenantSpec, body: Body) -> ScopedPlan {
    ScopedPlan {
        tenant: permit.tenant().clone(),
        scope: permit.scope().clone(),
        own_rows: permit.own_rows().clone(),
        zone_without_zone: tenant.timestamps_without_zone.clone(),
        body,
        limits: Limits::of(&tenant.limits),
    }
}

/// What a panel reads, whoever asks.
fn body(panel: &Panel, tenant: &TenantSpec, ask: &Ask, now: Timestamp) -> Result<Body, PlanError> {
    Ok(match &panel.kind {
        PanelKind::Timeseries(spec) => {
            let range = range_or_default(ask, now);
            Body::Timeseries(TimeseriesPlan::new(spec, &panel.title, &tenant.timezone, range, ask)?)
        }
        PanelKind::Kpi(spec) => Body::Kpi(KpiPlan::new(spec, ask, range_or_default(ask, now))?),
        PanelKind::HealthStatus(spec) => Body::Health(HealthPlan::new(spec)?),
        PanelKind::Table(spec) => Body::Table(TablePlan::new(spec, ask)?),
        PanelKind::Bar(spec) => Body::Bar(BarPlan::new(spec, &panel.title, range_or_default(ask, now))?),
        PanelKind::Gauge(spec) => Body::Kpi(KpiPlan::new(&spec.number, ask, range_or_default(ask, now))?),
        PanelKind::CustomTemplate(spec) if !spec.queries.is_empty() => {
            Body::Template(TemplatePlan::new(&spec.queries, ask, range_or_default(ask, now))?)
        }
        PanelKind::CustomImage(_) | PanelKind::CustomTemplate(_) => return Err(PlanError::NotAQuery),
    })
}

fn range_or_default(ask: &Ask, now: Timestamp) -> TimeRange {
    ask.range.unwrap_or_else(|| {
        let start = now.saturating_sub(DEFAULT_RANGE).unwrap_or(Timestamp::UNIX_EPOCH);
        TimeRange::new(start, now).unwrap_or_else(|_| last_day_of_1970())
    })
}

/// A machine whose clock stands before 1900 or after 9999 still gets a range.
fn last_day_of_1970() -> TimeRange {
    let day = Timestamp::UNIX_EPOCH.saturating_add(DEFAULT_RANGE).unwrap_or(Timestamp::MAX);
    TimeRange::new(Timestamp::UNIX_EPOCH, day).expect("the first of January 1970 is a range")
}

fn check_texts(ask: &Ask) -> Result<(), PlanError> {
    if ask.series_filter.len() > 100 {
        return Err(PlanError::TooManySeries);
    }
    if ask.series_filter.iter().any(|label| label.contains('\0')) {
        return Err(PlanError::NulCharacter("series_filter"));
    }
    match &ask.table.search {
        Some(search) if search.contains('\0') => Err(PlanError::NulCharacter("search")),
        Some(search) if search.chars().count() > 200 => Err(PlanError::SearchTooLong),
        _ => Ok(()),
    }
}
