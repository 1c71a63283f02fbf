//! Pure planning: a permit, a panel and what the viewer asks become a [`ScopedPlan`].
//!
//! A plan is data (table, columns, filter, bucket, range, scope) until the last moment; its SQL text is one
//! rendering of it, asked for by `store`. Nothing here reads or writes anything.

mod against;
mod ask;
mod bucket;
mod checked;
pub mod fragment;
mod interpolate;
mod plan;
mod sql;

pub use against::{Catalogue, CatalogueColumn, PanelPlans, Refusal, Relation, RelationKind};
pub use ask::{Ask, SortOrder, TableAsk};
pub use bucket::{Grid, bucket_width_s};
pub use checked::{CheckedRoot, CheckedTenant, load};
pub use interpolate::fill_gaps;
pub use plan::{
    BarPlan, Body, CheckingPlan, CustomPlan, CustomPlanError, CustomSql, ExportPlan, HealthPlan, KpiPlan, Limits,
    PlanError, QueryPlan, ScopedPlan, StreamPlan, TablePlan, TemplatePlan, TimeseriesPlan, checking_plans, custom_plan,
    export_plan, plan, rows_export_plan, rows_plan, rows_table,
};
pub use sql::{Bind, Statement};
