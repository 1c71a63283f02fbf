//! A device that somebody signed in on before: its browser holds a token that says so and opens nothing.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 32 random bytes in a cookie that outlives the session. It signs nobody in: it only keeps strangers, who hammer an
/// account from elsewhere, from using up its owner's tries.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceToken([u8; 32]);

impl DeviceToken {
    /// A new token from the machine's source of randomness.
    pub(crate) fn make() -> Self {
        Self(rand::random())
    }

    /// Reads a cookie's value; `None` where it cannot be a token.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The cookie's value: 43 characters of base64url.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is kept of it.
    pub(crate) fn place(&self) -> [u8; 32] {
        hash_of(&[b"device", &self.0])
    }
}

impl std::fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

/// SHA-256 over parts, each behind its length: no two lists of parts are the same bytes.
pub(crate) fn hash_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_cookie_and_shows_nothing() {
        let token = DeviceToken::make();
        assert_eq!(DeviceToken::read(&token.to_text()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "DeviceToken(…)");
        for bad in ["", "short", &"A".repeat(44), "ÄÖÜ", &"!".repeat(43)] {
            assert_eq!(DeviceToken::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash_of(&[b"ab", b"c"]), hash_of(&[b"a", b"bc"]));
        assert_ne!(hash_of(&[b"a"]), hash_of(&[b"a", b""]));
    }
}
