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

/// Checks an access token that a program shows; returns whose it is and until when.
pub(super) fn access_token(
    signed: &Signed,
    expected: Expected<'_>,
    audience: &str,
) -> Result<(String, Timestamp), BadToken> {
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
    let until = lives(claims, expected.now)?;
    if claims.contains_key("iat") {
        not_early(moment(claims, "iat")?, expected.now)?;
    }
    if claims.contains_key("nbf") {
        not_early(moment(claims, "nbf")?, expected.now)?;
    }
    Ok((subject(claims)?, until))
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

/// That it has not expired; until when it lives.
fn lives(claims: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, BadToken> {
    let until = moment(claims, "exp")?;
    if until.saturating_add(SKEW).unwrap_or(until) <= now { Err(BadToken::Expired) } else { Ok(until) }
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
