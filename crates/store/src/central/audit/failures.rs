//! Sign-ins that failed: written down, and bounded, since anybody can make one.

use jiff::{SignedDuration, Timestamp};

use super::AuditAction;
use crate::central::act::Actor;
use crate::{Central, StoreError};

/// Records that one address can cause within [`OF_ADDRESS_WITHIN`].
const MOST_OF_ADDRESS: i64 = 20;
const OF_ADDRESS_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// Records that all addresses together can cause within [`OF_ALL_WITHIN`]: some 10 MB a day at the very most.
const MOST_OF_ALL: i64 = 1_000;
const OF_ALL_WITHIN: SignedDuration = SignedDuration::from_hours(1);

const COUNT: &str = "SELECT count(*) FILTER (WHERE at > $1 AND from_address IS NOT DISTINCT FROM $2), count(*) FROM audit \
     WHERE action = 'sign_in_failed' AND at > $3";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[COUNT];

/// A sign-in that failed.
#[derive(Debug, Clone)]
pub struct SignInFailure<'a> {
    /// The e-mail address that was tried; `None` where the text was no address (people type passwords there).
    pub tried: Option<&'a str>,
    /// `password` or `provider`.
    pub way: &'static str,
    /// Why, for administrators alone: `wrong_password`, `unknown_account`, …
    pub reason: &'static str,
}

impl Central {
    /// Writes down that a sign-in failed. Past so many from one address, or from all of them, the rest of the window is
    /// left out, and the last record says so.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_in_failure_note(&self, failure: &SignInFailure<'_>, by: &Actor) -> Result<(), StoreError> {
        let since = |span: SignedDuration| -> Timestamp { by.at.saturating_sub(span).unwrap_or(by.at) };
        let (recent, hour) = (since(OF_ADDRESS_WITHIN), since(OF_ALL_WITHIN));
        // Counted outside of the log's lock: whoever is past the bound must not hold up everybody else's acts.
        let row = self.connection().await?.query_one(COUNT, &[&recent, &by.from_address, &hour]).await?;
        let (of_address, of_all): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        if of_address >= MOST_OF_ADDRESS || of_all >= MOST_OF_ALL {
            return Ok(());
        }
        let mut entry = by.did(AuditAction::SignInFailed);
        entry.subject = failure.tried.map(|tried| tried.chars().take(254).collect());
        entry.detail = serde_json::json!({"by": failure.way, "reason": failure.reason});
        if of_address + 1 == MOST_OF_ADDRESS {
            entry.detail["further_of_this_address"] = "left out for some minutes".into();
        } else if of_all + 1 == MOST_OF_ALL {
            entry.detail["further_of_all_addresses"] = "left out for up to an hour".into();
        }
        self.audit_append(&entry).await.map(drop)
    }
}
