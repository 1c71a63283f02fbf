//! The session cookie.

use http::{HeaderMap, HeaderValue, header};
use watchroom_identity::SessionToken;

use crate::CookieName;

/// The session's token, where the request carries one.
pub(crate) fn session_token(headers: &HeaderMap, name: CookieName) -> Option<SessionToken> {
    cookie(headers, name.as_str()).and_then(SessionToken::read)
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// `Set-Cookie` for a new session: not for scripts, not for other sites, and it ends with the session's week.
pub(crate) fn session_cookie(token: &SessionToken, name: CookieName) -> HeaderValue {
    set_cookie(name, &token.to_text(), 7 * 24 * 3_600)
}

/// `Set-Cookie` that takes the cookie away.
pub(crate) fn expired_cookie(name: CookieName) -> HeaderValue {
    set_cookie(name, "", 0)
}

fn set_cookie(name: CookieName, value: &str, max_age_s: u32) -> HeaderValue {
    let secure = match name {
        CookieName::Secure => "; Secure",
        CookieName::Loopback => "",
    };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}", name.as_str());
    HeaderValue::from_str(&text).expect("a cookie of base64url and our own words is a header's value")
}
