//! Asking the provider: bounded in time and size, following nobody elsewhere.

use std::time::Duration;

use reqwest::{Certificate, Client, RequestBuilder, StatusCode, redirect};
use serde_json::Value;

use super::error::OidcError;
use super::settings::BadOidcSettings;

/// How long an answer may take, from the first byte sent to the last received.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may take to stand.
const CONNECT_PATIENCE: Duration = Duration::from_secs(4);
/// Bytes that an answer may have: discovery, keys and tokens have some ten thousand.
const MOST_BYTES: usize = 1_024 * 1_024;

/// A client that believes the machine's authorities and `extra` ones.
pub(super) fn client(extra: Option<&[u8]>) -> Result<Client, BadOidcSettings> {
    let extra = match extra {
        None => Vec::new(),
        Some(pem) => {
            let read =
                Certificate::from_pem_bundle(pem).map_err(|error| BadOidcSettings::Authorities(describe(&error)))?;
            if read.is_empty() {
                return Err(BadOidcSettings::Authorities("there is no certificate in the file".to_owned()));
            }
            read
        }
    };
    Client::builder()
        // A redirect would hand the client's secret or a code to whoever it names.
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_PATIENCE)
        .timeout(PATIENCE)
        .user_agent(concat!("watchroom/", env!("CARGO_PKG_VERSION")))
        .tls_certs_merge(extra)
        .build()
        .map_err(|error| BadOidcSettings::Client(describe(&error)))
}

/// Sends a request and reads its answer as JSON, whatever the status.
pub(super) async fn ask(request: RequestBuilder) -> Result<(StatusCode, Value), OidcError> {
    let unreachable = |error: reqwest::Error| OidcError::Unreachable(describe(&error));
    let mut response = request.header("accept", "application/json").send().await.map_err(unreachable)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(unreachable)? {
        if body.len() + piece.len() > MOST_BYTES {
            return Err(OidcError::Unusable(format!("it is longer than {MOST_BYTES} bytes")));
        }
        body.extend_from_slice(&piece);
    }
    // A proxy in front of a provider that is down answers in HTML.
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(OidcError::Unreachable(format!("it answers {status}")));
    }
    let value = serde_json::from_slice(&body);
    value.map(|value| (status, value)).map_err(|_| OidcError::Unusable(format!("it answers {status} without JSON")))
}

/// An error with its causes, and without the address, which may carry a code.
fn describe(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "it took too long".to_owned() } else { String::new() };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if text.is_empty() { "the request failed".to_owned() } else { text }
}
