//! PostgreSQL's binary forms. Their description: the `*send` functions of its source, `src/backend/utils/adt`.

use std::borrow::Cow;
use std::error::Error;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use tokio_postgres::types::{FromSql, Type};

/// A value's bytes as they came, whatever the type.
pub(super) struct Raw<'a>(pub(super) Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Microseconds between 1970-01-01 and 2000-01-01, where PostgreSQL's time begins.
const EPOCH_SHIFT_US: i64 = 946_684_800_000_000;

pub(super) fn bool(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| *byte != 0)
}

/// Of 2, 4 or 8 bytes.
pub(super) fn int(bytes: &[u8]) -> Option<i64> {
    match bytes.len() {
        2 => bytes.try_into().ok().map(i16::from_be_bytes).map(i64::from),
        4 => bytes.try_into().ok().map(i32::from_be_bytes).map(i64::from),
        8 => bytes.try_into().ok().map(i64::from_be_bytes),
        _ => None,
    }
}

/// Of 4 or 8 bytes. A `real` keeps its shortest decimal form: 0.1 stays 0.1 and does not become 0.10000000149.
pub(super) fn float(bytes: &[u8]) -> Option<f64> {
    match bytes.len() {
        4 => {
            let single = f32::from_be_bytes(bytes.try_into().ok()?);
            if single.is_finite() { single.to_string().parse().ok() } else { Some(f64::from(single)) }
        }
        8 => bytes.try_into().ok().map(f64::from_be_bytes),
        _ => None,
    }
}

/// A moment; `None` for the infinities and for what lies outside the years −9999 to 9999. `zone` reads a `timestamp`
/// without zone.
pub(super) fn time(bytes: &[u8], zone: Option<&TimeZone>) -> Option<Timestamp> {
    let since_2000_us = int(bytes)?;
    if since_2000_us == i64::MAX || since_2000_us == i64::MIN {
        return None;
    }
    match zone {
        None => Timestamp::from_microsecond(since_2000_us.checked_add(EPOCH_SHIFT_US)?).ok(),
        Some(zone) => {
            let local: DateTime = DateTime::constant(2000, 1, 1, 0, 0, 0, 0)
                .checked_add(SignedDuration::from_micros(since_2000_us))
                .ok()?;
            local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
        }
    }
}

/// A day; `None` for the infinities.
pub(super) fn date(bytes: &[u8]) -> Option<Date> {
    let since_2000_days = i32::from_be_bytes(bytes.try_into().ok()?);
    let span = Span::new().try_days(since_2000_days).ok()?;
    Date::constant(2000, 1, 1).checked_add(span).ok()
}

/// Text, or a UUID in its usual form.
pub(super) fn text<'a>(kind: &Type, bytes: &'a [u8]) -> Cow<'a, str> {
    if *kind == Type::UUID {
        return match uuid::Uuid::from_slice(bytes) {
            Ok(id) => Cow::Owned(id.to_string()),
            Err(_) => Cow::Borrowed(""),
        };
    }
    String::from_utf8_lossy(bytes)
}
