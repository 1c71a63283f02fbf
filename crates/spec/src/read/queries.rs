//! `queries:` of a template.

use super::source::{column, optional_column, read_ward_column};
use crate::decode::{Decode, Identifier, MapReader, Reading, Whole, Written};
use crate::model::{Aggregate, ColumnPurpose, Filter, FragmentKind, Selected, TableName, TemplateQuery};
use crate::yaml::{Node, Span, Value};

/// Queries that one template needs at most; each takes its own trip through a table.
const QUERIES_MOST: usize = 20;
/// Values that one row holds at most.
const SELECTED_MOST: usize = 50;
/// Characters of a name: two of them and a dot are the name of a result's column, which has 63 at most.
const NAME_MOST: usize = 30;
/// Words that mean something else to a template.
const TAKEN: [&str; 13] =
    ["and", "else", "false", "if", "in", "is", "loop", "none", "not", "or", "self", "super", "true"];

/// Reads the queries, in their order.
pub(super) fn read_queries(panel: &mut MapReader<'_, '_>) -> Option<Vec<TemplateQuery>> {
    let Some(queries) = panel.optional_map("queries") else { return Some(Vec::new()) };
    let count = queries.entries().len();
    if count == 0 {
        panel.reading.say(&panel.key_span("queries"), "empty-list", "no query is named");
    }
    if count > QUERIES_MOST {
        let message = format!("a template has at most {QUERIES_MOST} queries, found {count}");
        panel.reading.say(&panel.key_span("queries"), "out-of-range", message);
    }
    let read = queries.entries().iter().map(|entry| {
        let name = name(&entry.key, &entry.key_span, panel.reading);
        let query = read_query(&entry.value, entry.key_span.clone(), panel.reading);
        Some(TemplateQuery { name: name?, ..query? })
    });
    read.collect::<Vec<_>>().into_iter().collect()
}

/// A name that a template can write: `{{ name.rows }}`.
fn name(text: &str, at: &Span, reading: &Reading<'_>) -> Option<String> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if TAKEN.contains(&text) {
        let message = format!("`{text}` is a word of the template's own language");
        reading.advise(at, "bad-name", message, "choose another name");
        return None;
    }
    if letters && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.len() <= NAME_MOST {
        return Some(text.to_owned());
    }
    let message = format!("`{}` is no name that a template can use", crate::yaml::excerpt(text));
    let hint = format!("write 1 to {NAME_MOST} of a-z, 0-9 and `_`, the first a letter");
    reading.advise(at, "bad-name", message, hint);
    None
}

fn read_query(node: &Node, at: Span, reading: &Reading<'_>) -> Option<TemplateQuery> {
    let mut query = MapReader::of(node, "a query", at, reading)?;
    reading.begin_source();
    let table = query.required::<Written<TableName>>("table").map(|table| reading.keep_table(table));
    let select = query.required_node("select").and_then(|node| read_select(node, query.key_span("select"), reading));
    let timestamp = optional_column(&mut query, "timestamp");
    let filter: Option<Filter> = query.optional("where");
    let order_by: Option<Filter> = query.optional("order_by");
    let limit: Option<Whole<1, 1000>> = query.optional("limit");
    let ward_column = read_ward_column(&mut query);
    filter.iter().for_each(|filter| reading.keep_fragment(FragmentKind::Condition, filter));
    let grouped = |select: &Vec<Selected>| select.iter().any(|selected| selected.aggregate.is_some());
    if select.as_ref().is_some_and(grouped) {
        order_by.iter().for_each(|filter| reading.keep_order_of_results(filter));
    } else {
        order_by.iter().for_each(|filter| reading.keep_fragment(FragmentKind::OrderBy, filter));
    }
    let lasts = |select: &Vec<Selected>| select.iter().any(|selected| selected.aggregate == Some(Aggregate::Last));
    if timestamp.is_none() && select.as_ref().is_some_and(lasts) {
        let message = "`last` needs the column of the time";
        reading.advise(&query.key_span("select"), "missing-field", message, "name it as `timestamp` of the query");
    }
    query.finish();
    let (name, limit) = (String::new(), limit.map(Whole::small));
    Some(TemplateQuery { name, table: table?, select: select?, timestamp, filter, order_by, limit, ward_column })
}

/// A list of columns, or a map from a name to a column or to an aggregate.
fn read_select(node: &Node, at: Span, reading: &Reading<'_>) -> Option<Vec<Selected>> {
    let selected: Vec<Option<Selected>> = match &node.value {
        Value::Sequence(items) => items.iter().map(|item| read_listed(item, reading)).collect(),
        Value::Mapping(entries) => {
            let read = entries.iter().map(|entry| {
                let name = name(&entry.key, &entry.key_span, reading);
                let selected = read_selected(&entry.value, entry.key_span.clone(), reading);
                Some(Selected { name: name?, ..selected? })
            });
            read.collect()
        }
        _ => return reading.wrong_type(node, "a list of columns, or a map from names to columns and aggregates"),
    };
    if selected.is_empty() || selected.len() > SELECTED_MOST {
        let message = format!("a query selects 1 to {SELECTED_MOST} values, found {}", selected.len());
        reading.say(&at, "out-of-range", message);
    }
    let selected: Vec<Selected> = selected.into_iter().collect::<Option<_>>()?;
    for (place, one) in selected.iter().enumerate() {
        if selected[..place].iter().any(|earlier| earlier.name == one.name) {
            reading.say(&at, "duplicate-column", format!("`{}` is selected twice", one.name));
        }
    }
    Some(selected)
}

fn read_listed(item: &Node, reading: &Reading<'_>) -> Option<Selected> {
    let column = keep(item, reading)?;
    let name = name(&column, &reading.first_line(&item.span), reading)?;
    Some(Selected { name, column: Some(column), aggregate: None })
}

fn read_selected(node: &Node, at: Span, reading: &Reading<'_>) -> Option<Selected> {
    let name = String::new();
    if !matches!(node.value, Value::Mapping(_)) {
        let column = keep(node, reading)?;
        return Some(Selected { name, column: Some(column), aggregate: None });
    }
    let mut selected = MapReader::of(node, "a selected value", at, reading)?;
    let aggregate: Option<Aggregate> = selected.optional("aggregate");
    let column = if matches!(aggregate, Some(Aggregate::Count)) {
        optional_column(&mut selected, "column")
    } else {
        Some(column(&mut selected, "column")?)
    };
    selected.finish();
    Some(Selected { name, column, aggregate })
}

/// Reads a column's name, and keeps it for whoever compares it with a database.
fn keep(node: &Node, reading: &Reading<'_>) -> Option<String> {
    let column = Written::<Identifier>::decode(node, reading)?;
    Some(reading.keep_column(ColumnPurpose::Shown, column))
}
