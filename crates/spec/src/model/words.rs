//! The few words that a panel chooses among.

/// The kind of a panel, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelType {
    /// Lines over time.
    Timeseries,
    /// One number.
    Kpi,
    /// A light per service.
    HealthStatus,
    /// Rows.
    Table,
    /// An image that a program draws.
    CustomImage,
    /// HTML from a template.
    CustomTemplate,
}

impl PanelType {
    /// Every kind there is.
    pub const ALL: [PanelType; 6] = [
        PanelType::Timeseries,
        PanelType::Kpi,
        PanelType::HealthStatus,
        PanelType::Table,
        PanelType::CustomImage,
        PanelType::CustomTemplate,
    ];

    /// The name in YAML and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PanelType::Timeseries => "timeseries",
            PanelType::Kpi => "kpi",
            PanelType::HealthStatus => "health_status",
            PanelType::Table => "table",
            PanelType::CustomImage => "custom_image",
            PanelType::CustomTemplate => "custom_template",
        }
    }

    /// Width and height on the grid where the dashboard names none, in columns and rows.
    #[must_use]
    pub const fn default_size(self) -> (u16, u16) {
        match self {
            PanelType::Timeseries => (8, 2),
            PanelType::Kpi | PanelType::HealthStatus => (4, 1),
            PanelType::Table => (12, 3),
            PanelType::CustomImage | PanelType::CustomTemplate => (6, 2),
        }
    }
}

/// How the rows of a bucket (or of a KPI) become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Aggregate {
    /// The mean.
    #[default]
    Avg,
    /// The sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// How many rows have a value.
    Count,
    /// The value of the newest row.
    Last,
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
}

impl Aggregate {
    /// Every aggregate there is.
    pub const ALL: [Aggregate; 9] = [
        Aggregate::Avg,
        Aggregate::Sum,
        Aggregate::Min,
        Aggregate::Max,
        Aggregate::Count,
        Aggregate::Last,
        Aggregate::P50,
        Aggregate::P95,
        Aggregate::P99,
    ];

    /// The name in YAML and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Aggregate::Avg => "avg",
            Aggregate::Sum => "sum",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
            Aggregate::Count => "count",
            Aggregate::Last => "last",
            Aggregate::P50 => "p50",
            Aggregate::P95 => "p95",
            Aggregate::P99 => "p99",
        }
    }
}

/// What stands in a bucket that has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Interpolation {
    /// Nothing: a gap.
    #[default]
    None,
    /// The straight line between its neighbours.
    Linear,
    /// The value before it.
    Previous,
}

impl Interpolation {
    /// Every interpolation there is.
    pub const ALL: [Interpolation; 3] = [Interpolation::None, Interpolation::Linear, Interpolation::Previous];

    /// The name in YAML.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Interpolation::None => "none",
            Interpolation::Linear => "linear",
            Interpolation::Previous => "previous",
        }
    }
}

/// Whether the largest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Descending(pub bool);

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A moment, in the viewer's way.
    Datetime,
    /// A number, grouped.
    Number,
    /// A count of bytes.
    Bytes,
    /// A duration, from seconds.
    Duration,
    /// A number with a percent sign.
    Percent,
    /// A link.
    Link,
    /// As it is.
    Text,
}

impl Format {
    /// Every format there is.
    pub const ALL: [Format; 7] = [
        Format::Datetime,
        Format::Number,
        Format::Bytes,
        Format::Duration,
        Format::Percent,
        Format::Link,
        Format::Text,
    ];

    /// The name in YAML and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Datetime => "datetime",
            Format::Number => "number",
            Format::Bytes => "bytes",
            Format::Duration => "duration",
            Format::Percent => "percent",
            Format::Link => "link",
            Format::Text => "text",
        }
    }
}
