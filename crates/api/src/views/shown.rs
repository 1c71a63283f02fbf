//! What the screen shows of a panel as a small table, for its export.

use jiff::Timestamp;
use watchroom_export::{Cell, Column, ColumnKind};

use super::bar::BarData;
use super::gauge::GaugeData;
use super::health::HealthStatusData;
use super::kpi::KpiData;
use super::number::Number;
use super::timeseries::TimeseriesData;

/// A table that is in memory already.
pub(crate) struct Shown {
    pub(crate) columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

enum Value {
    Null,
    Float(f64),
    Number(Number),
    Time(Timestamp),
    Text(String),
}

impl Shown {
    /// The cells of each row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Cell<'_>>> {
        self.rows.iter().map(|row| {
            row.iter().map(|value| match value {
                Value::Null => Cell::Null,
                Value::Float(value) | Value::Number(Number::Float(value)) => Cell::Float(*value),
                Value::Number(Number::Int(value)) => Cell::Int(*value),
                Value::Number(Number::Numeric(digits)) => Cell::Numeric(digits),
                Value::Time(moment) => Cell::Time(*moment),
                Value::Text(text) => Cell::Text(text),
            })
        })
    }
}

fn column(name: &str, display: &str, data_type: &str, kind: ColumnKind) -> Column {
    Column { name: name.to_owned(), display: display.to_owned(), data_type: data_type.to_owned(), kind }
}

fn text(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.clone()))
}

fn time(moment: Option<Timestamp>) -> Value {
    moment.map_or(Value::Null, Value::Time)
}

/// Buckets: a row for each bucket of each series, in the order of the lines and then of time; an empty one is null.
pub(crate) fn shown_series(data: &TimeseriesData) -> Shown {
    let edges = data.timestamps.as_deref().unwrap_or_default();
    let mut rows = Vec::new();
    for series in &data.series {
        for (edge_ms, value) in edges.iter().zip(&series.values) {
            let moment = Timestamp::from_millisecond(*edge_ms).ok();
            let value = value.map_or(Value::Null, Value::Float);
            rows.push(vec![time(moment), Value::Text(series.label.clone()), value]);
        }
    }
    let columns = vec![
        column("moment", "Time", "timestamptz", ColumnKind::Time),
        column("label", "Series", "text", ColumnKind::Text),
        column("value", "Value", "float8", ColumnKind::Number),
    ];
    Shown { columns, rows }
}

/// A value in one row.
pub(crate) fn shown_kpi(data: &KpiData) -> Shown {
    let number = |number: &Option<Number>| number.clone().map_or(Value::Null, Value::Number);
    let row = vec![
        number(&data.value),
        text(data.unit.as_ref()),
        text(data.status.as_ref().map(|status| &status.label)),
        time(data.as_of),
        number(&data.previous),
    ];
    let columns = vec![
        column("value", "Value", "numeric", ColumnKind::Number),
        column("unit", "Unit", "text", ColumnKind::Text),
        column("status", "Status", "text", ColumnKind::Text),
        column("as_of", "As of", "timestamptz", ColumnKind::Time),
        column("previous", "Previous", "numeric", ColumnKind::Number),
    ];
    Shown { columns, rows: vec![row] }
}

/// A gauge's value with its ends, in one row.
pub(crate) fn shown_gauge(data: &GaugeData) -> Shown {
    let row = vec![
        data.value.clone().map_or(Value::Null, Value::Number),
        text(data.unit.as_ref()),
        text(data.status.as_ref().map(|status| &status.label)),
        time(data.as_of),
        Value::Float(data.min),
        Value::Float(data.max),
    ];
    let columns = vec![
        column("value", "Value", "numeric", ColumnKind::Number),
        column("unit", "Unit", "text", ColumnKind::Text),
        column("status", "Status", "text", ColumnKind::Text),
        column("as_of", "As of", "timestamptz", ColumnKind::Time),
        column("min", "Lower end", "float8", ColumnKind::Number),
        column("max", "Upper end", "float8", ColumnKind::Number),
    ];
    Shown { columns, rows: vec![row] }
}

/// A row for each bar of each series, the folded one last; `None` where the screen itself leaves bars out.
pub(crate) fn shown_bar(data: &BarData) -> Option<Shown> {
    if data.meta.truncated {
        return None;
    }
    let other = data.other.as_ref();
    let folded = other.map(|other| format!("Other ({} categories)", other.categories));
    let mut rows = Vec::new();
    for (place, series) in data.series.iter().enumerate() {
        let bars = data.categories.iter().zip(&series.values);
        let last = folded.iter().zip(other.and_then(|other| other.values.get(place)));
        for (category, value) in bars.chain(last) {
            let value = value.clone().map_or(Value::Null, Value::Number);
            rows.push(vec![Value::Text(category.clone()), Value::Text(series.label.clone()), value]);
        }
    }
    let columns = vec![
        column("category", "Category", "text", ColumnKind::Text),
        column("series", "Series", "text", ColumnKind::Text),
        column("value", "Value", "numeric", ColumnKind::Number),
    ];
    Some(Shown { columns, rows })
}

/// A row for each service.
pub(crate) fn shown_services(data: &HealthStatusData) -> Shown {
    let rows = data
        .services
        .iter()
        .map(|service| {
            vec![
                Value::Text(service.name.clone()),
                text(service.status.as_ref().map(|status| &status.0)),
                Value::Text(service.label.clone()),
                time(service.checked_at),
                text(service.message.as_ref()),
                Value::Text(if service.stale { "yes" } else { "no" }.to_owned()),
            ]
        })
        .collect();
    let columns = vec![
        column("name", "Service", "text", ColumnKind::Text),
        column("status", "Status value", "text", ColumnKind::Text),
        column("label", "Status", "text", ColumnKind::Text),
        column("checked_at", "Checked at", "timestamptz", ColumnKind::Time),
        column("message", "Message", "text", ColumnKind::Text),
        column("stale", "Out of date", "text", ColumnKind::Text),
    ];
    Shown { columns, rows }
}
