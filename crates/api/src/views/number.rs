//! Numbers that keep their value on the way.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use watchroom_store::Values;

/// A JSON number. A `numeric` travels digit for digit, however many it has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Float(f64),
    /// The text of a `numeric`: digits, a sign, a point.
    Numeric(String),
}

impl Number {
    /// The nearest double.
    pub(crate) fn to_f64(&self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
            Number::Int(value) => *value as f64,
            Number::Float(value) => *value,
            Number::Numeric(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// The number at a place of a column; `None` for null. Text that is a number counts as one.
    pub(crate) fn at(values: &Values, place: usize) -> Option<Self> {
        match values {
            Values::Bools(values) => values.get(place).copied().flatten().map(i64::from).map(Number::Int),
            Values::Ints(values) => values.get(place).copied().flatten().map(Number::Int),
            Values::Floats(values) => values.get(place).copied().flatten().map(Number::Float),
            Values::Numerics(values) => values.get(place).cloned().flatten().map(Number::Numeric),
            Values::Texts(values) => {
                let text = values.get(place)?.as_deref()?;
                text.trim().parse().ok().filter(|value: &f64| value.is_finite()).map(Number::Float)
            }
            Values::Times(_) | Values::Dates(_) => None,
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Number::Int(value) => serializer.serialize_i64(*value),
            Number::Float(value) => serializer.serialize_f64(*value),
            Number::Numeric(text) => {
                RawValue::from_string(text.clone()).map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}
