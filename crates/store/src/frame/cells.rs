//! Rows one by one: each cell is read off the row as it came, and nothing is kept.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::decode::{self, Raw};
use super::numeric;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowCell<'r> {
    /// SQL's null.
    Null,
    /// `boolean`.
    Bool(bool),
    /// `smallint`, `integer`, `bigint`.
    Int(i64),
    /// `real`, `double precision`; NaN and the infinities too.
    Float(f64),
    /// `numeric`, digit for digit as the database writes it.
    Numeric(&'r str),
    /// `timestamptz`, and `timestamp` read in the tenant's zone.
    Time(Timestamp),
    /// `date`.
    Date(Date),
    /// Everything else.
    Text(Cow<'r, str>),
    /// `NaN`, `Infinity` or `-Infinity` of a `numeric`, a moment or a day; a moment beyond the year 9999 counts too.
    Odd(&'static str),
}

/// A column of a stream of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowColumn {
    /// The name in the result.
    pub name: String,
    /// PostgreSQL's name of the type.
    pub data_type: String,
}

/// Reads cells; it holds one buffer for the digits of a `numeric`.
pub(crate) struct RowReader {
    kinds: Vec<Type>,
    zone: TimeZone,
    digits: String,
}

impl RowReader {
    /// `zone` is where columns of type `timestamp` without zone are read.
    pub(crate) fn new(columns: &[tokio_postgres::Column], zone: TimeZone) -> Self {
        Self { kinds: columns.iter().map(|column| column.type_().clone()).collect(), zone, digits: String::new() }
    }

    /// Hands each cell of a row on, in order.
    pub(crate) fn each(&mut self, row: &Row, mut take: impl FnMut(RowCell<'_>)) {
        for (place, kind) in self.kinds.iter().enumerate() {
            // The driver fails on a place that is not there; ours come from the same row description.
            let raw: Option<Raw<'_>> = row.try_get(place).ok();
            let Some(bytes) = raw.and_then(|raw| raw.0) else {
                take(RowCell::Null);
                continue;
            };
            let odd = || {
                RowCell::Odd(if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { "-Infinity" } else { "Infinity" })
            };
            take(match *kind {
                Type::BOOL => RowCell::Bool(decode::bool(bytes)),
                Type::INT2 | Type::INT4 | Type::INT8 => decode::int(bytes).map_or(RowCell::Null, RowCell::Int),
                Type::FLOAT4 | Type::FLOAT8 => decode::float(bytes).map_or(RowCell::Null, RowCell::Float),
                Type::NUMERIC => {
                    self.digits.clear();
                    match numeric::append(bytes, &mut self.digits) {
                        true => RowCell::Numeric(&self.digits),
                        false => RowCell::Odd(numeric::word(bytes)),
                    }
                }
                Type::TIMESTAMPTZ => decode::time(bytes, None).map_or_else(odd, RowCell::Time),
                Type::TIMESTAMP => decode::time(bytes, Some(&self.zone)).map_or_else(odd, RowCell::Time),
                Type::DATE => decode::date(bytes).map_or_else(odd, RowCell::Date),
                _ => RowCell::Text(decode::text(kind, bytes)),
            });
        }
    }
}
