//! What a request shows to be known by.

use http::request::Parts;
use http::{HeaderMap, header};
use watchroom_domain::ShareId;
use watchroom_identity::{ApiToken, Credential, ProviderToken, ShareToken};

use super::cookies::{cookie, session_token};
use crate::CookieName;

/// The credential of a request: a bearer token before everything else, then the share that the request names, then the
/// session. A request that shows one of them badly shows none: it must not slip into another's rights.
pub(crate) fn credential(parts: &Parts, name: CookieName) -> Option<Credential> {
    if let Some(authorization) = parts.headers.get(header::AUTHORIZATION) {
        return bearer(authorization.to_str().ok()?);
    }
    if let Some(share) = named_share(parts) {
        let share: ShareId = share.parse().ok()?;
        return share_token(&parts.headers, share, name).map(Credential::Share);
    }
    session_token(&parts.headers, name).map(Credential::Session)
}

fn bearer(authorization: &str) -> Option<Credential> {
    let (scheme, token) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = token.trim();
    ApiToken::read(token)
        .map(Credential::ApiToken)
        .or_else(|| ShareToken::read(token).map(Credential::Share))
        .or_else(|| ProviderToken::read(token).map(Credential::Provider))
}

/// The share that a request names: in the header `X-Share`, or, where a browser can set none, in the query.
pub(super) fn named_share(parts: &Parts) -> Option<String> {
    if let Some(named) = parts.headers.get("x-share") {
        return Some(named.to_str().unwrap_or("\u{fffd}").to_owned());
    }
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "share").map(|(_, value)| value.into_owned())
}

/// The cookie that holds a share's token; each share has its own, so that two walls can hang in one browser.
pub(crate) fn share_cookie_name(share: ShareId, name: CookieName) -> String {
    format!("{}-share-{share}", name.as_str())
}

fn share_token(headers: &HeaderMap, share: ShareId, name: CookieName) -> Option<ShareToken> {
    cookie(headers, &share_cookie_name(share, name)).and_then(ShareToken::read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;
    use watchroom_identity::SessionToken;

    fn shown(path: &str, headers: &[(&str, &str)]) -> Option<Credential> {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        credential(&request.body(()).expect("a request").into_parts().0, CookieName::Loopback)
    }

    #[test]
    fn a_bearer_token_comes_before_a_share_and_a_share_before_the_session() {
        let (session, api, share) = (SessionToken::make(), ApiToken::make(), ShareToken::make());
        let id = ShareId(uuid::Uuid::nil());
        let cookies = format!("watchroom={}; watchroom-share-{id}={}", session.to_text(), share.to_text());
        let cookies = ("cookie", cookies.as_str());
        assert_eq!(shown("/", &[cookies]), Some(Credential::Session(session)));
        assert_eq!(shown(&format!("/?share={id}"), &[cookies]), Some(Credential::Share(share.clone())));
        assert_eq!(shown("/", &[cookies, ("x-share", &id.to_string())]), Some(Credential::Share(share.clone())));
        let bearer = format!("Bearer {}", api.to_text());
        let named = ("x-share", id.to_string());
        let both = [cookies, ("authorization", bearer.as_str()), (named.0, named.1.as_str())];
        assert_eq!(shown("/", &both), Some(Credential::ApiToken(api)));
        assert_eq!(
            shown("/", &[("authorization", &format!("bearer {}", share.to_text()))]),
            Some(Credential::Share(share))
        );
    }

    #[test]
    fn what_is_shown_badly_is_nothing() {
        let cookie = format!("watchroom={}", SessionToken::make().to_text());
        for (path, header) in [
            ("/", ("authorization", "Bearer nonsense")),
            ("/", ("authorization", "Basic YTpi")),
            ("/", ("authorization", "Bearer")),
            ("/", ("x-share", "nonsense")),
            ("/?share=", ("accept", "*/*")),
            ("/?share=00000000-0000-0000-0000-000000000000", ("accept", "*/*")),
        ] {
            assert_eq!(shown(path, &[("cookie", &cookie), header]), None, "{path} {header:?}");
        }
    }
}
