//! `queries` of a template.

use serde_json::{Value as Json, json};

use super::section::Section;
use super::source::scope;
use super::values::{column, list, map_of, table, text, whole, word};
use crate::model::Aggregate;

const NAME: &str = "^[a-z][a-z0-9_]{0,29}$";

pub(super) fn queries() -> Json {
    let mut queries = map_of(&query(), 1);
    queries["propertyNames"] = json!({ "pattern": NAME });
    queries["maxProperties"] = 20.into();
    queries
}

fn query() -> Json {
    let computed = Section::new()
        .optional("column", column(), "The column; may be left out to count rows")
        .optional("aggregate", word::<Aggregate>(), "How rows become the value")
        .done();
    let mut named = map_of(&json!({ "oneOf": [column(), computed] }), 1);
    named["propertyNames"] = json!({ "pattern": NAME });
    Section::new()
        .required("table", table(), "The table or view, perhaps with its schema")
        .required("select", json!({ "oneOf": [list(&column(), 1), named] }), "What each row holds")
        .optional("timestamp", column(), "With it the query follows the page's date range")
        .optional("where", text(), "A condition")
        .optional("order_by", text(), "Columns, or with an aggregate names of `select`")
        .optional("limit", whole(1, 1000), "How many rows")
        .optional("scope", scope(), "How the rows are limited")
        .done()
}
