//! A frame as the code of a panel reads it: cell by cell, and a wrong name or type is an error, not a panic.

use jiff::Timestamp;
use watchroom_store::{Frame, Values};

use super::Failure;

/// The rows of a query.
#[derive(Debug)]
pub(crate) struct Rows(Frame);

impl From<Frame> for Rows {
    fn from(frame: Frame) -> Self {
        Self(frame)
    }
}

impl Rows {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        usize::try_from(self.0.rows).unwrap_or(usize::MAX)
    }

    /// A cell of type `text` (or of a type that arrives as text); `None` for null.
    pub(crate) fn text(&self, column: &str, row: usize) -> Result<Option<&str>, Failure> {
        match self.0.values(column) {
            Some(Values::Texts(values)) => Ok(values.get(row).and_then(Option::as_deref)),
            other => Err(wrong(column, "text", other)),
        }
    }

    /// A cell of any number type, as the nearest double; `None` for null.
    pub(crate) fn float(&self, column: &str, row: usize) -> Result<Option<f64>, Failure> {
        match self.0.values(column) {
            Some(Values::Floats(values)) => Ok(values.get(row).copied().flatten()),
            #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
            Some(Values::Ints(values)) => Ok(values.get(row).copied().flatten().map(|value| value as f64)),
            Some(Values::Numerics(values)) => {
                Ok(values.get(row).and_then(Option::as_deref).and_then(|text| text.parse().ok()))
            }
            other => Err(wrong(column, "a number", other)),
        }
    }

    /// A cell of a whole-number type; `None` for null.
    pub(crate) fn int(&self, column: &str, row: usize) -> Result<Option<i64>, Failure> {
        match self.0.values(column) {
            Some(Values::Ints(values)) => Ok(values.get(row).copied().flatten()),
            other => Err(wrong(column, "a whole number", other)),
        }
    }

    /// A cell of type `boolean`; `None` for null.
    pub(crate) fn flag(&self, column: &str, row: usize) -> Result<Option<bool>, Failure> {
        match self.0.values(column) {
            Some(Values::Bools(values)) => Ok(values.get(row).copied().flatten()),
            other => Err(wrong(column, "true or false", other)),
        }
    }

    /// A cell of type `timestamptz` or `timestamp`; `None` for null.
    pub(crate) fn time(&self, column: &str, row: usize) -> Result<Option<Timestamp>, Failure> {
        match self.0.values(column) {
            Some(Values::Times(values)) => Ok(values.get(row).copied().flatten()),
            other => Err(wrong(column, "a moment", other)),
        }
    }
}

fn wrong(column: &str, wanted: &str, found: Option<&Values>) -> Failure {
    Failure::Data(match found {
        Some(_) => format!("the column `{column}` is not {wanted}"),
        None => format!("the query has no column `{column}`"),
    })
}
