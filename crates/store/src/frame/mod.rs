//! Rows, column by column.

mod cells;
#[cfg(test)]
mod database_tests;
mod decode;
mod numeric;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use decode::Raw;

pub(crate) use cells::RowReader;
pub use cells::{RowCell, RowColumn};

/// The rows of one statement, column by column.
#[derive(Debug, Default)]
pub struct Frame {
    /// The columns; each holds as many values as there are rows.
    pub columns: Vec<Column>,
    /// How many rows there are.
    pub rows: u64,
    /// Whether a limit cut rows off.
    pub truncated: bool,
    /// How many values were NaN or infinite and became null.
    pub nulled: u64,
}

/// One column of a frame.
#[derive(Debug)]
pub struct Column {
    /// The name in the result.
    pub name: String,
    /// PostgreSQL's name of the type.
    pub data_type: String,
    /// The values.
    pub values: Values,
}

/// The values of a column; `None` is SQL's null.
#[derive(Debug)]
pub enum Values {
    /// `boolean`.
    Bools(Vec<Option<bool>>),
    /// `smallint`, `integer`, `bigint`.
    Ints(Vec<Option<i64>>),
    /// `real`, `double precision`.
    Floats(Vec<Option<f64>>),
    /// `numeric`, digit for digit as the database writes it.
    Numerics(Vec<Option<String>>),
    /// `timestamptz`, and `timestamp` read in the tenant's zone.
    Times(Vec<Option<Timestamp>>),
    /// `date`.
    Dates(Vec<Option<Date>>),
    /// Everything else.
    Texts(Vec<Option<Arc<str>>>),
}

impl Frame {
    /// The values of a column by its name.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }
}

/// Fills a frame row by row.
pub(crate) struct FrameBuilder {
    columns: Vec<(Type, Column)>,
    zone: TimeZone,
    /// Texts seen, so that a label that repeats a million times is kept once.
    texts: HashSet<Arc<str>>,
    rows: u64,
    bytes: u64,
    nulled: u64,
    truncated: bool,
}

/// Texts remembered for sharing; columns with more distinct ones gain nothing from it.
const MOST_SHARED_TEXTS: usize = 4_096;

impl FrameBuilder {
    /// Whether a column of this type can be read as it comes; others must be asked for as text.
    pub(crate) fn reads(kind: &Type) -> bool {
        *kind == Type::BOOL
            || *kind == Type::INT2
            || *kind == Type::INT4
            || *kind == Type::INT8
            || *kind == Type::FLOAT4
            || *kind == Type::FLOAT8
            || *kind == Type::NUMERIC
            || *kind == Type::TIMESTAMPTZ
            || *kind == Type::TIMESTAMP
            || *kind == Type::DATE
            || *kind == Type::UUID
            || is_text(kind)
    }

    /// `zone` is where columns of type `timestamp` without zone are read.
    pub(crate) fn new(columns: &[tokio_postgres::Column], zone: TimeZone) -> Self {
        let columns = columns
            .iter()
            .map(|column| {
                let kind = column.type_().clone();
                let values = match kind {
                    Type::BOOL => Values::Bools(Vec::new()),
                    Type::INT2 | Type::INT4 | Type::INT8 => Values::Ints(Vec::new()),
                    Type::FLOAT4 | Type::FLOAT8 => Values::Floats(Vec::new()),
                    Type::NUMERIC => Values::Numerics(Vec::new()),
                    Type::TIMESTAMPTZ | Type::TIMESTAMP => Values::Times(Vec::new()),
                    Type::DATE => Values::Dates(Vec::new()),
                    _ => Values::Texts(Vec::new()),
                };
                let data_type = kind.name().to_owned();
                (kind, Column { name: column.name().to_owned(), data_type, values })
            })
            .collect();
        Self { columns, zone, texts: HashSet::new(), rows: 0, bytes: 0, nulled: 0, truncated: false }
    }

    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Bytes of row data so far, as they came over the wire.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Notes that a row was left out.
    pub(crate) const fn cut(&mut self) {
        self.truncated = true;
    }

    pub(crate) fn push(&mut self, row: &Row) {
        self.rows += 1;
        for (place, (kind, column)) in self.columns.iter_mut().enumerate() {
            // The driver fails on a place that is not there; ours come from the same row description.
            let raw: Option<Raw<'_>> = row.try_get(place).ok();
            let bytes = raw.and_then(|raw| raw.0);
            self.bytes += bytes.map_or(0, |bytes| bytes.len() as u64) + 4;
            match &mut column.values {
                Values::Bools(values) => values.push(bytes.map(decode::bool)),
                Values::Ints(values) => values.push(bytes.and_then(decode::int)),
                Values::Floats(values) => {
                    let value = bytes.and_then(decode::float);
                    self.nulled += u64::from(value.is_some_and(|value| !value.is_finite()));
                    values.push(value.filter(|value| value.is_finite()));
                }
                Values::Numerics(values) => {
                    let value = bytes.map(numeric::to_text);
                    self.nulled += u64::from(matches!(value, Some(None)));
                    values.push(value.flatten());
                }
                Values::Times(values) => {
                    let zone = (*kind == Type::TIMESTAMP).then_some(&self.zone);
                    let value = bytes.map(|bytes| decode::time(bytes, zone));
                    self.nulled += u64::from(matches!(value, Some(None)));
                    values.push(value.flatten());
                }
                Values::Dates(values) => {
                    let value = bytes.map(decode::date);
                    self.nulled += u64::from(matches!(value, Some(None)));
                    values.push(value.flatten());
                }
                Values::Texts(values) => {
                    values.push(bytes.map(|bytes| share(&mut self.texts, decode::text(kind, bytes))))
                }
            }
        }
    }

    pub(crate) fn done(self) -> Frame {
        Frame {
            columns: self.columns.into_iter().map(|(_, column)| column).collect(),
            rows: self.rows,
            truncated: self.truncated,
            nulled: self.nulled,
        }
    }
}

fn is_text(kind: &Type) -> bool {
    *kind == Type::TEXT
        || *kind == Type::VARCHAR
        || *kind == Type::BPCHAR
        || *kind == Type::NAME
        || *kind == Type::UNKNOWN
}

fn share(texts: &mut HashSet<Arc<str>>, text: std::borrow::Cow<'_, str>) -> Arc<str> {
    if let Some(known) = texts.get(text.as_ref()) {
        return Arc::clone(known);
    }
    let new: Arc<str> = Arc::from(text.as_ref());
    if texts.len() < MOST_SHARED_TEXTS {
        texts.insert(Arc::clone(&new));
    }
    new
}
