//! A session's tokens, renewed while the session is used. The provider decides by it whether the session goes on.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Map, json};
use watchroom_store::{ClaimedTokens, RenewedTokens};

use super::claims;
use super::error::OidcError;
use super::sign_in::{Described, Vouching, fresh_until};
use super::tokens::{Grant, KeptTokens};
use crate::session::Identity;

/// How long one process has a session's tokens to itself. It is longer than all answers of the provider may take, and it is
/// how long a provider that did not answer is left alone for this session.
const CLAIM: SignedDuration = SignedDuration::from_secs(60);
/// How long a request waits for its session's tokens; they are renewed to the end in any case.
const REQUEST_WAITS: Duration = Duration::from_secs(2);

/// What came of a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// The tokens are new, and who the person is here may have changed with them.
    Renewed,
    /// The session is over.
    Ended,
    /// Somebody else is at it, or the provider does not answer: the session goes on meanwhile.
    Later,
}

impl Identity {
    /// Renews a session's tokens, or lets the request go on where that takes long.
    pub(crate) async fn renew(&self, token_hash: [u8; 32]) -> Renewal {
        if self.provider().is_none_or(|provider| provider.is_left_alone()) {
            return Renewal::Later;
        }
        // On a task of its own: a client that leaves must not leave used tokens behind and the new ones unkept.
        let identity = self.clone();
        let work = tokio::spawn(async move { identity.renew_now(&token_hash).await });
        match tokio::time::timeout(REQUEST_WAITS, work).await {
            Ok(Ok(Ok(renewal))) => renewal,
            Ok(Ok(Err(error))) => {
                tracing::debug!(cause = %error, "a session's tokens are renewed later");
                Renewal::Later
            }
            Ok(Err(_)) | Err(_) => Renewal::Later,
        }
    }

    async fn renew_now(&self, token_hash: &[u8; 32]) -> Result<Renewal, OidcError> {
        let Vouching { key, .. } = self.vouching()?;
        let now = self.clock.now();
        let until = now.saturating_add(CLAIM).unwrap_or(now);
        let Some(ClaimedTokens { sealed, subject }) = self.central.session_claim_tokens(token_hash, now, until).await?
        else {
            return Ok(Renewal::Later);
        };
        let kept = KeptTokens::open(key, token_hash, &sealed);
        let Some((kept, refresh_token)) = kept.and_then(|kept| kept.refresh_token.clone().map(|token| (kept, token)))
        else {
            return self.end_of(token_hash, "tokens_unreadable").await;
        };
        match self.renew_with(token_hash, &subject, kept, &refresh_token).await {
            Ok(()) => Ok(Renewal::Renewed),
            // RFC 6749, 5.2: the grant has expired, was revoked, or was used before.
            Err(OidcError::Refused { code, .. }) if code == "invalid_grant" => {
                self.end_of(token_hash, "provider_refused").await
            }
            // Tokens of somebody else, or forged ones: nothing of this session is to be trusted.
            Err(OidcError::Token(error)) => {
                tracing::warn!(cause = %error, "a renewed token is refused; its session ends");
                self.end_of(token_hash, "token_refused").await
            }
            // Told once, where the provider is asked.
            Err(error @ OidcError::Unreachable(_)) => Err(error),
            Err(error) => {
                tracing::warn!(cause = %error, "a session's tokens could not be renewed; the session goes on");
                Err(error)
            }
        }
    }

    async fn renew_with(
        &self,
        token_hash: &[u8; 32],
        subject: &str,
        kept: KeptTokens,
        refresh_token: &str,
    ) -> Result<(), OidcError> {
        let Vouching { provider, key } = self.vouching()?;
        let given = provider.tokens(&Grant::Refresh { token: refresh_token }).await?;
        let mut claims = None;
        if let Some(id_token) = &given.id_token {
            let signed = provider.verify(id_token).await;
            // Where the keys cannot be had now, the new tokens are kept all the same: the old ones are used up.
            if let Some(signed) = unless_unreachable(signed)? {
                if claims::id_token(&signed, provider.expected(), &kept.nonce, true)? != subject {
                    return Err(super::error::BadToken::Mismatch("sub").into());
                }
                claims = Some(signed.claims);
            }
        } else if provider.metadata().await?.userinfo.is_some() {
            claims = Some(Map::new());
        }
        let claims = match claims {
            Some(claims) => match provider.claims_of(claims, subject, &given).await {
                Ok(claims) => Some(claims),
                Err(error @ OidcError::Token(_)) => return Err(error),
                Err(error) => {
                    tracing::warn!(cause = %error, "what the provider says of a person could not be read anew");
                    None
                }
            },
            None => None,
        };
        let tokens = KeptTokens {
            id_token: given.id_token.clone().unwrap_or(kept.id_token),
            // A provider may let the old one go on (RFC 6749, 6).
            refresh_token: given.refresh_token.clone().or(kept.refresh_token),
            nonce: kept.nonce,
        };
        let described = claims.as_ref().map(|claims| Described::of(provider, claims, subject));
        let now = self.clock.now();
        let renewed = RenewedTokens {
            token_hash,
            sealed: &tokens.seal(key, token_hash)?,
            fresh_until: fresh_until(&given, true, now),
            person: described.as_ref().map(|described| described.person(provider, subject)),
        };
        self.central.session_renewed(&renewed, now).await?;
        self.kept.forget();
        Ok(())
    }

    async fn end_of(&self, token_hash: &[u8; 32], reason: &str) -> Result<Renewal, OidcError> {
        let detail = json!({"by": "provider", "reason": reason});
        self.central.session_sign_out(token_hash, None, detail, self.clock.now()).await?;
        self.kept.forget();
        Ok(Renewal::Ended)
    }
}

fn unless_unreachable<T>(outcome: Result<T, OidcError>) -> Result<Option<T>, OidcError> {
    match outcome {
        Err(OidcError::Unreachable(_) | OidcError::Unusable(_)) => Ok(None),
        other => other.map(Some),
    }
}
