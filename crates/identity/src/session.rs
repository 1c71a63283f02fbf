//! Sessions, and the way from one to a tenant.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Semaphore;
use watchroom_access::TenantCtx;
use watchroom_domain::{Clock, TenantId, UserId};
use watchroom_store::{Central, SessionRow, StoreError};

use crate::SessionToken;

/// A session ends after a week, however busy it is.
pub(crate) const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A session that nobody used for a day has ended. A screen on a wall refreshes itself, which is use.
const LONGEST_IDLE: SignedDuration = SignedDuration::from_hours(24);
/// How often use is written down.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Passwords hashed at the same time: each takes a core and 19 MiB.
const HASHED_AT_ONCE: usize = 2;
/// How long somebody waits for a place to have a password hashed.
const HASHING_PATIENCE: Duration = Duration::from_secs(10);

/// Accounts and sessions.
#[derive(Debug, Clone)]
pub struct Identity {
    pub(crate) central: Central,
    pub(crate) clock: Clock,
    hashers: Arc<Semaphore>,
}

/// Somebody with a live session.
#[derive(Debug, Clone)]
pub struct Caller {
    session: SessionRow,
    token_hash: [u8; 32],
}

impl Caller {
    /// The person.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.session.user
    }

    /// The address that the person signs in with.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.session.email
    }

    /// The name that people read.
    #[must_use]
    pub fn full_name(&self) -> &str {
        &self.session.full_name
    }

    /// Whether the person administers the platform.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.session.is_admin
    }

    /// The tenant that was last selected.
    #[must_use]
    pub fn active_tenant(&self) -> Option<&TenantId> {
        self.session.active_tenant.as_ref()
    }

    /// The context within the tenant that was asked for, or else the selected one; `None` where the person is no
    /// member of it.
    #[must_use]
    pub fn into_tenant(self) -> Option<TenantCtx> {
        self.session.membership.map(TenantCtx::from_membership_read_by_the_store)
    }
}

impl Identity {
    /// Accounts and sessions kept in `central`.
    #[must_use]
    pub fn new(central: Central, clock: Clock) -> Self {
        Self { central, clock, hashers: Arc::new(Semaphore::new(HASHED_AT_ONCE)) }
    }

    /// Who holds a token; `None` where the session has ended or never was. `tenant` is the one asked for.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn caller(&self, token: &SessionToken, tenant: Option<&TenantId>) -> Result<Option<Caller>, StoreError> {
        let token_hash = token.hash();
        let now = self.clock.now();
        let ago = |span| now.saturating_sub(span).unwrap_or(now);
        let found = self.central.session_find(&token_hash, tenant, now, ago(LONGEST_IDLE)).await?;
        let Some(session) = found else { return Ok(None) };
        if session.last_seen_at < ago(TOUCH_EVERY) {
            self.central.session_touch(&token_hash, now).await?;
        }
        Ok(Some(Caller { session, token_hash }))
    }

    /// Remembers the tenant that a caller selected.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn select_tenant(&self, caller: &Caller, tenant: &TenantId) -> Result<(), StoreError> {
        self.central.session_select_tenant(&caller.token_hash, tenant).await
    }

    /// Ends the session of a token at once, if there is one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), StoreError> {
        self.central.session_end(&token.hash()).await
    }

    /// Removes sessions that have ended; returns how many.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        self.central.session_sweep(now, now.saturating_sub(LONGEST_IDLE).unwrap_or(now)).await
    }

    /// Runs one of the slow password functions off the runtime's threads, a few at a time; `None` where no place
    /// came free in time.
    pub(crate) async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let place = Arc::clone(&self.hashers).acquire_owned();
        let place = tokio::time::timeout(HASHING_PATIENCE, place).await.ok()?.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(place);
            result
        });
        done.await.ok()
    }
}
