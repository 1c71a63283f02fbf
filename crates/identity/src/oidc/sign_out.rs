//! Ends of sessions: by the person (RP-Initiated Logout 1.0) and by the provider (Back-Channel Logout 1.0).

use jiff::SignedDuration;
use serde_json::json;
use watchroom_store::{ProviderLogout, StoreError};

use super::begun::hash;
use super::claims::{self, OLDEST_LOGOUT, SKEW};
use super::error::{BadToken, OidcError};
use super::settings::SIGNED_OUT_PATH;
use super::sign_in::Vouching;
use super::tokens::KeptTokens;
use crate::SessionToken;
use crate::session::{Identity, SignInFrom};

impl Identity {
    /// Ends a session at once, and says where the browser goes for the provider to end its own: the provider's page, or
    /// our own where it has none, is not to be asked, or the session was over already.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_out_of_provider(&self, token: &SessionToken, from: &SignInFrom) -> Result<String, OidcError> {
        let Vouching { provider, key } = self.vouching()?;
        let token_hash = token.hash();
        let detail = json!({"by": "person"});
        let ended =
            self.central.session_sign_out(&token_hash, from.address.as_deref(), detail, self.clock.now()).await?;
        self.kept.forget();
        let own = || Ok(SIGNED_OUT_PATH.to_owned());
        let Some(sealed) = ended.and_then(|ended| ended.sealed_tokens) else { return own() };
        let Some(kept) = KeptTokens::open(key, &token_hash, &sealed) else { return own() };
        // The session has ended here; a provider that does not answer changes nothing of that.
        let Ok(metadata) = provider.metadata().await else { return own() };
        let Some(mut url) = metadata.end_session.clone() else { return own() };
        url.query_pairs_mut()
            .append_pair("id_token_hint", &kept.id_token)
            .append_pair("client_id", &provider.settings().client_id)
            .append_pair("post_logout_redirect_uri", &provider.settings().signed_out_uri());
        Ok(url.into())
    }

    /// Ends the session that a browser had before it signed in anew.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn replace_session(&self, old: &SessionToken, from: &SignInFrom) -> Result<(), StoreError> {
        let detail = json!({"by": "person", "reason": "signed_in_anew"});
        self.central.session_sign_out(&old.hash(), from.address.as_deref(), detail, self.clock.now()).await?;
        self.kept.forget();
        Ok(())
    }

    /// Ends the sessions that a logout token names, on every process; returns how many.
    ///
    /// # Errors
    /// Where the token will not do, was used before, or something cannot be asked.
    pub async fn end_by_provider(&self, logout_token: &str, from: &SignInFrom) -> Result<usize, OidcError> {
        let Vouching { provider, .. } = self.vouching()?;
        let signed = provider.verify(logout_token).await?;
        let logout = claims::logout_token(&signed, provider.expected())?;
        let remember = OLDEST_LOGOUT + SKEW + SignedDuration::from_secs(1);
        let ended = self
            .central
            .session_end_by_provider(
                &ProviderLogout {
                    issuer: &provider.settings().issuer,
                    sid: logout.sid.as_deref(),
                    subject: logout.subject.as_deref(),
                    jti_hash: &hash(&logout.jti),
                    forget_after: logout.issued_at.saturating_add(remember).unwrap_or(logout.issued_at),
                },
                from.address.as_deref(),
                self.clock.now(),
            )
            .await?;
        self.kept.forget();
        let ended = ended.ok_or(BadToken::Replayed)?;
        tracing::info!(ended, "the provider ended sessions");
        Ok(ended)
    }
}
