//! `data_source` and `query`: what all kinds that read a table share.

use super::fragments::{Fragments, read_fragments};
use crate::decode::{Identifier, MapReader, Written};
use crate::model::{ColumnPurpose, FragmentKind, TableName};

/// What `data_source` and `query` say; `C` is what a kind makes of the columns.
pub(super) struct Source<C> {
    pub(super) table: Option<TableName>,
    pub(super) columns: Option<C>,
    pub(super) ward_column: Option<String>,
    pub(super) fragments: Fragments,
}

/// Reads `data_source`, its columns through `read_columns`, and `query`.
pub(super) fn read_source<'r, 'f, C>(
    panel: &mut MapReader<'r, 'f>,
    read_columns: impl FnOnce(&mut MapReader<'r, 'f>) -> Option<C>,
) -> Source<C> {
    panel.reading.begin_source();
    let mut data_source = panel.required_map("data_source");
    let fragments = read_fragments(panel, data_source.as_mut());
    let Some(mut data_source) = data_source.take() else {
        return Source { table: None, columns: None, ward_column: None, fragments };
    };
    let table = data_source.required::<Written<TableName>>("table").map(|table| panel.reading.keep_table(table));
    let columns = read_columns(&mut data_source);
    let ward_column = read_ward_column(&mut data_source);
    data_source.finish();
    Source { table, columns, ward_column, fragments }
}

/// `columns` as a map from what a column is for to its name.
pub(super) fn named_columns<'r, 'f, C>(
    data_source: &mut MapReader<'r, 'f>,
    read: impl FnOnce(&mut MapReader<'r, 'f>) -> Option<C>,
) -> Option<C> {
    let mut columns = data_source.required_map("columns")?;
    let named = read(&mut columns);
    columns.finish();
    named
}

/// A column that must be named.
pub(super) fn column(columns: &mut MapReader<'_, '_>, key: &'static str) -> Option<String> {
    let column: Written<Identifier> = columns.required(key)?;
    Some(columns.reading.keep_column(ColumnPurpose::Key(key), column))
}

/// A column that may be named.
pub(super) fn optional_column(columns: &mut MapReader<'_, '_>, key: &'static str) -> Option<String> {
    let column: Written<Identifier> = columns.optional(key)?;
    Some(columns.reading.keep_column(ColumnPurpose::Key(key), column))
}

/// `scope: { ward: <column> }` of a data source.
pub(super) fn read_ward_column(data_source: &mut MapReader<'_, '_>) -> Option<String> {
    let mut scope = data_source.optional_map("scope")?;
    let ward: Option<Written<Identifier>> = scope.required("ward");
    let ward = ward.map(|ward| scope.reading.keep_column(ColumnPurpose::Ward, ward));
    scope.finish();
    ward
}

/// Keeps the condition and the order for whoever checks SQL.
pub(super) fn keep_fragments(fragments: &Fragments, panel: &MapReader<'_, '_>) {
    fragments.condition.iter().for_each(|filter| panel.reading.keep_fragment(FragmentKind::Condition, filter));
    fragments.order_by.iter().for_each(|filter| panel.reading.keep_fragment(FragmentKind::OrderBy, filter));
}

/// Says that a limit (or an order) would do nothing but cut lines and lists short without a word.
pub(super) fn refuse_unused(used: bool, word: &str, panel: &MapReader<'_, '_>) {
    if used {
        let message = format!("`{word}` has no meaning for this type: all rows are read");
        panel.reading.advise(&panel.key_span("query"), "unused-field", message, format!("take `{word}` away"));
    }
}
