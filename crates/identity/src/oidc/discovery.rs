//! What a provider says of itself (OpenID Connect Discovery 1.0).

use jsonwebtoken::Algorithm;
use serde_json::Value;
use url::Url;

use super::error::OidcError;
use super::settings::is_safe;

/// Algorithms that are believed, all of them with a public key: `none`, or a hash with a shared secret, is never on it.
pub(super) const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What of a provider's description is used.
#[derive(Debug, Clone)]
pub(super) struct Metadata {
    pub(super) authorization: Url,
    pub(super) token: Url,
    pub(super) keys: Url,
    pub(super) userinfo: Option<Url>,
    pub(super) end_session: Option<Url>,
    /// Algorithms that the provider signs by and that are believed.
    pub(super) algorithms: Vec<Algorithm>,
    /// Whether the client's secret goes into a header; else into the body.
    pub(super) basic: bool,
    /// Whether answers name the issuer (RFC 9207).
    pub(super) names_issuer: bool,
}

/// Where the description of an issuer stands.
pub(super) fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Reads a description. It must be the issuer's own, letter for letter: else somebody's tokens could pass for another's.
pub(super) fn read(issuer: &str, document: &Value) -> Result<Metadata, OidcError> {
    let unusable = |what: String| OidcError::Unusable(format!("its description {what}"));
    match document["issuer"].as_str() {
        Some(named) if named == issuer => {}
        named => {
            let named = named.unwrap_or("nothing");
            return Err(unusable(format!("calls it {named}, and the settings {issuer}: the two must be the same")));
        }
    }
    let optional = |name: &str| -> Result<Option<Url>, OidcError> {
        let Some(text) = document[name].as_str() else { return Ok(None) };
        match text.parse::<Url>() {
            Ok(url) if is_safe(&url) => Ok(Some(url)),
            _ => Err(unusable(format!("names a {name} that is no https address"))),
        }
    };
    let needed = |name: &str| optional(name)?.ok_or_else(|| unusable(format!("names no {name}")));
    let list = |name: &str| -> Option<Vec<&str>> {
        document[name].as_array().map(|list| list.iter().filter_map(Value::as_str).collect())
    };
    if list("response_types_supported").is_some_and(|types| !types.contains(&"code")) {
        return Err(unusable("knows no code flow".to_owned()));
    }
    if list("code_challenge_methods_supported").is_some_and(|methods| !methods.contains(&"S256")) {
        return Err(unusable("knows no PKCE with S256".to_owned()));
    }
    let algorithms: Vec<Algorithm> = match list("id_token_signing_alg_values_supported") {
        Some(named) => named.iter().filter_map(|name| name.parse().ok()).filter(|a| ALGORITHMS.contains(a)).collect(),
        None => vec![Algorithm::RS256],
    };
    if algorithms.is_empty() {
        return Err(unusable("names no algorithm with a public key to sign by".to_owned()));
    }
    let methods = list("token_endpoint_auth_methods_supported");
    let basic = methods.as_ref().is_none_or(|methods| methods.contains(&"client_secret_basic"));
    if !basic && !methods.is_some_and(|methods| methods.contains(&"client_secret_post")) {
        return Err(unusable("takes no client secret".to_owned()));
    }
    Ok(Metadata {
        authorization: needed("authorization_endpoint")?,
        token: needed("token_endpoint")?,
        keys: needed("jwks_uri")?,
        userinfo: optional("userinfo_endpoint")?,
        end_session: optional("end_session_endpoint")?,
        algorithms,
        basic,
        names_issuer: document["authorization_response_iss_parameter_supported"] == Value::Bool(true),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::json;

    const ISSUER: &str = "https://id.example/realms/main";

    pub(crate) fn document() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://id.example/auth",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
            "end_session_endpoint": "https://id.example/end",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "ES256", "XY99"],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["plain", "S256"],
        })
    }

    #[test]
    fn only_algorithms_with_a_public_key_are_believed() {
        let metadata = read(ISSUER, &document()).expect("a description");
        assert_eq!(metadata.algorithms, [Algorithm::RS256, Algorithm::ES256]);
        assert!(metadata.basic && !metadata.names_issuer && metadata.userinfo.is_none());
        for family in ["HS256", "HS384", "HS512", "none"] {
            assert!(!ALGORITHMS.iter().any(|believed| format!("{believed:?}") == family), "{family}");
        }
    }

    #[test]
    fn a_description_that_would_do_harm_is_refused() {
        let cases = [
            ("issuer", json!("https://evil.example"), "calls it https://evil.example"),
            ("issuer", json!("https://id.example/realms/main/"), "must be the same"),
            ("issuer", Value::Null, "calls it nothing"),
            ("token_endpoint", json!("http://id.example/token"), "token_endpoint that is no https"),
            ("jwks_uri", json!("file:///etc/passwd"), "jwks_uri that is no https"),
            ("end_session_endpoint", json!("javascript:alert(1)"), "end_session_endpoint that is no https"),
            ("authorization_endpoint", Value::Null, "names no authorization_endpoint"),
            ("id_token_signing_alg_values_supported", json!(["none", "HS256"]), "no algorithm"),
            ("code_challenge_methods_supported", json!(["plain"]), "no PKCE"),
            ("response_types_supported", json!(["id_token"]), "no code flow"),
            ("token_endpoint_auth_methods_supported", json!(["private_key_jwt"]), "no client secret"),
        ];
        for (name, value, expected) in cases {
            let mut document = document();
            document[name] = value;
            let error = read(ISSUER, &document).expect_err(name).to_string();
            assert!(error.contains(expected), "{name}: {error}");
        }
    }
}
