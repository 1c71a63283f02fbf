//! Tokens: whoever asks holds one, the central database holds its hash.

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name([u8; 32]);

        impl $name {
            /// What its text begins with.
            pub const PREFIX: &str = $prefix;

            /// A new token from the machine's source of randomness.
            #[must_use]
            pub fn make() -> Self {
                Self(rand::random())
            }

            /// Reads a token's text; `None` where it cannot be one.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(Self::PREFIX)?).ok()?;
                Some(Self(bytes.try_into().ok()?))
            }

            /// The token's text: its prefix and 43 characters of base64url.
            #[must_use]
            pub fn to_text(&self) -> String {
                format!("{}{}", Self::PREFIX, URL_SAFE_NO_PAD.encode(self.0))
            }

            /// SHA-256 of the prefix and the token, so that one kind is never taken for another. It needs no salt and no
            /// stretching: the token is random throughout.
            #[must_use]
            pub fn hash(&self) -> [u8; 32] {
                let mut context = Context::new(&SHA256);
                context.update(Self::PREFIX.as_bytes());
                context.update(&self.0);
                let mut out = [0; 32];
                out.copy_from_slice(context.finish().as_ref());
                out
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

token! {
    /// A session's token: 32 random bytes in a cookie. Whoever has it is signed in, so it prints as nothing.
    SessionToken, ""
}
token! {
    /// A program's token, sent as `Authorization: Bearer wrt_…`.
    ApiToken, "wrt_"
}
token! {
    /// The token in a share's link.
    ShareToken, "wrs_"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_and_nothing_else_is_one() {
        let token = SessionToken::make();
        assert_eq!(SessionToken::read(&token.to_text()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
        for bad in ["", "short", &"A".repeat(44), "ÄÖÜ", &"!".repeat(43)] {
            assert_eq!(SessionToken::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn one_kind_is_never_taken_for_another() {
        let api = ApiToken::make();
        let text = api.to_text();
        assert!(text.starts_with("wrt_") && text.len() == 47, "{text}");
        assert_eq!(ShareToken::read(&text), None);
        assert_eq!(SessionToken::read(&text), None);
        let bare = text.trim_start_matches("wrt_");
        let (session, share) = (SessionToken::read(bare), ShareToken::read(&format!("wrs_{bare}")));
        let hashes = [api.hash(), session.expect("32 bytes").hash(), share.expect("32 bytes").hash()];
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
    }
}
