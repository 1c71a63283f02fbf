//! `type: health_status`.

use std::collections::BTreeMap;

use super::source::{column, keep_fragments, named_columns, optional_column, read_source, refuse_unused};
use crate::decode::{Colour, Decode, MapReader, Reading, Seconds, Title};
use crate::model::{HealthStatus, StatusLook};
use crate::yaml::Node;

pub(super) fn read(panel: &mut MapReader<'_, '_>, display: Option<&mut MapReader<'_, '_>>) -> Option<HealthStatus> {
    let stale_after: Option<Seconds> = panel.optional("stale_after");
    let status_mapping = match display {
        Some(display) => read_mapping(display),
        None => {
            // Named here, where the section it belongs to is missing.
            panel.required_node("display");
            None
        }
    };
    let source = read_source(panel, |data_source| named_columns(data_source, Columns::read));
    let fragments = source.fragments;
    refuse_unused(fragments.order_by.is_some(), "order_by", panel);
    refuse_unused(fragments.limit.is_some(), "limit", panel);
    keep_fragments(&fragments, panel);
    let columns = source.columns?;
    if stale_after.is_some() && columns.timestamp.is_none() {
        let message = "`stale_after` needs the column of the check's time";
        let hint = "name it as `timestamp` in `data_source.columns`";
        panel.reading.advise(&panel.key_span("stale_after"), "missing-field", message, hint);
    }
    Some(HealthStatus {
        table: source.table?,
        service_name: columns.service_name,
        status_value: columns.status_value,
        timestamp: columns.timestamp,
        error_message: columns.error_message,
        filter: fragments.condition,
        status_mapping: status_mapping?,
        stale_after_s: stale_after.map(|seconds| seconds.0),
        ward_column: source.ward_column,
    })
}

struct Columns {
    service_name: String,
    status_value: String,
    timestamp: Option<String>,
    error_message: Option<String>,
}

impl Columns {
    fn read(columns: &mut MapReader<'_, '_>) -> Option<Self> {
        let service_name = column(columns, "service_name");
        let status_value = column(columns, "status_value");
        let timestamp = optional_column(columns, "timestamp");
        let error_message = optional_column(columns, "error_message");
        Some(Self { service_name: service_name?, status_value: status_value?, timestamp, error_message })
    }
}

fn read_mapping(display: &mut MapReader<'_, '_>) -> Option<BTreeMap<String, StatusLook>> {
    let mapping = display.required_map("status_mapping")?;
    if mapping.entries().is_empty() {
        display.reading.say(&display.key_span("status_mapping"), "empty-list", "no state is mapped");
    }
    let looks = mapping.entries().iter().map(|entry| {
        let look = StatusLook::decode(&entry.value, display.reading)?;
        Some((entry.key.clone(), look))
    });
    looks.collect::<Vec<_>>().into_iter().collect()
}

impl Decode for StatusLook {
    fn wanted() -> String {
        "a state with `color` and `label`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let mut look = MapReader::of(node, "status_mapping", reading.first_line(&node.span), reading)?;
        let color: Option<Colour> = look.required("color");
        let label: Option<Title> = look.required("label");
        look.finish();
        Some(Self { color: color?.0, label: label?.0 })
    }
}
