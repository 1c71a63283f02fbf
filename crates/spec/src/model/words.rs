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
    /// A bar for each category.
    Bar,
    /// One number between two ends.
    Gauge,
}

impl PanelType {
    /// Every kind there is.
    pub const ALL: [PanelType; 8] = [
        PanelType::Timeseries,
        PanelType::Kpi,
        PanelType::HealthStatus,
        PanelType::Table,
        PanelType::CustomImage,
        PanelType::CustomTemplate,
        PanelType::Bar,
        PanelType::Gauge,
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
            PanelType::Bar => "bar",
            PanelType::Gauge => "gauge",
        }
    }

    /// Width and height on the grid where the dashboard names none, in columns and rows.
    #[must_use]
    pub const fn default_size(self) -> (u16, u16) {
        match self {
            PanelType::Timeseries => (8, 2),
            PanelType::Kpi | PanelType::HealthStatus => (4, 1),
            PanelType::Table => (12, 3),
            PanelType::CustomImage | PanelType::CustomTemplate | PanelType::Bar => (6, 2),
            PanelType::Gauge => (3, 2),
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

/// In which order the bars of a bar panel stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum BarOrder {
    /// The largest first.
    #[default]
    Value,
    /// By the category, in its type's own order.
    Category,
}

impl BarOrder {
    /// Every order there is.
    pub const ALL: [BarOrder; 2] = [BarOrder::Value, BarOrder::Category];

    /// The name in YAML.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            BarOrder::Value => "value",
            BarOrder::Category => "category",
        }
    }
}

/// Which way the bars of a bar panel run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Orientation {
    /// From left to right, the names beside them.
    #[default]
    Horizontal,
    /// Upwards, the names below them.
    Vertical,
}

impl Orientation {
    /// Every way there is.
    pub const ALL: [Orientation; 2] = [Orientation::Horizontal, Orientation::Vertical];

    /// The name in YAML and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Orientation::Horizontal => "horizontal",
            Orientation::Vertical => "vertical",
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
    /// A length of time, from seconds.
    Duration,
    /// A number with a percent sign.
    Percent,
    /// A link, where the value is an address of http or https, or a path of this site.
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
