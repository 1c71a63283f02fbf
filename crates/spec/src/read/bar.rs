//! `type: bar`.

use super::source::{column, keep_fragments, named_columns, optional_column, read_source};
use crate::decode::{Colour, Decode, MapReader, Title, Whole};
use crate::model::{Aggregate, Bar, Orientation};

/// Categories shown where the file names no limit.
const CATEGORIES: u16 = 20;
/// More bars than this cannot be told apart.
const CATEGORIES_MOST: u64 = 200;

pub(super) fn read(panel: &mut MapReader<'_, '_>, display: Option<&mut MapReader<'_, '_>>) -> Option<Bar> {
    let aggregate: Option<Aggregate> = panel.optional("aggregate");
    let order = panel.optional("order").unwrap_or_default();
    let (unit, decimals) = display.map_or((None, None), read_display);
    let source = read_source(panel, |data_source| named_columns(data_source, Columns::read));
    let fragments = source.fragments;
    keep_fragments(&fragments, panel);
    if fragments.order_by.is_some() {
        let message = "`order_by` has no meaning for this type: its rows become bars";
        let hint = "write `order: value` (the largest first) or `order: category` directly under `panel`";
        panel.reading.advise(&panel.key_span("query"), "unused-field", message, hint);
    }
    let limit = fragments.limit.map_or(u64::from(CATEGORIES), |limit| limit.rows);
    if limit > CATEGORIES_MOST {
        let message = format!("expected at most {CATEGORIES_MOST} categories, found `{limit}`");
        panel.reading.say(&panel.key_span("query"), "out-of-range", message);
    }
    let columns = source.columns?;
    let natural = if columns.value.is_some() { Aggregate::Sum } else { Aggregate::Count };
    let aggregate = aggregate.unwrap_or(natural);
    check_aggregate(aggregate, &columns, panel);
    Some(Bar {
        table: source.table?,
        category: columns.category,
        value: columns.value,
        series_label: columns.series_label,
        timestamp: columns.timestamp,
        filter: fragments.condition,
        aggregate,
        order,
        most_categories: u16::try_from(limit).unwrap_or(CATEGORIES),
        unit,
        decimals,
        ward_column: source.ward_column,
    })
}

struct Columns {
    category: String,
    value: Option<String>,
    series_label: Option<String>,
    timestamp: Option<String>,
}

impl Columns {
    fn read(columns: &mut MapReader<'_, '_>) -> Option<Self> {
        let category = column(columns, "category");
        let value = optional_column(columns, "value");
        let series_label = optional_column(columns, "series_label");
        let timestamp = optional_column(columns, "timestamp");
        Some(Self { category: category?, value, series_label, timestamp })
    }
}

fn check_aggregate(aggregate: Aggregate, columns: &Columns, panel: &MapReader<'_, '_>) {
    let word = aggregate.as_str();
    if aggregate != Aggregate::Count && columns.value.is_none() {
        let message = format!("`{word}` needs the column of the number");
        let hint = "name it as `value` in `data_source.columns`, or leave `aggregate` out to count rows";
        panel.reading.advise(&panel.key_span("aggregate"), "missing-field", message, hint);
    }
    if aggregate == Aggregate::Last && columns.timestamp.is_none() {
        let message = "`last` needs the column of the time";
        let hint = "name it as `timestamp` in `data_source.columns`";
        panel.reading.advise(&panel.key_span("aggregate"), "missing-field", message, hint);
    }
}

/// The unit and the digits, which the answer repeats; the rest is checked for the page.
fn read_display(display: &mut MapReader<'_, '_>) -> (Option<String>, Option<u8>) {
    display.optional::<Orientation>("orientation");
    display.optional::<bool>("stacked");
    if let Some(colours) = display.optional_map("colors") {
        for entry in colours.entries() {
            Colour::decode(&entry.value, display.reading);
            if entry.key.trim().is_empty() || entry.key.chars().count() > 200 {
                let message = format!("expected {} as the name of a bar or series", Title::wanted());
                display.reading.say(&entry.key_span, "text-length", message);
            }
        }
    }
    let unit = display.optional("unit");
    let decimals: Option<Whole<0, 10>> = display.optional("decimals");
    (unit, decimals.and_then(|digits| u8::try_from(digits.0).ok()))
}
