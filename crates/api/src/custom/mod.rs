//! Custom panels: pictures and data that our own Rust code makes from a tenant's tables.
//!
//! A panel is one file in `panels/` and registers itself. What it is given is a [`TenantData`]: read-only, of one
//! tenant, limited to the caller's rows. It runs apart from the server's other work ([`apart`]), so that a panic or
//! an endless loop hurts itself alone.

mod apart;
mod asked;
mod failure;
mod panels;
mod registry;
mod rows;
mod svg;
mod template;
mod tenant_data;

use axum::response::Response;
use http::{HeaderValue, header};
use serde::de::DeserializeOwned;

pub(crate) use asked::{Asked, ParameterError};
pub(crate) use failure::Failure;
pub(crate) use registry::{find, tables};
pub(crate) use rows::Rows;
pub(crate) use svg::escaped;
pub(crate) use template::fill;
pub(crate) use tenant_data::{Spent, TenantData};

/// A custom panel.
pub(crate) trait CustomPanel: 'static {
    /// The slug behind `/api/v1/custom/`.
    const ENDPOINT: &'static str;

    /// The tables that it reads: where one of them changes, screens ask for the panel anew.
    const TABLES: &'static [&'static str];

    /// What it can be asked with: a struct of scalars and lists of them, from a query string or from YAML. Names that
    /// it does not have are refused; fields that may be left out have a `#[serde(default)]`.
    type Parameters: DeserializeOwned;

    /// Makes what the panel shows. Long calculations are fine: nobody else waits for this thread.
    async fn make(data: &TenantData<'_>, parameters: Self::Parameters) -> Result<Output, Failure>;
}

/// What a custom panel makes.
#[derive(Debug)]
pub(crate) enum Output {
    /// A picture as SVG text. What comes from the database goes through [`escaped`].
    Svg(String),
    /// A picture as the bytes of a PNG file.
    Png(Vec<u8>),
    /// Data; for a template, an object.
    Json(serde_json::Value),
}

/// A picture that somebody opens by its address runs nothing and loads nothing.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

impl Output {
    /// The type and the bytes that go out.
    pub(crate) fn into_bytes(self) -> (&'static str, Vec<u8>) {
        match self {
            Output::Svg(text) => ("image/svg+xml", text.into_bytes()),
            Output::Png(bytes) => ("image/png", bytes),
            Output::Json(value) => ("application/json", value.to_string().into_bytes()),
        }
    }
}

/// A response that, opened by its address, runs nothing and loads nothing.
pub(crate) fn shut_in(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn each_kind_of_output_says_what_it_is() {
        for (output, kind) in [
            (Output::Svg("<svg/>".to_owned()), "image/svg+xml"),
            (Output::Png(vec![0x89]), "image/png"),
            (Output::Json(serde_json::json!({})), "application/json"),
        ] {
            assert_eq!(output.into_bytes().0, kind);
        }
    }

    #[test]
    fn what_goes_out_runs_nothing() {
        let response = shut_in("<svg/>".into_response());
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
    }
}
