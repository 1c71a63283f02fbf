//! Headers that every answer carries, whatever made it.

use axum::response::Response;
use http::{HeaderName, HeaderValue};

/// The page's: its own scripts, styles, fonts and pictures, and nothing inline. It is framed by nobody.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// That of everything else: should a browser show it as a page, it does nothing.
const DATA_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Powers of a browser that the page does not use: a script that got in has not got them either.
const POWERS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     hid=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), serial=(), usb=(), \
     xr-spatial-tracking=()";

/// Puts them on. What a handler has set itself stays. `https`: whether people come over TLS.
pub(crate) fn put_on(response: &mut Response, request_id: &str, https: bool) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let mut put = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    put("content-security-policy", DATA_POLICY);
    put("x-content-type-options", "nosniff");
    // For browsers that do not know `frame-ancestors`.
    put("x-frame-options", "DENY");
    put("referrer-policy", "same-origin");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put("origin-agent-cluster", "?1");
    put("permissions-policy", POWERS);
    // Over plain http a browser ignores it, and somebody who tries this machine would be locked out of other ports.
    if https {
        put("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    // Answers and errors are for whoever asked, now. The page's files say themselves how long they stay good.
    put("cache-control", "no-store");
}
