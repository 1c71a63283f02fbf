//! A session's token: the browser holds it, the central database holds its hash.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 32 random bytes. Whoever has it is signed in, so it prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
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
    pub fn to_cookie(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// SHA-256 of the token. It needs no salt and no stretching: the token is random throughout.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let hash = digest::digest(&digest::SHA256, &self.0);
        let mut out = [0; 32];
        out.copy_from_slice(hash.as_ref());
        out
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_cookie_and_nothing_else_is_one() {
        let token = SessionToken::make();
        assert_eq!(SessionToken::read(&token.to_cookie()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
        for bad in ["", "short", &"A".repeat(44), "ÄÖÜ", &"!".repeat(43)] {
            assert_eq!(SessionToken::read(bad), None, "{bad}");
        }
    }
}
