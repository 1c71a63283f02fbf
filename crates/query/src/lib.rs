//! Pure planning: a permit, a panel and what the viewer asks become a [`ScopedPlan`].
//!
//! A plan is data (table, columns, filter, bucket, range, scope) until the last moment; its SQL text is one
//! rendering of it, asked for by `store`. Nothing here reads or writes anything.

mod ask;
mod bucket;
mod checked;
pub mod fragment;
mod interpolate;
mod plan;
mod sql;

pub use ask::{Ask, SortOrder, TableAsk};
pub use bucket::{Grid, bucket_width_s};
pub use checked::{CheckedRoot, load};
pub use interpolate::fill_gaps;
pub use plan::{
    Body, CustomPlan, CustomPlanError, CustomSql, HealthPlan, KpiPlan, Limits, PlanError, ScopedPlan, TablePlan,
    TimeseriesPlan, custom_plan, plan,
};
pub use sql::{Bind, Statement};
