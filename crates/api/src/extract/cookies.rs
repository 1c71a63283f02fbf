//! The session cookie.

use http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;
use watchroom_domain::ShareId;
use watchroom_identity::{BrowserSecret, SIGN_IN_TAKES_AT_MOST, SessionToken, ShareToken};

use super::credential::share_cookie_name;
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

/// The secret that binds sign-ins under way to the browser, where it carries one.
pub(crate) fn browser_secret(headers: &HeaderMap, name: CookieName) -> Option<BrowserSecret> {
    cookie(headers, &sign_in_cookie_name(name)).and_then(BrowserSecret::read)
}

/// `Set-Cookie` for a sign-in under way. The provider sends the browser back by a link of another site: `Lax` lets it
/// through there, `Strict` would not.
pub(crate) fn sign_in_cookie(secret: &BrowserSecret, name: CookieName) -> HeaderValue {
    let seconds = u32::try_from(SIGN_IN_TAKES_AT_MOST.as_secs()).unwrap_or_default();
    written(&sign_in_cookie_name(name), name, secret.as_str(), seconds)
}

/// `Set-Cookie` for an opened share, which ends with it. Each share has its own cookie.
pub(crate) fn share_cookie(share: ShareId, token: &ShareToken, name: CookieName, lives: SignedDuration) -> HeaderValue {
    let seconds = u32::try_from(lives.as_secs()).unwrap_or_default();
    written(&share_cookie_name(share, name), name, &token.to_text(), seconds)
}

fn sign_in_cookie_name(name: CookieName) -> String {
    format!("{}-sign-in", name.as_str())
}

fn set_cookie(name: CookieName, value: &str, max_age_s: u32) -> HeaderValue {
    written(name.as_str(), name, value, max_age_s)
}

fn written(full_name: &str, name: CookieName, value: &str, max_age_s: u32) -> HeaderValue {
    let secure = match name {
        CookieName::Secure => "; Secure",
        CookieName::Loopback => "",
    };
    let text = format!("{full_name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}");
    HeaderValue::from_str(&text).expect("a cookie of base64url and our own words is a header's value")
}
