//! `type: kpi`.

use super::source::{column, named_columns, optional_column, read_source};
use crate::decode::{Colour, Decode, MapReader, Reading, Spanned, Title, Whole};
use crate::model::{Filter, FragmentKind, Kpi, Threshold};
use crate::yaml::Node;

pub(super) fn read(panel: &mut MapReader<'_, '_>, display: Option<&mut MapReader<'_, '_>>) -> Option<Kpi> {
    let aggregate = panel.optional("aggregate");
    let (unit, decimals, thresholds) = display.map_or((None, None, Vec::new()), |display| {
        let unit: Option<String> = display.optional("unit");
        let decimals: Option<Whole<0, 10>> = display.optional("decimals");
        (unit, decimals.and_then(|digits| u8::try_from(digits.0).ok()), read_thresholds(display))
    });
    let source = read_source(panel, |data_source| {
        named_columns(data_source, |columns| {
            let value = column(columns, "value");
            let timestamp = optional_column(columns, "timestamp");
            Some((value?, timestamp))
        })
    });
    let fragments = source.fragments;
    let limit = fragments.limit.map(|limit| limit.text);
    let filter = join(fragments.condition.as_ref(), fragments.order_by.as_ref(), limit.as_ref());
    if let Some(filter) = &filter {
        panel.reading.keep_fragment(FragmentKind::Kpi, filter);
    }
    let (value, timestamp) = source.columns?;
    let (table, ward_column) = (source.table?, source.ward_column);
    Some(Kpi { table, value, timestamp, filter, aggregate, unit, decimals, thresholds, ward_column })
}

/// Condition, order and limit as the one text that a KPI's filter is.
fn join(condition: Option<&Filter>, order_by: Option<&Filter>, limit: Option<&Filter>) -> Option<Filter> {
    let parts = [("", condition), (" ORDER BY ", order_by), (" LIMIT ", limit)];
    Filter::joined(parts.into_iter().filter_map(|(words, part)| part.map(|part| (words, part))))
}

fn read_thresholds(display: &mut MapReader<'_, '_>) -> Vec<Threshold> {
    let thresholds: Vec<Spanned<Threshold>> = display.optional("thresholds").unwrap_or_default();
    for pair in thresholds.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        if after.value.value <= before.value.value {
            let message = format!("thresholds must rise: {} comes after {}", after.value.value, before.value.value);
            let at = display.reading.first_line(&after.span);
            display.reading.advise(&at, "thresholds-order", message, "sort them by `value`, the smallest first");
        }
    }
    thresholds.into_iter().map(|threshold| threshold.value).collect()
}

impl Decode for Threshold {
    fn wanted() -> String {
        "a threshold with `value`, `color` and `label`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let mut threshold = MapReader::of(node, "thresholds", reading.first_line(&node.span), reading)?;
        let value = threshold.required("value");
        let color: Option<Colour> = threshold.required("color");
        let label: Option<Title> = threshold.required("label");
        threshold.finish();
        Some(Self { value: value?, color: color?.0, label: label?.0 })
    }
}
