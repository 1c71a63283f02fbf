//! From a kept answer to a response.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::Found;

/// What a request says about the answer that it wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// Validators of the answers that the caller has.
    if_none_match: Option<String>,
    takes_gzip: bool,
    /// `Cache-Control: no-cache`: somebody pressed "refresh".
    pub(crate) anew: bool,
}

impl<S: Sync> FromRequestParts<S> for Conditions {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::read(&parts.headers))
    }
}

impl Conditions {
    fn read(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            if_none_match: text(header::IF_NONE_MATCH).map(ToOwned::to_owned),
            takes_gzip: text(header::ACCEPT_ENCODING).is_some_and(takes_gzip),
            anew: text(header::CACHE_CONTROL).is_some_and(|value| value.contains("no-cache")),
        }
    }

    /// Whether the caller has the answer with this validator: RFC 9110, 13.1.2.
    fn has(&self, etag: &str) -> bool {
        let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        self.if_none_match.as_deref().is_some_and(|tags| tags.split(',').any(|tag| strong(tag) == strong(etag)))
    }
}

/// Whether `Accept-Encoding` names gzip and does not refuse it: RFC 9110, 12.5.3.
fn takes_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0_f32));
        named && !refused
    })
}

/// The response for an answer: its bytes, or 304 where the caller has them.
pub(crate) fn respond(found: &Found, conditions: &Conditions) -> Response {
    let etag = found.kept.etag(found.because.as_deref());
    let mut response = if conditions.has(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let served = found.kept.serve(found.state, found.because.as_deref(), conditions.takes_gzip);
        let mut response = served.bytes.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(served.kind));
        if served.gzipped {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(pairs: &[(&'static str, &'static str)]) -> Conditions {
        let pairs = pairs.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)));
        Conditions::read(&pairs.collect())
    }

    #[test]
    fn a_validator_is_found_among_others_weak_or_strong() {
        for (sent, has) in
            [("W/\"a1\"", true), ("\"a1\"", true), ("\"b\", W/\"a1\"", true), ("W/\"a1-old\"", false), ("*", false)]
        {
            assert_eq!(conditions(&[("if-none-match", sent)]).has("W/\"a1\""), has, "{sent}");
        }
    }

    #[test]
    fn gzip_is_sent_to_those_alone_who_take_it() {
        for (sent, takes) in
            [("gzip, deflate, br", true), ("br;q=1, gzip;q=0.5", true), ("gzip;q=0", false), ("br", false), ("", false)]
        {
            assert_eq!(conditions(&[("accept-encoding", sent)]).takes_gzip, takes, "{sent}");
        }
    }

    #[test]
    fn a_refresh_is_asked_for_by_no_cache() {
        assert!(conditions(&[("cache-control", "no-cache")]).anew);
        assert!(!conditions(&[("cache-control", "max-age=0")]).anew);
    }
}
