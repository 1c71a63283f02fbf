//! `data_source` and `query`.

use serde_json::{Value as Json, json};

use super::section::Section;
use super::values::{column, table, text, whole};

/// Which parts of a query a kind of panel takes.
#[derive(Clone, Copy)]
pub(super) struct Query {
    pub(super) order_by: bool,
    /// The highest limit.
    pub(super) limit: Option<u32>,
}

/// Adds `data_source` and `query`.
pub(super) fn with_source(panel: Section, columns: Json, parts: Query) -> Section {
    let data_source = Section::new()
        .required("table", table(), "The table or view, perhaps with its schema")
        .required("columns", columns, "The columns that are read")
        .optional("scope", scope(), "How the rows are limited")
        .optional("query", json!({ "oneOf": [text(), query(parts)] }), "The filter, as a text or as a section")
        .done();
    panel.required("data_source", data_source, "Where the rows are").optional(
        "query",
        query(parts),
        "Which rows are read",
    )
}

/// `scope: { ward: … }`.
pub(super) fn scope() -> Json {
    Section::new().required("ward", column(), "The column that limits the rows to a ward").done()
}

fn query(parts: Query) -> Json {
    let query = Section::new().optional("where", text(), "A condition");
    let query = if parts.order_by {
        query.optional("order_by", text(), "Columns, with ASC or DESC")
    } else {
        query.refused("order_by")
    };
    match parts.limit {
        Some(most) => query.optional("limit", whole(1, most), "How many"),
        None => query.refused("limit"),
    }
    .done()
}
