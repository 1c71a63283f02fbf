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
        if is_known(text) || is_made_up(text) {
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

/// Keys that look well and that everybody can look up: those that other programs came with (CVE-2021-41192,
/// CVE-2023-27524 and their like), and those that stood in this repository.
const KNOWN: [&str; 7] = [
    "c292a0a3aa32397cdb050e233733900f",
    "edd1c9f034335f136f87ad84b625c8f1",
    "4054f7cf07e344346cd3f287985e76a2",
    "\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h",
    "7d1f0c9a4be85326f0b7c1d2e3a49586",
    "f2c1e8a07b5d49938c6a1f0e7d3b2a59",
    "0e8a07b5d49938c6a1f0e7d3b2a59f2c",
];

/// Words of guides and examples. They are long enough never to stand in a random key by chance.
const WORDS_OF_GUIDES: [&str; 14] = [
    "secret",
    "change",
    "example",
    "password",
    "watchroom",
    "default",
    "insecure",
    "replace",
    "random",
    "complex",
    "thisis",
    "placeholder",
    "abcdef",
    "0123456789",
];

fn is_known(text: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let text = plain(text);
    // Also behind something, or twice over.
    KNOWN.iter().any(|known| text.contains(&plain(known)))
}

/// Whether somebody wrote it by hand: words, few characters, one piece again and again, characters in their order.
fn is_made_up(text: &str) -> bool {
    let characters: Vec<char> = text.to_lowercase().chars().collect();
    let distinct: std::collections::BTreeSet<&char> = characters.iter().collect();
    let lower: String = characters.iter().collect();
    let repeats = (1..=characters.len() / 2).any(|period| {
        let (begin, rest) = (&characters[..characters.len() - period], &characters[period..]);
        begin == rest
    });
    let steps = characters.windows(2).filter(|pair| (pair[0] as u32).abs_diff(pair[1] as u32) <= 1).count();
    distinct.len() < 8
        || WORDS_OF_GUIDES.iter().any(|word| lower.contains(word))
        || repeats
        || steps * 2 > characters.len()
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `openssl rand -hex 32` makes one: none stands in the repository that anybody could use.
    fn fresh() -> String {
        let bytes: [u8; 32] = rand::random();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_under_its_key_alone() {
        let key = SecretKey::from_text(&fresh()).expect("a key");
        let sealed = key.seal("tenant-alpha", "postgresql://u:p@h/d");
        assert_eq!(key.open("tenant-alpha", &sealed).as_deref(), Some("postgresql://u:p@h/d"));
        assert_eq!(key.open("tenant-beta", &sealed), None);
        let other = SecretKey::from_text(&fresh()).expect("a key");
        assert_eq!(other.open("tenant-alpha", &sealed), None);
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(key.open("tenant-alpha", &changed), None);
        assert_ne!(sealed, key.seal("tenant-alpha", "postgresql://u:p@h/d"), "a nonce must not repeat");
        assert_eq!(format!("{key:?}"), "SecretKey(…)");
    }

    #[test]
    fn short_and_well_known_keys_are_refused() {
        for short in ["", "short", &fresh()[..31], "   7d1f0c9a4be85326   "] {
            assert_eq!(SecretKey::from_text(short).err(), Some(BadSecretKey::Short), "{short}");
        }
        for known in [
            "a".repeat(64).as_str(),
            "thisISaSecretKey_thisISaSecretKey_",
            "CHANGE_ME_CHANGE_ME_CHANGE_ME_NOW",
            "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
            "USE_YOUR_OWN_SECURE_RANDOM_KEY_PLEASE",
            "0123456789abcdef0123456789abcdef",
            "00112233445566778899aabbccddeeff",
            "fedcba9876543210fedcba9876543210",
            "deadbeefdeadbeefdeadbeefdeadbeef",
            "q7Zk2mX9q7Zk2mX9q7Zk2mX9q7Zk2mX9",
            "00000000-0000-0000-0000-000000000000",
            "c292a0a3aa32397cdb050e233733900f",
            "C292A0A3AA32397CDB050E233733900F",
            "c292a0a3-aa32-397c-db05-0e233733900f",
            "c292a0a3aa32397cdb050e233733900fc292a0a3aa32397cdb050e233733900f",
            "0x7d1f0c9a4be85326f0b7c1d2e3a49586",
        ] {
            assert_eq!(SecretKey::from_text(known).err(), Some(BadSecretKey::WellKnown), "{known}");
        }
    }

    #[test]
    fn what_openssl_makes_is_never_refused() {
        use base64::Engine;
        for _ in 0..2_000 {
            let bytes: [u8; 32] = rand::random();
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(SecretKey::from_text(&hex).is_ok() && SecretKey::from_text(&hex[..32]).is_ok(), "{hex}");
            let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
            assert!(SecretKey::from_text(&base64).is_ok(), "{base64}");
        }
    }
}
