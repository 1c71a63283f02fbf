//! Signing tokens, rightly and in the ways of those who forge them.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use aws_lc_rs::{hmac, signature};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// By the provider's key, RS256.
    Own,
    /// Not at all: `alg` is `none`.
    None,
    /// By HS256, with the provider's public key for a secret: what a careless library takes for its own key.
    HashedWithPublicKey,
    /// By a key that the provider does not have, under the name of its own.
    Foreign,
    /// By the provider's key, and one character of the signature is another.
    Damaged,
    /// By a key that is not the provider's and travels in the token's own header.
    KeyInHeader,
}

/// An RSA key.
#[derive(Debug, Clone)]
pub struct Key {
    id: String,
    pair: Arc<RsaKeyPair>,
}

impl Key {
    /// Makes a key of 2048 bits.
    ///
    /// # Panics
    /// Where the machine has no randomness.
    #[must_use]
    pub fn make(id: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap_or_else(|error| panic!("a key: {error}"));
        Self { id: id.to_owned(), pair: Arc::new(pair) }
    }

    /// The public half as a JWK.
    #[must_use]
    pub fn public(&self) -> Value {
        let parts: PublicKeyComponents<Vec<u8>> = self.pair.public_key().into();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": text(&parts.n), "e": text(&parts.e)})
    }

    /// A token with a header (`alg` and `kid` are added) and claims.
    ///
    /// # Panics
    /// Where it cannot be signed.
    #[must_use]
    pub fn sign(&self, signing: Signing, header: &Value, claims: &Value) -> String {
        let mut header = header.clone();
        let (algorithm, stranger) = match signing {
            Signing::None => ("none", None),
            Signing::HashedWithPublicKey => ("HS256", None),
            Signing::Foreign | Signing::KeyInHeader => ("RS256", Some(Key::make(&self.id))),
            Signing::Own | Signing::Damaged => ("RS256", None),
        };
        for (name, value) in [("alg", algorithm), ("kid", &self.id)] {
            if header.get(name).is_none() {
                header[name] = json!(value);
            }
        }
        if let (Signing::KeyInHeader, Some(stranger)) = (signing, &stranger) {
            header["jwk"] = stranger.public();
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let mut signature = match signing {
            Signing::None => Vec::new(),
            Signing::HashedWithPublicKey => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, self.pair.public_key().as_ref());
                hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
            _ => stranger.as_ref().unwrap_or(self).sign_bytes(message.as_bytes()),
        };
        if signing == Signing::Damaged {
            signature[7] ^= 1;
        }
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn sign_bytes(&self, message: &[u8]) -> Vec<u8> {
        let mut out = vec![0; self.pair.public_modulus_len()];
        let algorithm: &'static dyn signature::RsaEncoding = &RSA_PKCS1_SHA256;
        self.pair
            .sign(algorithm, &SystemRandom::new(), message, &mut out)
            .unwrap_or_else(|error| panic!("signing: {error}"));
        out
    }
}
