//! Sections: maps whose keys are known.

use serde_json::{Map, Value as Json, json};

/// A section as it is put together.
pub(super) struct Section {
    properties: Map<String, Json>,
    required: Vec<&'static str>,
}

impl Section {
    pub(super) fn new() -> Self {
        Self { properties: Map::new(), required: Vec::new() }
    }

    /// A key that must be there.
    pub(super) fn required(self, key: &'static str, schema: Json, about: &str) -> Self {
        let mut section = self.optional(key, schema, about);
        section.required.push(key);
        section
    }

    /// A key that may be left out.
    pub(super) fn optional(mut self, key: &'static str, mut schema: Json, about: &str) -> Self {
        if let Json::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), about.into());
        }
        self.properties.insert(key.to_owned(), schema);
        self
    }

    /// A key that the reader knows, and refuses for a reason of its own.
    pub(super) fn refused(mut self, key: &'static str) -> Self {
        self.properties.insert(key.to_owned(), Json::Bool(false));
        self
    }

    pub(super) fn done(self) -> Json {
        let Self { properties, required } = self;
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }
}
