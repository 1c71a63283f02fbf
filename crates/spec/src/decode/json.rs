//! YAML values as JSON values, for what the page or an endpoint reads as it was written.

use serde_json::{Map, Value as Json};

use crate::yaml::{Entry, Node, Plain, Value};

/// The node as JSON.
pub(crate) fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Mapping(entries) => Json::Object(json_map(entries)),
        Value::Sequence(items) => Json::Array(items.iter().map(json_of).collect()),
        Value::Refused => Json::Null,
        Value::Scalar(scalar) => match scalar.plain() {
            Plain::Null => Json::Null,
            Plain::Bool(value) => Json::Bool(value),
            Plain::Integer(value) => Json::from(value),
            Plain::Float(value) => Json::from(value),
            Plain::Text => Json::String(scalar.text.clone()),
        },
    }
}

/// The entries as a JSON object, in their order.
pub(crate) fn json_map(entries: &[Entry]) -> Map<String, Json> {
    entries.iter().map(|entry| (entry.key.clone(), json_of(&entry.value))).collect()
}
