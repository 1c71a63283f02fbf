//! The secrets of a sign-in under way: state, nonce, PKCE (RFC 7636), and the browser's own.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 32 random bytes, as 43 characters of base64url: what `state`, `nonce` and a PKCE verifier may look like.
pub(super) fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The challenge of a PKCE verifier, method S256.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// What the database keeps of a secret that somebody must show again.
pub(super) fn hash(secret: &str) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    out
}

/// A browser's secret, which binds the sign-ins that it begins to it. Held in a cookie while they last.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSecret(String);

impl BrowserSecret {
    /// A new one.
    #[must_use]
    pub fn make() -> Self {
        Self(random())
    }

    /// Reads a cookie's value; `None` where it cannot be one of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The cookie's value: 43 characters of base64url.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }
}

impl std::fmt::Debug for BrowserSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B.
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_browsers_secret_survives_its_cookie_and_prints_as_nothing() {
        let secret = BrowserSecret::make();
        assert_eq!(BrowserSecret::read(secret.as_str()), Some(secret.clone()));
        assert_ne!(secret, BrowserSecret::make());
        assert_eq!(format!("{secret:?}"), "BrowserSecret(…)");
        for bad in ["", "short", &"A".repeat(44), "a;b", &"é".repeat(43)] {
            assert_eq!(BrowserSecret::read(bad), None, "{bad}");
        }
    }
}
