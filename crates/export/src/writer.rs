//! One way in for all formats.

use jiff::tz::TimeZone;

use crate::csv::Csv;
use crate::json::Json;
use crate::xlsx::Xlsx;
use crate::{Cell, Column};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 in UTF-8, perhaps after a byte-order mark.
    Csv {
        /// Whether the mark is written; some spreadsheets guess another encoding without it.
        bom: bool,
    },
    /// `{"panel", "columns", "rows", "row_count"}`.
    Json,
    /// Office Open XML.
    Xlsx,
}

/// What a file says about itself.
#[derive(Debug, Clone)]
pub struct About {
    /// The panel's id.
    pub panel: String,
    /// The panel's title; names the sheet.
    pub title: String,
    /// What else is to be told, in order: a name and a text.
    pub facts: Vec<(String, String)>,
    /// The zone that moments are written in.
    pub zone: TimeZone,
    /// That zone's IANA name.
    pub zone_name: String,
}

/// What a finished file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Rows, without the heading.
    pub rows: u64,
    /// Values that are NaN or infinite.
    pub odd: u64,
    /// Texts that were cut because a spreadsheet's cell cannot hold them. The cell says so too.
    pub cut: u64,
}

/// A file could not be written on. Its text is for a log.
#[derive(Debug)]
pub struct WriteError(pub(crate) String);

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the file could not be made: {}", self.0)
    }
}

impl std::error::Error for WriteError {}

impl From<&str> for WriteError {
    fn from(cause: &str) -> Self {
        Self(cause.to_owned())
    }
}

/// Makes a file row by row.
pub struct Writer(Kind);

enum Kind {
    Csv(Box<Csv>),
    Json(Box<Json>),
    Xlsx(Box<Xlsx>),
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    /// Begins a file with its heading.
    ///
    /// # Errors
    /// Where the file cannot be begun.
    pub fn begin(format: Format, columns: Vec<Column>, about: About) -> Result<Self, WriteError> {
        Ok(Self(match format {
            Format::Csv { bom } => Kind::Csv(Box::new(Csv::begin(bom, &columns, about.zone))),
            Format::Json => Kind::Json(Box::new(Json::begin(&columns, about))),
            Format::Xlsx => Kind::Xlsx(Box::new(Xlsx::begin(columns, about)?)),
        }))
    }

    /// Writes the row's next cell. A row has as many cells as there are columns.
    pub fn cell(&mut self, cell: Cell<'_>) {
        match &mut self.0 {
            Kind::Csv(csv) => csv.cell(cell),
            Kind::Json(json) => json.cell(cell),
            Kind::Xlsx(xlsx) => xlsx.cell(cell),
        }
    }

    /// Ends a row.
    ///
    /// # Errors
    /// Where the file cannot be written on.
    pub fn end_row(&mut self) -> Result<(), WriteError> {
        match &mut self.0 {
            Kind::Csv(csv) => csv.end_row(),
            Kind::Json(json) => json.end_row(),
            Kind::Xlsx(xlsx) => xlsx.end_row()?,
        }
        Ok(())
    }

    /// Rows so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        match &self.0 {
            Kind::Csv(csv) => csv.done.rows,
            Kind::Json(json) => json.done.rows,
            Kind::Xlsx(xlsx) => xlsx.done.rows,
        }
    }

    /// Bytes that can be taken. A little may be held back for later.
    #[must_use]
    pub fn ready_bytes(&self) -> usize {
        match &self.0 {
            Kind::Csv(csv) => csv.out.len(),
            Kind::Json(json) => json.out.len(),
            Kind::Xlsx(xlsx) => xlsx.ready_bytes(),
        }
    }

    /// Takes what is ready.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.0 {
            Kind::Csv(csv) => std::mem::take(&mut csv.out),
            Kind::Json(json) => std::mem::take(&mut json.out),
            Kind::Xlsx(xlsx) => xlsx.take(),
        }
    }

    /// Ends the file: its last bytes, and what it holds.
    ///
    /// # Errors
    /// Where the file cannot be ended.
    pub fn finish(self) -> Result<(Vec<u8>, Done), WriteError> {
        match self.0 {
            Kind::Csv(csv) => Ok((csv.out, csv.done)),
            Kind::Json(json) => Ok(json.finish()),
            Kind::Xlsx(xlsx) => xlsx.finish(),
        }
    }
}
