//! The types a fragment may cast to: plain values, no reg-type, no array, no composite.

use sqlparser::ast::{CharacterLength, DataType, ExactNumberInfo, TimezoneInfo};

use super::tree::Type;

/// Our word for the type; `None` where it is not allowed.
pub(super) fn allowed(data_type: &DataType) -> Option<Type> {
    let plain = |name| Some(Type { name, precision: Vec::new() });
    match data_type {
        DataType::Text => plain("text"),
        DataType::Varchar(None) | DataType::CharacterVarying(None) => plain("varchar"),
        DataType::Varchar(Some(CharacterLength::IntegerLength { length, unit: None }))
        | DataType::CharacterVarying(Some(CharacterLength::IntegerLength { length, unit: None })) => {
            Some(Type { name: "varchar", precision: vec![*length] })
        }
        DataType::SmallInt(None) | DataType::Int2(None) => plain("smallint"),
        DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None) => plain("integer"),
        DataType::BigInt(None) | DataType::Int8(None) => plain("bigint"),
        DataType::Numeric(info) | DataType::Decimal(info) | DataType::Dec(info) => {
            let precision = match *info {
                ExactNumberInfo::None => Vec::new(),
                ExactNumberInfo::Precision(precision) => vec![precision],
                ExactNumberInfo::PrecisionAndScale(precision, scale) => vec![precision, u64::try_from(scale).ok()?],
            };
            Some(Type { name: "numeric", precision })
        }
        DataType::Real | DataType::Float4 => plain("real"),
        DataType::DoublePrecision | DataType::Float8 | DataType::Float(ExactNumberInfo::None) => {
            plain("double precision")
        }
        DataType::Boolean | DataType::Bool => plain("boolean"),
        DataType::Date => plain("date"),
        DataType::Time(None, TimezoneInfo::None | TimezoneInfo::WithoutTimeZone) => plain("time"),
        DataType::Timestamp(None, TimezoneInfo::None | TimezoneInfo::WithoutTimeZone) => plain("timestamp"),
        DataType::Timestamp(None, TimezoneInfo::WithTimeZone | TimezoneInfo::Tz) => plain("timestamptz"),
        DataType::Interval { fields: None, precision: None } => plain("interval"),
        DataType::Uuid => plain("uuid"),
        _ => None,
    }
}

/// The word before a literal (`DATE '2026-01-01'`); `None` where it is not allowed.
pub(super) fn before_literal(data_type: &DataType) -> Option<&'static str> {
    match allowed(data_type)? {
        Type { name: "date", .. } => Some("DATE"),
        Type { name: "time", .. } => Some("TIME"),
        Type { name: "timestamp", .. } => Some("TIMESTAMP"),
        Type { name: "timestamptz", .. } => Some("TIMESTAMPTZ"),
        Type { name: "interval", .. } => Some("INTERVAL"),
        _ => None,
    }
}
