//! Sessions that a provider's tokens stand behind: renewed while they are used, ended when the provider says so.

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::{SessionId, UserId};

use super::Central;
use super::act::Actor;
use super::audit::{AuditAction, AuditEntry};
use super::provider_people::{ProviderPerson, Trail, find_in_tx, take_up_in_tx};
use crate::StoreError;

// One process at a time, and none while a provider that did not answer is left alone.
const CLAIM: &str = "UPDATE sessions SET tokens_claimed_until = $3 \
     WHERE token_hash = $1 AND tokens_fresh_until <= $2 AND (tokens_claimed_until IS NULL OR tokens_claimed_until <= $2) \
     RETURNING sealed_tokens, (SELECT subject FROM users WHERE id = user_id)";
const RENEWED: &str = "UPDATE sessions SET sealed_tokens = $2, tokens_fresh_until = $3, tokens_claimed_until = NULL \
     WHERE token_hash = $1";
/// Who looks through a member's eyes is named with that member, as in every record of such a session.
const END: &str = "DELETE FROM sessions s USING users u WHERE s.token_hash = $1 AND u.id = s.user_id \
     RETURNING u.id, u.email || coalesce(' viewing as ' || (SELECT v.email FROM users v WHERE v.id = s.view_as_user), ''), \
               s.sealed_tokens, s.id";
const END_BY_PROVIDER: &str = "DELETE FROM sessions s USING users u \
     WHERE u.id = s.user_id AND s.issuer = $1 AND u.issuer = $1 \
       AND ($2::text IS NULL OR s.provider_sid = $2) AND ($3::text IS NULL OR u.subject = $3) \
     RETURNING u.id, u.email, NULL::bytea, s.id";
const USE_LOGOUT_TOKEN: &str = "INSERT INTO used_logout_tokens (issuer, jti_hash, forget_after) VALUES ($1, $2, $3) \
     ON CONFLICT DO NOTHING";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[CLAIM, RENEWED, END, END_BY_PROVIDER, USE_LOGOUT_TOKEN];

/// A session's tokens, claimed for renewal.
#[derive(Debug)]
pub struct ClaimedTokens {
    /// The tokens, sealed.
    pub sealed: Vec<u8>,
    /// Whose they are at the provider.
    pub subject: String,
}

/// A session's tokens, renewed.
#[derive(Debug)]
pub struct RenewedTokens<'a> {
    /// SHA-256 of the session's token.
    pub token_hash: &'a [u8; 32],
    /// The new tokens, sealed.
    pub sealed: &'a [u8],
    /// When they are to be renewed again; `None` where they cannot be.
    pub fresh_until: Option<Timestamp>,
    /// What the provider says of the person now; `None` where it said nothing.
    pub person: Option<ProviderPerson<'a>>,
}

/// A session that was ended.
#[derive(Debug)]
pub struct EndedSession {
    /// Whose it was.
    pub user: UserId,
    /// The person's address.
    pub email: String,
    /// The provider's tokens, sealed.
    pub sealed_tokens: Option<Vec<u8>>,
    id: SessionId,
}

/// The sessions that a provider ends.
#[derive(Debug)]
pub struct ProviderLogout<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// The provider's name for the session.
    pub sid: Option<&'a str>,
    /// The person, there.
    pub subject: Option<&'a str>,
    /// SHA-256 of the logout token's id.
    pub jti_hash: &'a [u8; 32],
    /// Until when the token must not be used again.
    pub forget_after: Timestamp,
}

impl Central {
    /// Claims a session's tokens for renewal until `until`; `None` where they need none, or somebody else is at it.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_claim_tokens(
        &self,
        token_hash: &[u8; 32],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<ClaimedTokens>, StoreError> {
        let row = self.connection().await?.query_opt(CLAIM, &[&token_hash.as_slice(), &now, &until]).await?;
        let Some(row) = row else { return Ok(None) };
        let (sealed, subject) = (row.try_get::<_, Option<Vec<u8>>>(0)?, row.try_get::<_, Option<String>>(1)?);
        Ok(sealed.zip(subject).map(|(sealed, subject)| ClaimedTokens { sealed, subject }))
    }

    /// Keeps renewed tokens, and takes up what the provider says of the person.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_renewed(&self, renewed: &RenewedTokens<'_>, now: Timestamp) -> Result<(), StoreError> {
        let RenewedTokens { token_hash, sealed, fresh_until, person } = renewed;
        let act = self.act().await?;
        let mut records = Vec::new();
        if let Some(person) = person
            && let Some(known) = find_in_tx(act.client(), person.issuer, person.subject).await?
        {
            let mut trail = Trail::of(person, &known, None, now);
            take_up_in_tx(act.client(), person, &known, &mut trail).await?;
            records = trail.entries;
        }
        act.client().execute(RENEWED, &[&token_hash.as_slice(), sealed, fresh_until]).await?;
        act.commit(&records).await?;
        Ok(())
    }

    /// Ends a session at once, on record; `None` where there is none.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_sign_out(
        &self,
        token_hash: &[u8; 32],
        from_address: Option<&str>,
        detail: Value,
        now: Timestamp,
    ) -> Result<Option<EndedSession>, StoreError> {
        let act = self.act().await?;
        let Some(row) = act.client().query_opt(END, &[&token_hash.as_slice()]).await? else {
            act.give_up().await?;
            return Ok(None);
        };
        let ended = EndedSession::read(&row)?;
        act.commit(&[ended.entry(from_address, detail, now)]).await?;
        Ok(Some(ended))
    }

    /// Ends the sessions that a provider says are over, on record; `None` where its logout token was used before.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn session_end_by_provider(
        &self,
        logout: &ProviderLogout<'_>,
        from_address: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<usize>, StoreError> {
        let ProviderLogout { issuer, sid, subject, jti_hash, forget_after } = logout;
        let act = self.act().await?;
        if act.client().execute(USE_LOGOUT_TOKEN, &[issuer, &jti_hash.as_slice(), forget_after]).await? == 0 {
            act.give_up().await?;
            return Ok(None);
        }
        let rows = act.client().query(END_BY_PROVIDER, &[issuer, sid, subject]).await?;
        let mut records = Vec::new();
        for row in &rows {
            records.push(EndedSession::read(row)?.entry(from_address, json!({"by": "provider"}), now));
        }
        act.commit(&records).await?;
        Ok(Some(rows.len()))
    }
}

impl EndedSession {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let user = UserId(row.try_get::<_, Uuid>(0)?);
        Ok(Self { user, email: row.try_get(1)?, sealed_tokens: row.try_get(2)?, id: SessionId(row.try_get(3)?) })
    }

    fn entry(&self, from_address: Option<&str>, detail: Value, now: Timestamp) -> AuditEntry {
        let by = Actor {
            at: now,
            user: Some(self.user),
            name: Some(self.email.clone()),
            from_address: from_address.map(ToOwned::to_owned),
        };
        AuditEntry { subject: Some(self.id.to_string()), detail, ..by.did(AuditAction::SignOut) }
    }
}
