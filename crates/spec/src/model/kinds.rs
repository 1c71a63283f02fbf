//! The kinds of panel.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::queries::TemplateQuery;
use super::text::{Filter, Fragment, FragmentKind};
use super::words::{Aggregate, BarOrder, Descending, Format, Interpolation, PanelType};

/// A table, perhaps of a named schema. The parts are exact: case and all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The schema; `None` leaves it to the search path.
    pub schema: Option<String>,
    /// The table.
    pub name: String,
}

/// The kind of a panel with its data.
#[derive(Debug, Clone, PartialEq)]
pub enum PanelKind {
    /// Lines over time.
    Timeseries(Timeseries),
    /// One number.
    Kpi(Kpi),
    /// A light per service.
    HealthStatus(HealthStatus),
    /// Rows.
    Table(Table),
    /// An image that a program draws.
    CustomImage(CustomImage),
    /// HTML from a template.
    CustomTemplate(CustomTemplate),
    /// A bar for each category.
    Bar(Bar),
    /// One number between two ends.
    Gauge(Gauge),
}

impl PanelKind {
    /// The kind alone.
    #[must_use]
    pub const fn panel_type(&self) -> PanelType {
        match self {
            PanelKind::Timeseries(_) => PanelType::Timeseries,
            PanelKind::Kpi(_) => PanelType::Kpi,
            PanelKind::HealthStatus(_) => PanelType::HealthStatus,
            PanelKind::Table(_) => PanelType::Table,
            PanelKind::CustomImage(_) => PanelType::CustomImage,
            PanelKind::CustomTemplate(_) => PanelType::CustomTemplate,
            PanelKind::Bar(_) => PanelType::Bar,
            PanelKind::Gauge(_) => PanelType::Gauge,
        }
    }

    /// The column that limits the rows to a ward; `None` where the panel cannot be limited. Of a template with queries
    /// it is the first query's, and `None` unless every query names one; each query is limited by its own.
    #[must_use]
    pub fn ward_column(&self) -> Option<&str> {
        match self {
            PanelKind::Timeseries(panel) => panel.ward_column.as_deref(),
            PanelKind::Kpi(panel) => panel.ward_column.as_deref(),
            PanelKind::HealthStatus(panel) => panel.ward_column.as_deref(),
            PanelKind::Table(panel) => panel.ward_column.as_deref(),
            PanelKind::CustomImage(panel) => panel.ward_column.as_deref(),
            PanelKind::CustomTemplate(panel) => panel.ward_column(),
            PanelKind::Bar(panel) => panel.ward_column.as_deref(),
            PanelKind::Gauge(panel) => panel.number.ward_column.as_deref(),
        }
    }

    /// The SQL fragments it holds.
    #[must_use]
    pub fn fragments(&self) -> Vec<Fragment> {
        let (kind, filter, order_by) = match self {
            PanelKind::Timeseries(panel) => (FragmentKind::Condition, &panel.filter, &panel.order_by),
            PanelKind::Kpi(panel) => (FragmentKind::Kpi, &panel.filter, &None),
            PanelKind::HealthStatus(panel) => (FragmentKind::Condition, &panel.filter, &None),
            PanelKind::Table(panel) => (FragmentKind::Condition, &panel.filter, &panel.order_by),
            PanelKind::Bar(panel) => (FragmentKind::Condition, &panel.filter, &None),
            PanelKind::Gauge(panel) => (FragmentKind::Kpi, &panel.number.filter, &None),
            PanelKind::CustomTemplate(panel) => {
                return panel.queries.iter().flat_map(TemplateQuery::fragments).collect();
            }
            PanelKind::CustomImage(_) => return Vec::new(),
        };
        let of = |kind, text: &Option<Filter>| text.clone().map(|filter| Fragment { kind, filter });
        of(kind, filter).into_iter().chain(of(FragmentKind::OrderBy, order_by)).collect()
    }
}

/// Lines over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeseries {
    /// Where the rows stand.
    pub table: TableName,
    /// The column of the time.
    pub timestamp: String,
    /// The column of the number.
    pub value: String,
    /// The column that names the line a row belongs to.
    pub series_label: Option<String>,
    /// The condition that rows must meet.
    pub filter: Option<Filter>,
    /// An order, checked; lines are drawn by time anyway.
    pub order_by: Option<Filter>,
    /// How a bucket's rows become a point.
    pub aggregate: Aggregate,
    /// What stands in an empty bucket.
    pub interpolation: Interpolation,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
pub struct Kpi {
    /// Where the rows stand.
    pub table: TableName,
    /// The column of the number.
    pub value: String,
    /// The column of the time.
    pub timestamp: Option<String>,
    /// Condition, ORDER BY and LIMIT, each or none of them.
    pub filter: Option<Filter>,
    /// How the rows become the number; `None` takes the first row's.
    pub aggregate: Option<Aggregate>,
    /// What stands behind the number.
    pub unit: Option<String>,
    /// Digits behind the point, 0 to 10.
    pub decimals: Option<u8>,
    /// By rising value; the last one not above the number is its status.
    pub thresholds: Vec<Threshold>,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// From a value on, how a number looks.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Threshold {
    /// From here on.
    pub value: f64,
    /// `#RGB` or `#RRGGBB`.
    pub color: String,
    /// The word for it.
    pub label: String,
}

/// A light per service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthStatus {
    /// Where the rows stand.
    pub table: TableName,
    /// The column of the service's name.
    pub service_name: String,
    /// The column of the state.
    pub status_value: String,
    /// The column of the check's time.
    pub timestamp: Option<String>,
    /// The column of what went wrong.
    pub error_message: Option<String>,
    /// The condition that rows must meet.
    pub filter: Option<Filter>,
    /// How each state (as text) looks.
    pub status_mapping: BTreeMap<String, StatusLook>,
    /// Seconds after which a check is too old to believe.
    pub stale_after_s: Option<u64>,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// How a state looks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StatusLook {
    /// `#RGB` or `#RRGGBB`.
    pub color: String,
    /// The word for it.
    pub label: String,
}

/// Rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Where the rows stand.
    pub table: TableName,
    /// The columns shown, at least one.
    pub columns: Vec<TableColumn>,
    /// The condition that rows must meet.
    pub filter: Option<Filter>,
    /// The order where the viewer asks for none.
    pub order_by: Option<Filter>,
    /// At most so many rows are looked at.
    pub limit: Option<u64>,
    /// Whether the viewer may sort.
    pub sortable: bool,
    /// The column to sort by at first, one of those shown.
    pub default_sort: Option<(String, Descending)>,
    /// Rows a page, 1 to 500.
    pub page_size: u32,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// A column of a table panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// The column in the database.
    pub name: String,
    /// Its heading.
    pub display: String,
    /// How its values are written; `None` leaves it to their type.
    pub format: Option<Format>,
}

/// An image that a program draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomImage {
    /// The endpoint: what stands behind `/api/v1/custom/`.
    pub endpoint: String,
    /// What it is asked with.
    pub parameters: Map<String, Value>,
    /// Declared where the endpoint limits what it shows to a ward, by this column.
    pub ward_column: Option<String>,
}

/// HTML from a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomTemplate {
    /// The endpoint that gives the data: what stands behind `/api/v1/custom/`. With it there are no queries.
    pub endpoint: Option<String>,
    /// What it is asked with.
    pub parameters: Map<String, Value>,
    /// The template.
    pub template: Filter,
    /// What gives the data without code, in the order of the file.
    pub queries: Vec<TemplateQuery>,
    /// Declared where the endpoint limits what it shows to a ward, by this column.
    pub ward_column: Option<String>,
}

impl CustomTemplate {
    fn ward_column(&self) -> Option<&str> {
        match self.queries.first() {
            None => self.ward_column.as_deref(),
            Some(first) if self.queries.iter().all(|query| query.ward_column.is_some()) => first.ward_column.as_deref(),
            Some(_) => None,
        }
    }
}

/// A bar for each category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Where the rows stand.
    pub table: TableName,
    /// The column whose values are the categories.
    pub category: String,
    /// The column of the number; `None` counts rows.
    pub value: Option<String>,
    /// The column that splits each bar.
    pub series_label: Option<String>,
    /// The column of the time; with it the panel follows the viewer's range.
    pub timestamp: Option<String>,
    /// The condition that rows must meet.
    pub filter: Option<Filter>,
    /// How a category's rows become a number. [`Aggregate::Last`] only with a `timestamp`, others than
    /// [`Aggregate::Count`] only with a `value`.
    pub aggregate: Aggregate,
    /// In which order the bars stand.
    pub order: BarOrder,
    /// At most so many categories are shown, the largest, 1 to 200.
    pub most_categories: u16,
    /// What stands behind the numbers.
    pub unit: Option<String>,
    /// Digits behind the point, 0 to 10.
    pub decimals: Option<u8>,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// One number between two ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge {
    /// The number, read as a KPI's is.
    pub number: Kpi,
    /// The lower end, in the number's unit.
    pub min: f64,
    /// The upper end, above the lower.
    pub max: f64,
}
