//! `type: custom_image` and `type: custom_template`.

use serde_json::{Map, Value as Json};

use super::queries::read_queries;
use super::source::read_ward_column;
use crate::decode::{Decode, MapReader, Reading, Title, json_map};
use crate::model::{CustomImage, CustomTemplate, Filter};
use crate::yaml::Node;

/// What every custom endpoint begins with.
const PREFIX: &str = "/api/v1/custom/";

pub(super) fn read_image(
    panel: &mut MapReader<'_, '_>,
    display: Option<&mut MapReader<'_, '_>>,
) -> Option<CustomImage> {
    if let Some(display) = display {
        display.optional::<Title>("alt");
    }
    let endpoint: Option<Endpoint> = panel.required("endpoint");
    let parameters = read_parameters(panel);
    let ward_column = read_scope(panel);
    Some(CustomImage { endpoint: endpoint?.0, parameters, ward_column })
}

pub(super) fn read_template(panel: &mut MapReader<'_, '_>) -> Option<CustomTemplate> {
    let endpoint: Option<Endpoint> = panel.optional("endpoint");
    let parameters = read_parameters(panel);
    let ward_column = read_scope(panel);
    let template: Option<Filter> = panel.required("template");
    let queries = read_queries(panel)?;
    if !queries.is_empty() {
        for (key, given) in [("endpoint", endpoint.is_some()), ("parameters", !parameters.is_empty())] {
            if given {
                let message = format!("`{key}` and `queries` exclude each other: a template has one source of data");
                panel.reading.advise(&panel.key_span(key), "filter-twice", message, "take one of the two away");
            }
        }
        if ward_column.is_some() {
            let message = "`data_source` has no meaning beside `queries`";
            let hint = "write `scope: { ward: \"…\" }` in each query";
            panel.reading.advise(&panel.key_span("data_source"), "unused-field", message, hint);
        }
    }
    let (endpoint, template) = (endpoint.map(|endpoint| endpoint.0), template?);
    Some(CustomTemplate { endpoint, parameters, template, queries, ward_column })
}

/// A custom panel has no data source but for saying that it can be limited to a ward.
fn read_scope(panel: &mut MapReader<'_, '_>) -> Option<String> {
    let mut data_source = panel.optional_map("data_source")?;
    let ward_column = read_ward_column(&mut data_source);
    data_source.finish();
    ward_column
}

fn read_parameters(panel: &mut MapReader<'_, '_>) -> Map<String, Json> {
    panel.optional_map("parameters").map_or_else(Map::new, |parameters| json_map(parameters.entries()))
}

/// The slug behind `/api/v1/custom/`.
struct Endpoint(String);

impl Decode for Endpoint {
    fn wanted() -> String {
        format!("an address like \"{PREFIX}network-topology\"")
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let slug = text.strip_prefix(PREFIX).unwrap_or_default();
        // The rule of all names that people choose.
        if slug.parse::<watchroom_domain::PanelId>().is_ok() {
            return Some(Self(slug.to_owned()));
        }
        let message = format!("`{}` is no address of a custom endpoint", crate::yaml::excerpt(&text));
        let hint = format!("write {PREFIX}<name>, the name of a-z, 0-9, `_` and `-`");
        reading.advise(&reading.first_line(&node.span), "bad-endpoint", message, hint);
        None
    }
}
