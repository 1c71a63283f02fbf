//! The page, carried in the binary.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::answer_headers::PAGE_POLICY;
use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// What the API does not answer: a file of the page, or the page itself, which finds its way from the address.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Err(Problem::not_found("endpoint"));
    }
    if method != Method::GET && method != Method::HEAD {
        return Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "The page can only be read",
            format!("{method} is not possible here."),
            "Send it to an endpoint under /api/v1.",
        ));
    }
    let path = match path {
        "docs" | "docs/" => "docs.html",
        // Never as themselves: only in place of the file that they compress.
        path if path.ends_with(".br") || path.ends_with(".gz") => return Err(Problem::not_found("file")),
        path => path,
    };
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return Ok(serve(path, &file, &headers));
    }
    if path.starts_with("assets/") {
        return Err(Problem::not_found("file"));
    }
    match Dist::get("index.html") {
        Some(file) => Ok(serve("index.html", &file, &headers)),
        None => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "page_not_built",
            "This binary carries no page",
            "It was compiled before the page was built.",
            "Build both with: cargo xtask demo",
        )),
    }
}

fn serve(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
    let hashed = path.starts_with("assets/");
    let mut response = if matches_etag(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (data, coding) = smallest(path, file, headers);
        let mut response = Body::from(data).into_response();
        let kind = file.metadata.mimetype();
        let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
        put(&mut response, header::CONTENT_TYPE, &kind);
        if let Some(coding) = coding {
            put(&mut response, header::CONTENT_ENCODING, coding);
        }
        response
    };
    put(&mut response, header::ETAG, &etag);
    put(&mut response, header::VARY, "accept-encoding");
    // Names in assets/ hold a hash of the content; all else is asked for again each time, and mostly answered 304.
    put(&mut response, header::CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    // The reference page styles itself as it runs; its scripts stand under the same rule as everybody's.
    let policy = if path == "docs.html" { DOCS_POLICY } else { PAGE_POLICY };
    put(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    response
}

pub(crate) const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The file as the caller can take it: compressed at build time where it was.
fn smallest(
    path: &str,
    file: &EmbeddedFile,
    headers: &HeaderMap,
) -> (std::borrow::Cow<'static, [u8]>, Option<&'static str>) {
    let accepts = |coding: &str| {
        let codings = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        codings.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(coding)
                && words.next().is_none_or(|q| !matches!(q, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    };
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(coding)
            && let Some(compressed) = Dist::get(&format!("{path}.{ending}"))
        {
            return (compressed.data, Some(coding));
        }
    }
    (file.data.clone(), None)
}

fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn put(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
