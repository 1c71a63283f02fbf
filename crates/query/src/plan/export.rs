//! What a panel shows, without a page's end: every row, streamed.

use jiff::Timestamp;
use watchroom_access::{Export, Permit};
use watchroom_spec::{Panel, PanelKind, TenantSpec};

use super::rows::rows_planned;
use super::{Body, Limits, PlanError, ScopedPlan, planned};
use crate::{Ask, Statement};

/// Milliseconds that a streamed export may take.
const LONGEST_EXPORT_MS: u64 = 30 * 60 * 1_000;

/// One query without any cap on its rows, to be read row by row and never collected. Made by [`export_plan`] and
/// [`rows_export_plan`] alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StreamPlan(ScopedPlan);

/// Rows up to which a table's ties are broken as on the screen: nobody compares more with its pages.
const MOST_TIES_BROKEN: u64 = 100_000;

/// How a panel is exported.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExportPlan {
    /// Rows as the database has them, however many.
    Streamed(StreamPlan),
    /// What the screen shows, which has an end of its own: buckets, a value, services.
    Shown(ScopedPlan),
}

impl StreamPlan {
    fn new(plan: ScopedPlan) -> Self {
        Self(plan.with_limits(Limits {
            rows: u64::MAX,
            bytes: u64::MAX,
            time_ms: LONGEST_EXPORT_MS,
            ..Limits::default()
        }))
    }

    /// The plan that it is the whole of: tenant, scope, limits. Its statements are those of a page.
    #[must_use]
    pub const fn scoped(&self) -> &ScopedPlan {
        &self.0
    }

    /// A query for whether ties are to be broken: where its one number is at most the second value. `None` where the
    /// order leaves none.
    #[must_use]
    pub fn size(&self) -> Option<(Statement, u64)> {
        match self.0.body() {
            Body::Table(body) => Some((body.counted(self.0.scope(), MOST_TIES_BROKEN + 1), MOST_TIES_BROKEN)),
            Body::Timeseries(_)
            | Body::Kpi(_)
            | Body::Health(_)
            | Body::Custom(_)
            | Body::Bar(_)
            | Body::Template(_) => None,
        }
    }

    /// The query, with the named result columns turned into text by the database.
    ///
    /// Order is the screen's, with `ties_broken` to the last row. Without it, rows that the order leaves equal come as
    /// the database has them: breaking every tie makes it write each row out as text first, which takes longer than
    /// the whole export.
    #[must_use]
    pub fn statement(&self, as_text: &[String], ties_broken: bool) -> Statement {
        match self.0.body() {
            Body::Timeseries(body) => body.every_row(self.0.scope()),
            Body::Table(body) => body.every_row(self.0.scope(), as_text, ties_broken),
            // Neither constructor lets another body in; its first statement is still the permitted one.
            Body::Kpi(_) | Body::Health(_) | Body::Custom(_) | Body::Bar(_) | Body::Template(_) => {
                self.0.statements_as_text(as_text).swap_remove(0)
            }
        }
    }
}

/// Plans the export of what a permitted panel shows to `ask`.
///
/// # Errors
/// See [`PlanError`].
pub fn export_plan(
    permit: &Permit<'_, Export, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<ExportPlan, PlanError> {
    let plan = planned(permit, tenant, ask, now)?;
    Ok(match plan.body() {
        Body::Table(_) => ExportPlan::Streamed(StreamPlan::new(plan)),
        Body::Timeseries(body) if body.grid.is_none() => ExportPlan::Streamed(StreamPlan::new(plan)),
        Body::Timeseries(_) | Body::Kpi(_) | Body::Health(_) | Body::Custom(_) | Body::Bar(_) | Body::Template(_) => {
            ExportPlan::Shown(plan)
        }
    })
}

/// Plans the export of all rows behind a permitted panel.
///
/// # Errors
/// See [`PlanError`].
pub fn rows_export_plan(
    permit: &Permit<'_, Export, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<StreamPlan, PlanError> {
    match &permit.resource().kind {
        PanelKind::CustomImage(_) | PanelKind::CustomTemplate(_) => Err(PlanError::NotAQuery),
        _ => rows_planned(permit, tenant, ask, now).map(StreamPlan::new),
    }
}
