//! What can go wrong with a provider.

use thiserror::Error;
use watchroom_store::StoreError;

/// Why something that needs the provider was not done. The text is for the log; people read the code's own words.
#[derive(Debug, Error)]
pub enum OidcError {
    /// The provider does not answer, or not in time.
    #[error("the provider does not answer: {0}")]
    Unreachable(String),
    /// The provider answered, and not as the protocol says.
    #[error("the provider's answer cannot be used: {0}")]
    Unusable(String),
    /// The provider refused: its own error code, and what it added.
    #[error("the provider refused: {code}{}{description}", if description.is_empty() { "" } else { ": " })]
    Refused {
        /// The code of RFC 6749, such as `invalid_grant`.
        code: String,
        /// The provider's own words.
        description: String,
    },
    /// A token is not what it must be.
    #[error("a token is refused: {0}")]
    Token(#[from] BadToken),
    /// There is no state, or the browser has begun nothing: this comes from elsewhere.
    #[error("no sign-in was begun in this browser")]
    NotBegun,
    /// This browser's sign-in is another one, was ended already, or took too long.
    #[error("this sign-in is another one's, or it is over")]
    Over,
    /// The account is shut.
    #[error("the account is shut")]
    Disabled,
    /// No provider is configured here.
    #[error("no provider is configured")]
    Off,
    /// The central database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OidcError {
    /// The word that the sign-in page is told, from a fixed list: nothing of what a stranger wrote.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            OidcError::Unreachable(_) => "provider_unreachable",
            OidcError::Unusable(_) => "provider_failed",
            OidcError::Refused { code, .. } => match code.as_str() {
                "access_denied" => "access_denied",
                "temporarily_unavailable" | "server_error" => "provider_unreachable",
                _ => "provider_refused",
            },
            OidcError::Token(_) => "token_refused",
            OidcError::NotBegun => "state_mismatch",
            OidcError::Over => "sign_in_expired",
            OidcError::Disabled => "account_disabled",
            OidcError::Off => "sign_in_off",
            OidcError::Store(_) => "server_error",
        }
    }
}

/// What is wrong with a token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadToken {
    /// It is no JWT, or longer than any honest one.
    #[error("it is no signed token")]
    Form,
    /// It is signed by an algorithm that is not on the list, or asks for what we do not know.
    #[error("its algorithm or its header is not one of those that are believed")]
    Algorithm,
    /// No key of the provider fits.
    #[error("it is signed by no key of the provider's")]
    Key,
    /// The signature is not the key's.
    #[error("its signature does not match")]
    Signature,
    /// A claim is missing or of the wrong kind.
    #[error("its claim `{0}` is missing or malformed")]
    Claim(&'static str),
    /// A claim says something else than it must.
    #[error("its claim `{0}` is not what it must be")]
    Mismatch(&'static str),
    /// It is over.
    #[error("it has expired")]
    Expired,
    /// It comes from the future, further than clocks differ.
    #[error("it is of a later time than this server's clock shows")]
    Early,
    /// It is a token for another purpose.
    #[error("it is a token of another kind")]
    Kind,
    /// It was seen before.
    #[error("it was used already")]
    Replayed,
}
