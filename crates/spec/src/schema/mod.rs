//! The JSON Schema (2020-12) of a tenant's files, for editors: built from the same words that the reader knows.
//!
//! It says which keys there are, which of them are needed, and what each may hold. What needs more than one place to
//! judge (a filter that stands twice, panels that overlap, SQL) is the loader's alone. A test holds the two together,
//! key by key.

mod desk;
mod files;
mod kinds;
mod queries;
mod section;
mod source;
#[cfg(test)]
mod tests;
mod values;

use serde_json::{Value as Json, json};

/// Which files a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaOf {
    /// `tenant.yaml`.
    Tenant,
    /// `dashboards/*.yaml`.
    Dashboard,
    /// `panels/*.yaml`.
    Panel,
    /// `service_desk.yaml`.
    ServiceDesk,
    /// Any of them, by its only key.
    AnyFile,
}

/// The schema, as indented JSON that ends with a line break.
#[must_use]
pub fn schema(of: SchemaOf) -> String {
    let mut schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" });
    let body = match of {
        SchemaOf::Tenant => files::tenant(),
        SchemaOf::Dashboard => files::dashboard(),
        SchemaOf::Panel => files::panel(),
        SchemaOf::ServiceDesk => desk::service_desk(),
        SchemaOf::AnyFile => json!({
            "title": "A file of a tenant's folder",
            "oneOf": [files::tenant(), files::dashboard(), files::panel(), desk::service_desk()],
        }),
    };
    if let (Json::Object(schema), Json::Object(body)) = (&mut schema, body) {
        schema.extend(body);
    }
    format!("{schema:#}\n")
}
