//! A provider's public keys (RFC 7517), and checking a signature with them.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Validation};
use serde_json::{Map, Value};

use super::error::BadToken;

/// Bytes that a token may have: Keycloak's with a hundred roles have some 8,000.
const LONGEST_TOKEN: usize = 32 * 1_024;

/// The keys that a provider signs by at a moment.
#[derive(Default)]
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: Option<String>,
    /// The one algorithm that the key is for, where the provider says so.
    only: Option<KeyAlgorithm>,
    parameters: AlgorithmParameters,
    key: DecodingKey,
}

/// A token whose signature has been checked; what it claims is still to be.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    /// The header's `typ`, in lower case.
    pub(super) kind: Option<String>,
    pub(super) claims: Map<String, Value>,
}

impl KeySet {
    /// Reads a set. Keys that sign nothing, or nothing that we believe, are left out: a shared secret above all.
    pub(super) fn read(document: &Value) -> Self {
        let keys = document["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
        Self(keys.iter().filter_map(Key::read).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks a token's signature by one of `algorithms`.
    pub(super) fn verify(&self, token: &str, algorithms: &[Algorithm]) -> Result<Signed, BadToken> {
        if token.len() > LONGEST_TOKEN {
            return Err(BadToken::Form);
        }
        // `none` and what nobody knows fail here already: they are no algorithms of the library's.
        let header = jsonwebtoken::decode_header(token).map_err(|_| BadToken::Algorithm)?;
        // `crit` names what must be understood, and we understand none of it (RFC 7515, 4.1.11).
        if !algorithms.contains(&header.alg) || header.crit.is_some() {
            return Err(BadToken::Algorithm);
        }
        let mut validation = Validation::new(header.alg);
        // Our own clock and our own rules decide about the claims.
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let fitting = self.0.iter().filter(|key| key.fits(header.alg, header.kid.as_deref()));
        let mut outcome = Err(BadToken::Key);
        for key in fitting {
            match jsonwebtoken::decode::<Map<String, Value>>(token, &key.key, &validation) {
                Ok(data) => {
                    let kind = header.typ.map(|kind| kind.to_lowercase());
                    return Ok(Signed { kind, claims: data.claims });
                }
                Err(_) => outcome = Err(BadToken::Signature),
            }
        }
        outcome
    }
}

impl Key {
    fn read(value: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return None;
        }
        if matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_)) {
            return None;
        }
        let key = DecodingKey::from_jwk(&jwk).ok()?;
        Some(Self { id: jwk.common.key_id, only: jwk.common.key_algorithm, parameters: jwk.algorithm, key })
    }

    /// Whether the key is of the algorithm's kind, and is the one that the token names.
    fn fits(&self, algorithm: Algorithm, id: Option<&str>) -> bool {
        let kind = match (&self.parameters, algorithm) {
            (AlgorithmParameters::RSA(_), algorithm) => algorithm.family() == AlgorithmFamily::Rsa,
            (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
            (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => key.curve == EllipticCurve::P384,
            (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => key.curve == EllipticCurve::Ed25519,
            _ => false,
        };
        let named = id.is_none_or(|id| self.id.as_deref() == Some(id));
        kind && named && self.only.is_none_or(|only| only == KeyAlgorithm::from(algorithm))
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}
