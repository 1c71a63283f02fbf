//! The cookie by which a device is known that somebody signed in on.

use http::{HeaderMap, HeaderValue};
use watchroom_identity::DeviceToken;

use super::cookies::cookie;
use crate::CookieName;

/// Days that the cookie stays: as long as the server knows the device.
const DAYS: u32 = 90;

fn name(cookie: CookieName) -> String {
    format!("{}-device", cookie.as_str())
}

/// What the browser shows of an earlier sign-in.
pub(crate) fn device_token(headers: &HeaderMap, name_of_session: CookieName) -> Option<DeviceToken> {
    cookie(headers, &name(name_of_session)).and_then(DeviceToken::read)
}

/// `Set-Cookie` that makes the device known. No link from elsewhere needs it: it goes with our own page's requests alone.
pub(crate) fn device_cookie(token: &DeviceToken, name_of_session: CookieName) -> HeaderValue {
    let secure = match name_of_session {
        CookieName::Secure => "; Secure",
        CookieName::Loopback => "",
    };
    let text = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}",
        name(name_of_session),
        token.to_text(),
        DAYS * 24 * 3_600
    );
    HeaderValue::from_str(&text).expect("a cookie of base64url and our own words is a header's value")
}
