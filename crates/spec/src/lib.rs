//! Dashboards as code: a tenant's folder of YAML becomes a checked [`TenantSpec`] and **all** its [`Finding`]s.
//!
//! A text goes through four rooms: `yaml` (text → tree with positions), `decode` (tree → typed fields, collecting
//! findings and going on), `read` (fields → model, one file per kind of panel), `load` (folders, and the checks that
//! need more than one file). Nothing here knows SQL: fragments are kept as [`Filter`]s whose [`SourceText`] can say
//! where in the file each of their bytes stands.

mod decode;
mod finding;
mod load;
mod model;
mod read;
mod render;
mod schema;
mod source;
mod yaml;

pub use decode::did_you_mean;
pub use finding::{Finding, Severity};
pub use load::{LoadError, Loaded, LoadedMapping, LoadedRoot, in_order, load_mapping, load_root, load_tenant};
pub use model::{
    Aggregate, Bar, BarOrder, ColumnPurpose, CustomImage, CustomTemplate, Dashboard, Descending, DrillDown, Filter,
    Format, Fragment, FragmentKind, Gauge, HealthStatus, Interpolation, Kpi, NamedColumn, NamedSource, NamedTable,
    Open311, Orientation, Panel, PanelKind, PanelType, Placed, Position, QueryLimits, Selected, StatusLook, Table,
    TableColumn, TableName, TemplateQuery, TenantSpec, Threshold, Timeseries, WatchedTable, WatchedTables,
};
pub use render::{render_github, render_json, render_text};
pub use schema::{SchemaOf, schema};
pub use source::{Location, SourceText, Sources};
