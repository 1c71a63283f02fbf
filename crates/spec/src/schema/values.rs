//! What stands behind a key.

use serde_json::{Value as Json, json};

use crate::decode::Choice;

pub(super) fn text() -> Json {
    json!({ "type": "string" })
}

pub(super) fn flag() -> Json {
    json!({ "type": "boolean" })
}

pub(super) fn number() -> Json {
    json!({ "type": "number" })
}

pub(super) fn whole(low: u32, high: u32) -> Json {
    json!({ "type": "integer", "minimum": low, "maximum": high })
}

/// At most thirty days.
pub(super) fn seconds() -> Json {
    whole(1, 30 * 24 * 60 * 60)
}

pub(super) fn title() -> Json {
    json!({ "type": "string", "minLength": 1, "maxLength": 200 })
}

pub(super) fn column() -> Json {
    json!({ "type": "string", "minLength": 1, "maxLength": 63 })
}

pub(super) fn table() -> Json {
    json!({ "type": "string", "pattern": "^[^.]+(\\.[^.]+)?$" })
}

pub(super) fn colour() -> Json {
    json!({ "type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$" })
}

pub(super) fn name() -> Json {
    json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$" })
}

pub(super) fn endpoint() -> Json {
    json!({ "type": "string", "pattern": "^/api/v1/custom/[a-z0-9][a-z0-9_-]{0,62}$" })
}

/// One of the words that the reader chooses among.
pub(super) fn word<T: Choice>() -> Json {
    let words: Vec<&str> = T::CHOICES.iter().map(|choice| choice.word()).collect();
    json!({ "enum": words })
}

pub(super) fn list(items: &Json, least: u32) -> Json {
    json!({ "type": "array", "items": items, "minItems": least })
}

/// A map whose keys the engineer chooses.
pub(super) fn map_of(values: &Json, least: u32) -> Json {
    json!({ "type": "object", "additionalProperties": values, "minProperties": least })
}
