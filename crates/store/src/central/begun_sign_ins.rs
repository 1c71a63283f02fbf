//! Sign-ins by a provider that are under way, and logout tokens that were used.

use jiff::Timestamp;

use super::Central;
use crate::StoreError;

const INSERT: &str = "INSERT INTO begun_sign_ins (state_hash, browser_hash, sealed_secrets, return_to, begun_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const TAKE: &str = "DELETE FROM begun_sign_ins WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 \
     RETURNING sealed_secrets, return_to";
const SWEEP: &str = "WITH tokens AS (DELETE FROM used_logout_tokens WHERE forget_after <= $1) \
     DELETE FROM begun_sign_ins WHERE expires_at <= $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, TAKE, SWEEP];

/// A sign-in that begins.
#[derive(Debug)]
pub struct BegunSignIn<'a> {
    /// SHA-256 of the state.
    pub state_hash: &'a [u8; 32],
    /// SHA-256 of the browser's cookie.
    pub browser_hash: &'a [u8; 32],
    /// The nonce and the PKCE verifier, sealed.
    pub sealed_secrets: &'a [u8],
    /// Where the person goes afterwards: a path, at most 2,000 characters.
    pub return_to: &'a str,
    /// When it begins.
    pub now: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// What was kept of a sign-in under way.
#[derive(Debug)]
pub struct SignInUnderWay {
    /// The nonce and the PKCE verifier, sealed.
    pub sealed_secrets: Vec<u8>,
    /// Where the person goes afterwards.
    pub return_to: String,
}

impl Central {
    /// Notes a sign-in that begins.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn begun_sign_in_add(&self, begun: &BegunSignIn<'_>) -> Result<(), StoreError> {
        let BegunSignIn { state_hash, browser_hash, sealed_secrets, return_to, now, expires_at } = begun;
        let (state, browser) = (state_hash.as_slice(), browser_hash.as_slice());
        let connection = self.connection().await?;
        connection.execute(INSERT, &[&state, &browser, sealed_secrets, return_to, now, expires_at]).await?;
        Ok(())
    }

    /// Takes the sign-in that a state and a browser belong to, once; `None` where there is none, or it is another
    /// browser's, or over.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn begun_sign_in_take(
        &self,
        state_hash: &[u8; 32],
        browser_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<SignInUnderWay>, StoreError> {
        let connection = self.connection().await?;
        let row = connection.query_opt(TAKE, &[&state_hash.as_slice(), &browser_hash.as_slice(), &now]).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SignInUnderWay { sealed_secrets: row.try_get(0)?, return_to: row.try_get(1)? }))
    }

    /// Removes sign-ins that nobody ended in time, and what is known of logout tokens that are too old to be used.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn begun_sign_in_sweep(&self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.connection().await?.execute(SWEEP, &[&now]).await?)
    }
}
