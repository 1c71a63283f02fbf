//! `type: timeseries`.

use super::source::{column, keep_fragments, named_columns, optional_column, read_source, refuse_unused};
use crate::decode::{Colour, MapReader, Title, Whole};
use crate::model::Timeseries;

pub(super) fn read(panel: &mut MapReader<'_, '_>, display: Option<&mut MapReader<'_, '_>>) -> Option<Timeseries> {
    let aggregate = panel.optional("aggregate").unwrap_or_default();
    let interpolation = panel.optional("interpolation").unwrap_or_default();
    if let Some(display) = display {
        check_display(display);
    }
    let source = read_source(panel, |data_source| {
        named_columns(data_source, |columns| {
            let timestamp = column(columns, "timestamp");
            let value = column(columns, "value");
            let series_label = optional_column(columns, "series_label");
            Some((timestamp?, value?, series_label))
        })
    });
    refuse_unused(source.fragments.limit.is_some(), "limit", panel);
    keep_fragments(&source.fragments, panel);
    let (timestamp, value, series_label) = source.columns?;
    Some(Timeseries {
        table: source.table?,
        timestamp,
        value,
        series_label,
        filter: source.fragments.condition,
        order_by: source.fragments.order_by,
        aggregate,
        interpolation,
        ward_column: source.ward_column,
    })
}

fn check_display(display: &mut MapReader<'_, '_>) {
    display.optional::<Title>("y_axis_label");
    display.optional::<Colour>("line_color");
    display.optional::<bool>("fill_area");
    display.optional::<String>("unit");
    display.optional::<Whole<0, 10>>("decimals");
    let Some(range) = display.optional::<Vec<f64>>("y_axis_range") else { return };
    let at = display.key_span("y_axis_range");
    match range[..] {
        [low, high] if low < high => {}
        [low, high] => {
            let message = format!("the axis would run from {low} to {high}");
            display.reading.advise(&at, "bad-range", message, "write the lower end first: [low, high]");
        }
        _ => {
            let message = format!("an axis has two ends, found {}", range.len());
            display.reading.advise(&at, "bad-range", message, "write [low, high], like [0, 100]");
        }
    }
}
