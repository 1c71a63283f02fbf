//! Where somebody goes after signing in: a place on this very page, and nowhere else.

use url::Url;

/// Bytes that a place may have.
const LONGEST: usize = 2_000;

/// A path on this page's origin with its query and fragment, or `/` where `asked` is anything else.
///
/// The text is read as a browser would read it, since browsers take `/\evil.example` and a `//evil.example` that comes out
/// of dot segments for another host.
#[must_use]
pub fn safe_return_to(asked: Option<&str>) -> String {
    asked.and_then(own_place).unwrap_or_else(|| "/".to_owned())
}

fn own_place(asked: &str) -> Option<String> {
    let plain = asked.starts_with('/') && asked.len() <= LONGEST;
    if !plain || asked.chars().any(|c| c.is_control() || c == '\\' || c.is_whitespace()) {
        return None;
    }
    let here: Url = "https://here.invalid".parse().ok()?;
    let there = here.join(asked).ok()?;
    let same = there.origin() == here.origin() && there.username().is_empty() && there.password().is_none();
    let place = &there[url::Position::BeforePath..];
    // What comes out may look unlike what went in: `/.//evil.example` has become `//evil.example`.
    let own = place.len() <= LONGEST && !place.starts_with("//") && !there.path().starts_with("/api/");
    (same && own).then(|| place.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_this_page_stay_as_they_are() {
        for good in
            ["/", "/dashboards/default", "/d/x?range=24h&tenant=alpha", "/d/x#panel", "/%2F%2Fevil.example", "/apiary"]
        {
            assert_eq!(safe_return_to(Some(good)), good);
        }
        assert_eq!(safe_return_to(Some("/ä?q=ü")), "/%C3%A4?q=%C3%BC");
        assert_eq!(safe_return_to(None), "/");
    }

    /// CVE-2025-6197: a redirect that leads off the own origin.
    #[test]
    fn every_way_off_this_page_leads_to_its_front_door() {
        for evil in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\\/evil.example",
            "https://evil.example",
            "https:evil.example",
            "https:/evil.example",
            "HTTPS://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "evil.example",
            "@evil.example",
            ".evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/x/..//evil.example",
            "/x/..//../..//evil.example",
            "/%2e//evil.example",
            "/%2e%2e//evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\nSet-Cookie: a=b",
            "/\0",
            " //evil.example",
            "/ /evil.example",
            "/\u{2028}/evil.example",
            "/\u{85}/evil.example",
            "/api/v1/auth/callback?code=x",
            "/./api/v1/auth/me",
            &format!("/{}", "x".repeat(2_000)),
        ] {
            assert_eq!(safe_return_to(Some(evil)), "/", "{evil:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_in_a_browser_stays_here(asked in "[/\\\\.a-z%0-9:@?#\\t\\n 2eE5cCfF-]{0,24}") {
            let place = safe_return_to(Some(&asked));
            let here: Url = "https://watchroom.example/api/v1/auth/callback?code=x".parse().expect("ours");
            let there = here.join(&place).expect("a place");
            proptest::prop_assert_eq!(there.origin(), here.origin(), "{:?} became {:?}", asked, place);
        }
    }
}
