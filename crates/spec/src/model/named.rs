//! Which names of the database a panel's file says, and where: for whoever compares them with a database.

use super::kinds::TableName;
use super::text::Fragment;
use super::words::PanelType;
use crate::finding::Finding;
use crate::source::SourceText;

/// A `data_source` with its `query`: what it names, and where each name stands.
#[derive(Debug, Clone)]
pub struct NamedSource {
    /// The panel's file, as findings name it.
    pub file: String,
    /// The panel's type.
    pub panel_type: PanelType,
    /// The table; `None` where it is missing or wrong.
    pub table: Option<NamedTable>,
    /// The columns named outside of fragments.
    pub columns: Vec<NamedColumn>,
    /// The SQL fragments over this table.
    pub fragments: Vec<Fragment>,
}

/// A table's name and its place.
#[derive(Debug, Clone)]
pub struct NamedTable {
    /// The table.
    pub name: TableName,
    pub(crate) source: SourceText,
}

/// A column's name and its place.
#[derive(Debug, Clone)]
pub struct NamedColumn {
    /// The column.
    pub name: String,
    /// What it is for.
    pub purpose: ColumnPurpose,
    pub(crate) source: SourceText,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnPurpose {
    /// It bears this key of `columns`: `timestamp`, `value`, `series_label` …
    Key(&'static str),
    /// A table panel shows it.
    Shown,
    /// A table panel shows it as date and time.
    ShownTime,
    /// It limits rows to a ward.
    Ward,
}

impl NamedTable {
    /// An error at the name.
    #[must_use]
    pub fn finding(&self, code: &'static str, message: impl Into<String>) -> Finding {
        let schema = self.name.schema.as_ref().map_or(0, |schema| schema.len() + 1);
        self.source.finding(0..schema + self.name.name.len(), code, message)
    }
}

impl NamedColumn {
    /// An error at the name.
    #[must_use]
    pub fn finding(&self, code: &'static str, message: impl Into<String>) -> Finding {
        self.source.finding(0..self.name.len(), code, message)
    }
}
