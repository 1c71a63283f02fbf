//! The kinds of panel.

use serde_json::{Value as Json, json};

use super::queries::queries;
use super::section::Section;
use super::source::{Query, scope, with_source};
use super::values::{colour, column, endpoint, flag, list, map_of, number, seconds, text, title, whole, word};
use crate::model::{Aggregate, BarOrder, Format, Interpolation, Orientation, PanelType};

/// What a kind has beside what every panel has.
pub(super) fn of(panel_type: PanelType) -> Section {
    match panel_type {
        PanelType::Timeseries => timeseries(),
        PanelType::Kpi => kpi(unit(Section::new()).optional("thresholds", thresholds(), "The number's states")),
        PanelType::HealthStatus => health_status(),
        PanelType::Table => table(),
        PanelType::CustomImage => custom_image(),
        PanelType::CustomTemplate => custom_template(),
        PanelType::Bar => bar(),
        PanelType::Gauge => gauge(),
    }
}

fn timeseries() -> Section {
    let columns = Section::new()
        .required("timestamp", column(), "The time")
        .required("value", column(), "The number")
        .optional("series_label", column(), "One line for each value")
        .done();
    let range = json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 });
    let display = unit(Section::new())
        .optional("y_axis_label", title(), "What the axis is called")
        .optional("y_axis_range", range, "Ends of the axis: [low, high]")
        .optional("line_color", colour(), "Where there is one line")
        .optional("fill_area", flag(), "Where there is one line")
        .done();
    let panel = Section::new()
        .optional("aggregate", word::<Aggregate>(), "How a bucket's rows become one value")
        .optional("interpolation", word::<Interpolation>(), "What stands in an empty bucket")
        .optional("display", display, "How it looks");
    with_source(panel, columns, Query { order_by: true, limit: None })
}

/// A KPI, and a gauge, which is one between two ends.
fn kpi(display: Section) -> Section {
    let columns = Section::new()
        .required("value", column(), "The number")
        .optional("timestamp", column(), "With it the panel follows the page's date range")
        .done();
    let panel = Section::new().optional("aggregate", word::<Aggregate>(), "How the rows become the number").optional(
        "display",
        display.done(),
        "How it looks",
    );
    with_source(panel, columns, Query { order_by: true, limit: Some(10_000) })
}

fn gauge() -> Section {
    let display = unit(Section::new())
        .optional("min", number(), "The lower end; 0 where left out")
        .optional("max", number(), "The upper end; 100 where left out")
        .optional("thresholds", thresholds(), "The number's states");
    kpi(display)
}

fn health_status() -> Section {
    let columns = Section::new()
        .required("service_name", column(), "The service")
        .required("status_value", column(), "The state")
        .optional("timestamp", column(), "When it was checked")
        .optional("error_message", column(), "What went wrong")
        .done();
    let look = Section::new()
        .required("color", colour(), "The state's colour")
        .required("label", title(), "The state's word")
        .done();
    let display = Section::new().required("status_mapping", map_of(&look, 1), "From a state to its look").done();
    let panel = Section::new()
        .optional("stale_after", seconds(), "Seconds after which a check is too old to believe")
        .required("display", display, "How it looks");
    with_source(panel, columns, Query { order_by: false, limit: None })
}

fn table() -> Section {
    let one = Section::new()
        .required("name", column(), "The column in the database")
        .optional("display", title(), "The heading")
        .optional("format", word::<Format>(), "How cells are written")
        .done();
    let display = Section::new()
        .optional("sortable", flag(), "Whether a click on a heading sorts")
        .optional("default_sort", column(), "Sorted by at first")
        .optional("default_sort_order", json!({ "enum": ["asc", "desc"] }), "The direction at first")
        .optional("pagination", whole(1, 500), "Rows a page")
        .done();
    let panel = Section::new().optional("display", display, "How it looks");
    with_source(panel, list(&one, 1), Query { order_by: true, limit: Some(1_000_000) })
}

fn bar() -> Section {
    let columns = Section::new()
        .required("category", column(), "One bar for each value")
        .optional("value", column(), "The number; rows are counted where left out")
        .optional("series_label", column(), "Splits each bar")
        .optional("timestamp", column(), "With it the panel follows the page's date range")
        .done();
    let display = unit(Section::new())
        .optional("orientation", word::<Orientation>(), "Which way the bars run")
        .optional("stacked", flag(), "Whether series stand on each other")
        .optional("colors", map_of(&colour(), 0), "From a series or category to its colour")
        .done();
    let panel = Section::new()
        .optional("aggregate", word::<Aggregate>(), "How a category's rows become one value")
        .optional("order", word::<BarOrder>(), "In which order the bars stand")
        .optional("display", display, "How it looks");
    with_source(panel, columns, Query { order_by: false, limit: Some(200) })
}

fn custom_image() -> Section {
    let display = Section::new().optional("alt", title(), "What the picture shows").done();
    custom(Section::new().required("endpoint", endpoint(), "What draws it")).optional(
        "display",
        display,
        "How it looks",
    )
}

fn custom_template() -> Section {
    let panel = Section::new()
        .optional("endpoint", endpoint(), "What gives the values")
        .optional("queries", queries(), "What gives the values without code")
        .required("template", text(), "HTML in Jinja's syntax")
        .optional("display", Section::new().done(), "Nothing: the template says how it looks");
    custom(panel)
}

fn custom(panel: Section) -> Section {
    let data_source = Section::new().optional("scope", scope(), "How the endpoint limits what it shows").done();
    let parameters = json!({ "type": "object", "additionalProperties": true });
    panel.optional("parameters", parameters, "What the endpoint is asked with").optional(
        "data_source",
        data_source,
        "Declares how the endpoint is limited",
    )
}

/// `unit` and `decimals`.
fn unit(display: Section) -> Section {
    display.optional("unit", text(), "Stands behind the number").optional(
        "decimals",
        whole(0, 10),
        "Digits behind the point",
    )
}

fn thresholds() -> Json {
    let threshold = Section::new()
        .required("value", number(), "From here on")
        .required("color", colour(), "The state's colour")
        .required("label", title(), "The state's word")
        .done();
    list(&threshold, 0)
}
