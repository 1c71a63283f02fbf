//! The checked model: what is left of the YAML once nothing is wrong with it.

mod kinds;
mod limits;
mod named;
mod queries;
mod text;
mod watched;
mod words;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use watchroom_domain::{DashboardName, Guarded, PanelId, Role, TenantId, Thing, Visibility};

pub use kinds::{
    Bar, CustomImage, CustomTemplate, Gauge, HealthStatus, Kpi, PanelKind, StatusLook, Table, TableColumn, TableName,
    Threshold, Timeseries,
};
pub use limits::QueryLimits;
pub use named::{ColumnPurpose, NamedColumn, NamedSource, NamedTable};
pub use queries::{Selected, TemplateQuery};
pub use text::{Filter, Fragment, FragmentKind};
pub use watched::{WatchedTable, WatchedTables};
pub use words::{Aggregate, BarOrder, Descending, Format, Interpolation, Orientation, PanelType};

/// Everything one tenant's folder says.
#[derive(Debug, Clone, PartialEq)]
pub struct TenantSpec {
    /// The tenant: its folder's name.
    pub tenant: TenantId,
    /// The name that people read.
    pub name: String,
    /// The zone of bucket edges and of dates without an offset.
    pub timezone: TimeZone,
    /// That zone's IANA name.
    pub timezone_name: String,
    /// The IANA name of the zone in which columns of type `timestamp` without zone are read.
    pub timestamps_without_zone: String,
    /// Whether the tenant has the service desk.
    pub service_desk: bool,
    /// What of the desk is public by Open311; `None` where nothing is.
    pub open311: Option<Open311>,
    /// What the tenant's queries may cost.
    pub limits: QueryLimits,
    /// The dashboards; `default` is among them.
    pub dashboards: BTreeMap<DashboardName, Dashboard>,
    /// The panels of all dashboards.
    pub panels: BTreeMap<PanelId, Panel>,
}

/// What of a service desk is public by Open311.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open311 {
    /// Whether what people wrote is shown too.
    pub descriptions: bool,
}

impl TenantSpec {
    /// Every SQL fragment of every panel.
    #[must_use]
    pub fn fragments(&self) -> Vec<Fragment> {
        self.panels.values().flat_map(|panel| panel.kind.fragments()).collect()
    }
}

/// A dashboard: panels on a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// The tenant that owns it.
    pub tenant: TenantId,
    /// The stem of its file.
    pub name: DashboardName,
    /// The title that people read.
    pub title: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Seconds after which the page asks again.
    pub refresh_interval_s: u64,
    /// The grid's width in columns.
    pub columns: u16,
    /// The roles that see it; `None` is every role.
    pub roles: Option<Vec<Role>>,
    /// Whether any of its panels can be limited to a ward.
    pub ward_limited: bool,
    /// Its panels in the order of the file.
    pub panels: Vec<Placed>,
}

impl Guarded for Dashboard {
    fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    fn visibility(&self) -> Visibility {
        Visibility { roles: self.roles.clone(), ward_limited: self.ward_limited }
    }

    fn thing(&self) -> Thing<'_> {
        Thing::Dashboard(&self.name)
    }
}

/// A panel's place on a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The panel.
    pub panel: PanelId,
    /// Where it stands.
    pub position: Position,
}

/// A rectangle on the grid; rows and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// The topmost row, from 1.
    pub row: u16,
    /// The leftmost column, from 1.
    pub col: u16,
    /// Columns covered.
    pub width: u16,
    /// Rows covered.
    pub height: u16,
}

impl Position {
    /// Whether the two cover a cell in common.
    #[must_use]
    pub fn overlaps(&self, other: &Position) -> bool {
        let apart = |a: u16, a_len: u16, b: u16, b_len: u16| {
            u32::from(a) + u32::from(a_len) <= u32::from(b) || u32::from(b) + u32::from(b_len) <= u32::from(a)
        };
        !apart(self.row, self.height, other.row, other.height) && !apart(self.col, self.width, other.col, other.width)
    }
}

/// A panel: what is shown, from which data.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The tenant that owns it.
    pub tenant: TenantId,
    /// Its id, as dashboards name it.
    pub id: PanelId,
    /// The dashboards that it stands on.
    pub stands_on: Vec<DashboardName>,
    /// The title that people read.
    pub title: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Seconds for which an answer stays fresh.
    pub refresh_interval_s: u64,
    /// The roles that see it; `None` is every role.
    pub roles: Option<Vec<Role>>,
    /// What kind it is, with the data of that kind.
    pub kind: PanelKind,
    /// The `display` section for the page: checked, and otherwise as written.
    pub display: serde_json::Value,
    /// What a click on it opens.
    pub drill_down: DrillDown,
}

impl Guarded for Panel {
    fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    fn visibility(&self) -> Visibility {
        Visibility { roles: self.roles.clone(), ward_limited: self.kind.ward_column().is_some() }
    }

    fn thing(&self) -> Thing<'_> {
        Thing::Panel(&self.id, &self.stands_on)
    }
}

/// What opens behind a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub struct DrillDown {
    /// Whether anything opens.
    pub enabled: bool,
    /// Whether the rows are shown as a table.
    pub show_table: bool,
    /// Whether raw rows are shown instead of buckets.
    pub disable_aggregation: bool,
}
