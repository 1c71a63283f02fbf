//! Where somebody may be sent after a sign-in: to a place of our own page, and nowhere else.

use url::Url;

/// Characters that such an address may have.
const LONGEST: usize = 2_048;

/// An address on the page's own origin, as it can stand in a `Location`: the path with its query and fragment, normalised
/// as a browser would. `None` for everything that is, or that some browser or proxy might take for, an address elsewhere,
/// and for addresses of the API: those are not for people, and some of them do something.
///
/// ```
/// use watchroom_api::own_path;
///
/// assert_eq!(own_path("/dashboards/default?range=24h#cpu").as_deref(), Some("/dashboards/default?range=24h#cpu"));
/// assert_eq!(own_path("//evil.example"), None);
/// ```
#[must_use]
pub fn own_path(wanted: &str) -> Option<String> {
    // Browsers take a backslash for a slash, and drop tabs and line ends wherever they stand.
    let odd = |c: char| c == '\\' || c.is_control() || c.is_whitespace();
    if wanted.len() > LONGEST || !wanted.starts_with('/') || wanted.contains(odd) {
        return None;
    }
    // The last word has the parser that follows the browsers' own rules.
    let own = Url::parse("https://own.invalid").ok()?;
    let url = own.join(wanted).ok()?;
    if url.origin() != own.origin() || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let path = url.path();
    // `/./` and `/../` fall away and may leave two slashes; a proxy that decodes once may make some of `%2f` and `%5c`.
    let decoded = decoded(path)?;
    if decoded.contains("//") || decoded.contains('\\') || decoded.contains(char::is_control) {
        return None;
    }
    let first = decoded.trim_start_matches('/').split('/').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(first.as_str(), "api" | "sign-in") {
        return None;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{path}{query}{fragment}"))
}

/// A path with its percent-encoding undone, again and again until there is none; `None` where somebody wrapped it more
/// often than anybody honest would, or where it is no text.
fn decoded(path: &str) -> Option<String> {
    let mut text = path.to_owned();
    for _ in 0..3 {
        let once = percent_decoded(&text)?;
        if once == text {
            return Some(text);
        }
        text = once;
    }
    None
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_of_the_own_page_stay_as_they_are() {
        for own in [
            "/",
            "/?tenant=alpha",
            "/dashboards/default",
            "/dashboards/default?range=24h&tenant=tenant-alpha#cpu_usage",
            "/reports/error_log?search=a%20b%2Fc",
            "/share/0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "/?to=https://evil.example/",
            "/?to=//evil.example",
            "/apis",
        ] {
            assert_eq!(own_path(own).as_deref(), Some(own));
        }
        assert_eq!(own_path("/a/./b/../c").as_deref(), Some("/a/c"));
        assert_eq!(own_path("/größe").as_deref(), Some("/gr%C3%B6%C3%9Fe"));
    }

    #[test]
    fn places_elsewhere_are_refused_however_they_are_written() {
        for hostile in [
            "",
            "dashboards",
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/ /evil.example",
            " //evil.example",
            "/\u{a0}/evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/a/..//evil.example",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%252fevil.example",
            "/%5cevil.example",
            "/%5C%5Cevil.example",
            "/%2e%2e//evil.example",
            "/x%0d%0aSet-Cookie:%20a=b",
            "/x\r\nSet-Cookie: a=b",
            "/%00",
            "/%09/evil.example",
            "/%ff",
            "/%25252525252fevil.example",
            "javascript:alert(1)",
            "/javascript:alert(1)\u{0}",
            "data:text/html,x",
            "@evil.example",
            ":80",
            "?to=1",
            "#x",
            "/api",
            "/api/v1/auth/callback?code=x",
            "/API/v1/auth/logout",
            "/%61pi/v1/auth/callback",
            "/x/../api/v1/auth/callback",
            "/sign-in?return_to=/sign-in",
        ] {
            assert_eq!(own_path(hostile), None, "{hostile:?}");
        }
        assert_eq!(own_path(&format!("/{}", "x".repeat(3_000))), None);
    }

    #[test]
    fn what_looks_like_an_address_and_is_a_path_stays_on_the_own_origin() {
        for (odd, own) in [
            ("/@evil.example", "/@evil.example"),
            ("/evil.example", "/evil.example"),
            ("/:80", "/:80"),
            ("/\u{ff0f}evil.example", "/%EF%BC%8Fevil.example"),
            ("/\u{2044}evil.example", "/%E2%81%84evil.example"),
        ] {
            assert_eq!(own_path(odd).as_deref(), Some(own), "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_let_through_leads_home(wanted in "[/\\\\.%@:?#a-f0-9 \t\u{ff0f}]{0,24}") {
            if let Some(path) = own_path(&wanted) {
                let page = Url::parse("https://watchroom.example/sign-in").expect("a URL");
                let landed = page.join(&path).expect("a URL");
                prop_assert_eq!(landed.origin(), page.origin());
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && path.is_ascii());
                prop_assert_eq!(own_path(&path), Some(path.clone()), "it stays what it is");
            }
        }
    }
}
