//! A page of rows.

use jiff::Timestamp;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use watchroom_query::TablePlan;
use watchroom_spec::Table;
use watchroom_store::{Answer, Frame, Values};

use super::Meta;
use super::number::Number;

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableData {
    /// The columns, in the order of each row's cells.
    columns: Vec<TableColumn>,
    /// The page's rows.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    rows: Rows,
    /// Rows on all pages.
    #[schema(example = 812)]
    total: u64,
    /// This page, from 0.
    page: u32,
    /// Rows a page.
    #[schema(example = 25)]
    page_size: u32,
    /// How many pages there are.
    #[schema(example = 33)]
    page_count: u64,
    meta: Meta,
}

/// A column of a table panel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableColumn {
    /// Its name in the database, to sort by.
    #[schema(example = "timestamp")]
    name: String,
    /// Its heading.
    #[schema(example = "Time")]
    display: String,
    /// How its cells are written; null leaves it to their type.
    #[schema(example = "datetime", required = true)]
    format: Option<&'static str>,
    /// PostgreSQL's name of its type.
    #[schema(example = "timestamptz")]
    data_type: String,
}

/// Rows out of columns, written as they are asked for.
#[derive(Debug)]
struct Rows(Frame);

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = usize::try_from(self.0.rows).unwrap_or(usize::MAX);
        let mut rows = serializer.serialize_seq(Some(count))?;
        for place in 0..count {
            rows.serialize_element(&Row { frame: &self.0, place })?;
        }
        rows.end()
    }
}

struct Row<'f> {
    frame: &'f Frame,
    place: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cells = serializer.serialize_seq(Some(self.frame.columns.len()))?;
        for column in &self.frame.columns {
            let place = self.place;
            match &column.values {
                Values::Bools(values) => cells.serialize_element(&values[place])?,
                Values::Ints(_) | Values::Floats(_) | Values::Numerics(_) => {
                    cells.serialize_element(&Number::at(&column.values, place))?;
                }
                Values::Times(values) => cells.serialize_element(&values[place])?,
                Values::Dates(values) => cells.serialize_element(&values[place])?,
                Values::Texts(values) => cells.serialize_element(&values[place].as_deref())?,
            }
        }
        cells.end()
    }
}

/// Shows the answer to a table's plan.
pub(crate) fn table(spec: &Table, plan: &TablePlan, mut answer: Answer, now: Timestamp) -> TableData {
    let total = match answer.frames.get(1).and_then(|frame| frame.values("total")) {
        Some(Values::Ints(values)) => values.first().copied().flatten().and_then(|total| u64::try_from(total).ok()),
        _ => None,
    }
    .unwrap_or(0);
    let newest = answer.frames.first().and_then(|frame| newest(spec, frame));
    let meta = Meta::fresh(&answer, now, newest);
    let frame = if answer.frames.is_empty() { Frame::default() } else { answer.frames.swap_remove(0) };
    let columns = spec
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| TableColumn {
            name: column.name.clone(),
            display: column.display.clone(),
            format: column.format.map(watchroom_spec::Format::as_str),
            data_type: frame.columns.get(place).map_or_else(|| "text".to_owned(), |column| column.data_type.clone()),
        })
        .collect();
    let page_size = plan.page_size;
    let page_count = total.div_ceil(u64::from(page_size));
    TableData { columns, rows: Rows(frame), total, page: plan.page, page_size, page_count, meta }
}

/// The newest moment on the page, in the first column that holds moments.
fn newest(spec: &Table, frame: &Frame) -> Option<Timestamp> {
    let column = spec.columns.iter().find(|column| column.format == Some(watchroom_spec::Format::Datetime))?;
    match frame.values(&column.name)? {
        Values::Times(values) => values.iter().copied().flatten().max(),
        _ => None,
    }
}
