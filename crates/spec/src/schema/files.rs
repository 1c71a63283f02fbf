//! The files of dashboards.

use serde_json::{Value as Json, json};
use watchroom_domain::Role;

use super::kinds;
use super::section::Section;
use super::values::{flag, list, name, seconds, text, title, whole, word};
use crate::model::PanelType;

/// A file: one key, and what stands under it.
pub(super) fn file(root: &'static str, about: &str, section: Json) -> Json {
    let mut file = Section::new().required(root, section, about).done();
    file["title"] = about.into();
    file
}

pub(super) fn tenant() -> Json {
    let desk = Section::new()
        .required("enabled", flag(), "Whether the tenant has a service desk")
        .optional("open311", flag(), "Whether its tickets that are not sensitive are public by Open311")
        .optional("open311_descriptions", flag(), "Whether what people wrote is public too")
        .done();
    let limits = Section::new()
        .optional("concurrent_queries", whole(1, 8), "Queries of this tenant that run at once")
        .optional("query_seconds", whole(1, 25), "Seconds after which the database stops a query")
        .optional("rows", whole(1, 5_000_000), "Rows that a query may give")
        .optional("megabytes", whole(1, 512), "MiB of row data that a query may give")
        .done();
    let section = Section::new()
        .required("name", title(), "The organisation's name")
        .optional("timezone", text(), "IANA name of the zone of bucket edges and of dates without an offset")
        .optional("timestamps_without_zone", text(), "IANA name of the zone of columns without a time zone")
        .optional("service_desk", desk, "The service desk")
        .optional("limits", limits, "What the tenant's queries may cost")
        .done();
    file("tenant", "A tenant", section)
}

pub(super) fn dashboard() -> Json {
    let layout = Section::new().optional("columns", whole(1, 48), "The grid's width").done();
    let position = Section::new()
        .required("row", whole(1, 1000), "The topmost row, from 1")
        .required("col", whole(1, 48), "The leftmost column, from 1")
        .optional("width", whole(1, 48), "Columns covered; by type where left out")
        .optional("height", whole(1, 100), "Rows covered; by type where left out")
        .done();
    let panel = Section::new()
        .required("id", name(), "The panel's id in addresses")
        .required("config_file", text(), "The panel's file, from the tenant's folder on")
        .required("position", position, "Where it stands")
        .done();
    let section = Section::new()
        .required("name", title(), "The title")
        .optional("description", text(), "Shown under the title")
        .optional("refresh_interval", seconds(), "Seconds after which the page asks again")
        .optional("layout", layout, "The grid")
        .optional("roles", roles(), "Who sees the dashboard")
        .required("panels", list(&panel, 0), "What stands on it")
        .done();
    file("dashboard", "A dashboard", section)
}

pub(super) fn panel() -> Json {
    let of_type = |panel_type: PanelType| {
        let is = json!({ "properties": { "type": { "const": panel_type.as_str() } }, "required": ["type"] });
        json!({ "if": is, "then": common(kinds::of(panel_type)).done() })
    };
    let kinds: Vec<Json> = PanelType::ALL.into_iter().map(of_type).collect();
    let section = json!({
        "type": "object",
        "properties": { "type": word::<PanelType>() },
        "required": ["type"],
        "allOf": kinds,
    });
    file("panel", "A panel", section)
}

/// What every panel has.
fn common(kind: Section) -> Section {
    let drill_down = Section::new()
        .optional("enabled", flag(), "Whether anything opens")
        .optional("show_table", flag(), "Whether the rows are shown as a table")
        .optional("disable_aggregation", flag(), "Whether raw rows are shown instead of buckets")
        .done();
    kind.required("type", word::<PanelType>(), "The kind of panel")
        .required("title", title(), "The title")
        .optional("description", text(), "A sentence about it")
        .optional("refresh_interval", seconds(), "Seconds after which the page asks again")
        .optional("roles", roles(), "Who sees the panel")
        .optional("drill_down", drill_down, "What a click opens")
}

fn roles() -> Json {
    list(&word::<Role>(), 1)
}
