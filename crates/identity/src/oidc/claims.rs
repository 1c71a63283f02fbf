//! What tokens must claim to be believed: OpenID Connect Core 1.0 (3.1.3.7 and 12.2), Back-Channel Logout 1.0 (2.6), and
//! RFC 9068 for access tokens.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::error::BadToken;
use super::keys::Signed;

/// How far clocks may differ.
pub(super) const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// How old a logout token may be: it is sent when it is made. Its id need not be remembered for longer.
pub(super) const OLDEST_LOGOUT: SignedDuration = SignedDuration::from_mins(10);
/// The event that makes a token a logout token.
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What every token of the provider's for us is held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) now: Timestamp,
}

/// Whose session a provider ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogoutClaims {
    pub(super) subject: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) jti: String,
    /// When the token was made.
    pub(super) issued_at: Timestamp,
}

/// Checks an ID token. `nonce` is the one that was sent; after a refresh it may be missing.
pub(super) fn id_token(
    signed: &Signed,
    expected: Expected<'_>,
    nonce: &str,
    refreshed: bool,
) -> Result<String, BadToken> {
    let claims = &signed.claims;
    if is_of_kind(signed, &["logout+jwt", "at+jwt", "application/at+jwt"])
        || payload_kind(claims, &["bearer", "refresh", "offline", "logout"])
    {
        return Err(BadToken::Kind);
    }
    issued_for(claims, expected)?;
    lives(claims, expected.now)?;
    not_early(moment(claims, "iat")?, expected.now)?;
    if claims.contains_key("nbf") {
        not_early(moment(claims, "nbf")?, expected.now)?;
    }
    match claims.get("nonce") {
        None if refreshed => {}
        Some(Value::String(sent)) if same(sent, nonce) => {}
        Some(Value::String(_)) => return Err(BadToken::Mismatch("nonce")),
        _ => return Err(BadToken::Claim("nonce")),
    }
    subject(claims)
}

/// Checks a logout token, but for its replay.
pub(super) fn logout_token(signed: &Signed, expected: Expected<'_>) -> Result<LogoutClaims, BadToken> {
    let claims = &signed.claims;
    // The recommended type, or one that says nothing: an access token's type is neither.
    if !matches!(signed.kind.as_deref(), None | Some("jwt" | "logout+jwt")) {
        return Err(BadToken::Kind);
    }
    // So that an ID token cannot pass for one.
    if claims.contains_key("nonce") {
        return Err(BadToken::Kind);
    }
    match claims.get("events") {
        Some(Value::Object(events)) if events.get(LOGOUT_EVENT).is_some_and(Value::is_object) => {}
        _ => return Err(BadToken::Claim("events")),
    }
    issued_for(claims, expected)?;
    lives(claims, expected.now)?;
    let issued_at = moment(claims, "iat")?;
    not_early(issued_at, expected.now)?;
    if issued_at.duration_until(expected.now) > OLDEST_LOGOUT {
        return Err(BadToken::Expired);
    }
    let text = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if (1..=255).contains(&text.len()) => Ok(Some(text.clone())),
        Some(_) => Err(BadToken::Claim(name)),
    };
    let (subject, sid) = (text("sub")?, text("sid")?);
    if subject.is_none() && sid.is_none() {
        return Err(BadToken::Claim("sid"));
    }
    let jti = text("jti")?.ok_or(BadToken::Claim("jti"))?;
    Ok(LogoutClaims { subject, sid, jti, issued_at })
}

/// Checks an access token that a program shows; returns whose it is.
pub(super) fn access_token(signed: &Signed, expected: Expected<'_>, audience: &str) -> Result<String, BadToken> {
    let claims = &signed.claims;
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(BadToken::Mismatch("iss"));
    }
    let audiences = audiences(claims)?;
    if !audiences.contains(&audience) {
        return Err(BadToken::Mismatch("aud"));
    }
    // Bound to a key that whoever shows it here does not prove to have (RFC 7800): it is no bearer token.
    if claims.contains_key("cnf") {
        return Err(BadToken::Kind);
    }
    // An ID token is for whoever signed the person in, not for whom that hands it to. So it is not enough that nothing
    // speaks against an access token: something must speak for one.
    let by_header = is_of_kind(signed, &["at+jwt", "application/at+jwt"]);
    let by_keycloak = payload_kind(claims, &["bearer"]);
    // An ID token is always for the client too, and one without a nonce is not of this flow.
    let by_audience = matches!(signed.kind.as_deref(), None | Some("jwt"))
        && !claims.contains_key("typ")
        && !audiences.contains(&expected.client_id)
        && !["nonce", "at_hash", "c_hash", "events"].iter().any(|name| claims.contains_key(*name));
    let otherwise = claims.contains_key("typ") && !by_keycloak;
    if otherwise || !(by_header || by_keycloak || by_audience) {
        return Err(BadToken::Kind);
    }
    lives(claims, expected.now)?;
    if claims.contains_key("iat") {
        not_early(moment(claims, "iat")?, expected.now)?;
    }
    if claims.contains_key("nbf") {
        not_early(moment(claims, "nbf")?, expected.now)?;
    }
    subject(claims)
}

/// The subject: at most 255 characters of ASCII (Core 2).
pub(super) fn subject(claims: &Map<String, Value>) -> Result<String, BadToken> {
    match claims.get("sub") {
        Some(Value::String(subject)) if (1..=255).contains(&subject.len()) && subject.is_ascii() => Ok(subject.clone()),
        _ => Err(BadToken::Claim("sub")),
    }
}

/// That the issuer made it, for us; with more audiences than one, that it was we who asked.
fn issued_for(claims: &Map<String, Value>, expected: Expected<'_>) -> Result<(), BadToken> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(BadToken::Mismatch("iss"));
    }
    let audiences = audiences(claims)?;
    if !audiences.contains(&expected.client_id) {
        return Err(BadToken::Mismatch("aud"));
    }
    match claims.get("azp") {
        None if audiences.len() > 1 => Err(BadToken::Claim("azp")),
        None => Ok(()),
        Some(Value::String(azp)) if azp == expected.client_id => Ok(()),
        Some(_) => Err(BadToken::Mismatch("azp")),
    }
}

fn audiences(claims: &Map<String, Value>) -> Result<Vec<&str>, BadToken> {
    match claims.get("aud") {
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(many)) => many.iter().map(Value::as_str).collect::<Option<_>>().ok_or(BadToken::Claim("aud")),
        _ => Err(BadToken::Claim("aud")),
    }
}

/// That it has not expired.
fn lives(claims: &Map<String, Value>, now: Timestamp) -> Result<(), BadToken> {
    let until = moment(claims, "exp")?;
    if until.saturating_add(SKEW).unwrap_or(until) <= now { Err(BadToken::Expired) } else { Ok(()) }
}

fn not_early(moment: Timestamp, now: Timestamp) -> Result<(), BadToken> {
    if moment > now.saturating_add(SKEW).unwrap_or(now) { Err(BadToken::Early) } else { Ok(()) }
}

/// Seconds since 1970, which may have a fraction.
fn moment(claims: &Map<String, Value>, name: &'static str) -> Result<Timestamp, BadToken> {
    let seconds = claims.get(name).and_then(Value::as_f64).filter(|seconds| (0.0..=1e11).contains(seconds));
    let seconds = seconds.ok_or(BadToken::Claim(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds are meant, and the bounds are checked")]
    Timestamp::from_second(seconds as i64).map_err(|_| BadToken::Claim(name))
}

fn is_of_kind(signed: &Signed, kinds: &[&str]) -> bool {
    signed.kind.as_deref().is_some_and(|kind| kinds.contains(&kind))
}

/// Whether Keycloak's claim `typ` says that the token is of a kind.
fn payload_kind(claims: &Map<String, Value>, kinds: &[&str]) -> bool {
    let kind = claims.get("typ").and_then(Value::as_str);
    kind.is_some_and(|kind| kinds.iter().any(|known| kind.eq_ignore_ascii_case(known)))
}

/// Compares without telling by its time how much of it was right.
fn same(one: &str, other: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ISSUER: &str = "https://id.example";
    const NOW: i64 = 1_700_000_000;

    fn expected() -> Expected<'static> {
        let now = Timestamp::from_second(NOW).expect("a moment");
        Expected { issuer: ISSUER, client_id: "watchroom", now }
    }

    /// A token with claims of which some are others, or (null) missing.
    fn token(kind: Option<&str>, claims: &Value, others: &Value) -> Signed {
        let mut claims = claims.as_object().expect("claims").clone();
        for (name, value) in others.as_object().expect("claims") {
            if value.is_null() {
                claims.remove(name);
            } else {
                claims.insert(name.clone(), value.clone());
            }
        }
        Signed { kind: kind.map(ToOwned::to_owned), claims }
    }

    fn id(kind: Option<&str>, others: &Value) -> Result<String, BadToken> {
        let claims = json!({"iss": ISSUER, "aud": "watchroom", "sub": "s", "iat": NOW, "exp": NOW + 300, "nonce": "n"});
        id_token(&token(kind, &claims, others), expected(), "n", false)
    }

    fn logout(kind: Option<&str>, others: &Value) -> Result<LogoutClaims, BadToken> {
        let claims = json!({"iss": ISSUER, "aud": "watchroom", "iat": NOW, "exp": NOW + 120, "jti": "j", "sid": "x",
            "events": {LOGOUT_EVENT: {}}});
        logout_token(&token(kind, &claims, others), expected())
    }

    fn access(kind: Option<&str>, others: &Value) -> Result<String, BadToken> {
        let claims = json!({"iss": ISSUER, "aud": ["watchroom-api", "account"], "sub": "s", "iat": NOW, "exp": NOW + 300,
            "typ": "Bearer"});
        access_token(&token(kind, &claims, others), expected(), "watchroom-api")
    }

    #[test]
    fn an_id_token_is_held_against_every_rule() {
        use BadToken::{Claim, Early, Expired, Kind, Mismatch};
        for good in [
            json!({}),
            json!({"aud": ["watchroom"]}),
            json!({"aud": ["watchroom", "other"], "azp": "watchroom"}),
            json!({"exp": NOW - 59}),
            json!({"iat": NOW + 60}),
            json!({"iat": NOW as f64 + 0.25}),
            json!({"typ": "ID"}),
        ] {
            assert_eq!(id(Some("jwt"), &good), Ok("s".to_owned()), "{good}");
        }
        for (bad, why) in [
            (json!({"iss": "https://evil.example"}), Mismatch("iss")),
            (json!({"iss": "https://id.example/"}), Mismatch("iss")),
            (json!({"iss": null}), Mismatch("iss")),
            (json!({"iss": [ISSUER]}), Mismatch("iss")),
            (json!({"aud": "other"}), Mismatch("aud")),
            (json!({"aud": []}), Mismatch("aud")),
            (json!({"aud": null}), Claim("aud")),
            (json!({"aud": ["watchroom", 7]}), Claim("aud")),
            (json!({"aud": ["watchroom", "other"]}), Claim("azp")),
            (json!({"azp": "other"}), Mismatch("azp")),
            (json!({"azp": 7}), Mismatch("azp")),
            (json!({"exp": NOW - 60}), Expired),
            (json!({"exp": null}), Claim("exp")),
            (json!({"exp": "soon"}), Claim("exp")),
            (json!({"exp": -1}), Claim("exp")),
            (json!({"exp": 1e300}), Claim("exp")),
            (json!({"iat": NOW + 61}), Early),
            (json!({"iat": null}), Claim("iat")),
            (json!({"nbf": NOW + 61}), Early),
            (json!({"nonce": "m"}), Mismatch("nonce")),
            (json!({"nonce": null}), Claim("nonce")),
            (json!({"nonce": ["n"]}), Claim("nonce")),
            (json!({"sub": null}), Claim("sub")),
            (json!({"sub": ""}), Claim("sub")),
            (json!({"sub": "ü"}), Claim("sub")),
            (json!({"sub": "x".repeat(256)}), Claim("sub")),
            (json!({"typ": "Bearer"}), Kind),
            (json!({"typ": "Logout"}), Kind),
        ] {
            assert_eq!(id(Some("jwt"), &bad), Err(why), "{bad}");
        }
        assert_eq!(id(Some("at+jwt"), &json!({})), Err(Kind));
        assert_eq!(id(Some("logout+jwt"), &json!({})), Err(Kind));
    }

    #[test]
    fn a_renewed_id_token_names_the_nonce_of_the_sign_in_or_none() {
        let claims = json!({"iss": ISSUER, "aud": "watchroom", "sub": "s", "iat": NOW, "exp": NOW + 300});
        for (others, good) in [(json!({}), true), (json!({"nonce": "n"}), true), (json!({"nonce": "m"}), false)] {
            assert_eq!(id_token(&token(None, &claims, &others), expected(), "n", true).is_ok(), good, "{others}");
        }
    }

    #[test]
    fn a_logout_token_is_no_other_token() {
        use BadToken::{Claim, Early, Expired, Kind, Mismatch};
        for (kind, good) in [
            (Some("logout+jwt"), json!({})),
            (Some("jwt"), json!({"typ": "Logout"})),
            (None, json!({"sub": "s", "sid": null})),
        ] {
            assert!(logout(kind, &good).is_ok(), "{good}");
        }
        for (bad, why) in [
            (json!({"events": null}), Claim("events")),
            (json!({"events": {}}), Claim("events")),
            (json!({"events": {LOGOUT_EVENT: true}}), Claim("events")),
            (json!({"events": [LOGOUT_EVENT]}), Claim("events")),
            (json!({"nonce": "n"}), Kind),
            (json!({"sid": null}), Claim("sid")),
            (json!({"sid": 7}), Claim("sid")),
            (json!({"jti": null}), Claim("jti")),
            (json!({"jti": ""}), Claim("jti")),
            (json!({"iss": "https://evil.example"}), Mismatch("iss")),
            (json!({"aud": "other"}), Mismatch("aud")),
            (json!({"iat": null}), Claim("iat")),
            (json!({"iat": NOW + 61}), Early),
            (json!({"iat": NOW - 601}), Expired),
            (json!({"exp": NOW - 60}), Expired),
            (json!({"exp": null}), Claim("exp")),
        ] {
            assert_eq!(logout(Some("logout+jwt"), &bad), Err(why), "{bad}");
        }
        assert_eq!(logout(Some("at+jwt"), &json!({})), Err(Kind));
    }

    #[test]
    fn an_access_token_is_for_this_server_and_no_token_of_another_kind() {
        use BadToken::{Claim, Early, Expired, Kind, Mismatch};
        let bare = json!({"typ": null});
        for (kind, good) in
            [(Some("jwt"), json!({})), (None, json!({})), (Some("at+jwt"), bare.clone()), (Some("jwt"), bare)]
        {
            assert_eq!(access(kind, &good), Ok("s".to_owned()), "{kind:?} {good}");
        }
        for (bad, why) in [
            (json!({"aud": "account"}), Mismatch("aud")),
            (json!({"aud": null}), Claim("aud")),
            (json!({"iss": "https://evil.example"}), Mismatch("iss")),
            (json!({"exp": NOW - 60}), Expired),
            (json!({"exp": null}), Claim("exp")),
            (json!({"nbf": NOW + 61}), Early),
            (json!({"typ": "ID"}), Kind),
            (json!({"typ": "Refresh"}), Kind),
            (json!({"typ": "Logout"}), Kind),
            (json!({"typ": "DPoP"}), Kind),
            (json!({"typ": 7}), Kind),
            (json!({"cnf": {"jkt": "x"}}), Kind),
            (json!({"sub": null}), Claim("sub")),
            // Nothing says what it is, and it could be an ID token: for the client, or with a nonce.
            (json!({"typ": null, "aud": ["watchroom-api", "watchroom"]}), Kind),
            (json!({"typ": null, "nonce": "n"}), Kind),
            (json!({"typ": null, "events": {}}), Kind),
        ] {
            assert_eq!(access(Some("jwt"), &bad), Err(why), "{bad}");
        }
        for kind in ["logout+jwt", "id_token+jwt"] {
            assert_eq!(access(Some(kind), &json!({"typ": null})), Err(Kind), "{kind}");
        }
        assert_eq!(access(Some("at+jwt"), &json!({"typ": "ID"})), Err(Kind));
    }
}
