//! Encrypting what the central database must keep and nobody who reads it should have.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use thiserror::Error;

/// The server's key for sealing tenants' addresses: AES-256-GCM under SHA-256 of the configured text.
pub struct SecretKey(RandomizedNonceKey);

/// Why a text cannot be the secret key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSecretKey {
    /// Too little to guess.
    #[error("the secret key is shorter than 32 characters; make one with: openssl rand -hex 32")]
    Short,
    /// One that stands in a guide, or repeats itself.
    #[error("the secret key is a well-known or repeating text; make one with: openssl rand -hex 32")]
    WellKnown,
}

impl SecretKey {
    /// Takes the configured text.
    ///
    /// # Errors
    /// Where it is shorter than 32 characters or hardly varies.
    pub fn from_text(text: &str) -> Result<Self, BadSecretKey> {
        let text = text.trim();
        if text.chars().count() < 32 {
            return Err(BadSecretKey::Short);
        }
        let distinct: std::collections::BTreeSet<char> = text.chars().collect();
        let lower = text.to_lowercase();
        let known = ["secret", "change", "example", "password", "watchroom", "0123456789abcdef0123456789"];
        if distinct.len() < 8 || known.iter().any(|word| lower.contains(word)) {
            return Err(BadSecretKey::WellKnown);
        }
        let key = digest::digest(&digest::SHA256, text.as_bytes());
        // A 32-byte digest is always a key of AES-256.
        RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).map(Self).map_err(|_| BadSecretKey::Short)
    }

    /// Seals `plain` for `owner`: the nonce, then the ciphertext with its tag. Another owner cannot open it.
    ///
    /// # Panics
    /// Where the machine has no source of randomness.
    #[must_use]
    pub fn seal(&self, owner: &str, plain: &str) -> Vec<u8> {
        let mut sealed = plain.as_bytes().to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(owner.as_bytes()), &mut sealed)
            .expect("a short text can be sealed wherever there is randomness");
        let mut out = nonce.as_ref().to_vec();
        out.append(&mut sealed);
        out
    }

    /// Opens what [`SecretKey::seal`] sealed for the same owner; `None` under another key, for another owner, or
    /// after a change.
    #[must_use]
    pub fn open(&self, owner: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut sealed).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "f2c1e8a07b5d49938c6a1f0e7d3b2a59";

    #[test]
    fn what_is_sealed_opens_for_its_owner_under_its_key_alone() {
        let key = SecretKey::from_text(GOOD).expect("a key");
        let sealed = key.seal("tenant-alpha", "postgresql://u:p@h/d");
        assert_eq!(key.open("tenant-alpha", &sealed).as_deref(), Some("postgresql://u:p@h/d"));
        assert_eq!(key.open("tenant-beta", &sealed), None);
        let other = SecretKey::from_text("0e8a07b5d49938c6a1f0e7d3b2a59f2c").expect("a key");
        assert_eq!(other.open("tenant-alpha", &sealed), None);
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(key.open("tenant-alpha", &changed), None);
        assert_ne!(sealed, key.seal("tenant-alpha", "postgresql://u:p@h/d"), "a nonce must not repeat");
    }

    #[test]
    fn short_and_well_known_keys_are_refused() {
        for bad in [
            "",
            "short",
            "a".repeat(64).as_str(),
            "thisISaSecretKey_thisISaSecretKey_",
            "CHANGE_ME_CHANGE_ME_CHANGE_ME_NOW",
        ] {
            assert!(SecretKey::from_text(bad).is_err(), "{bad}");
        }
    }
}
