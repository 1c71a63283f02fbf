//! Sessions, and the way from one to a tenant.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Semaphore;
use watchroom_access::TenantCtx;
use watchroom_domain::{Clock, TenantId, UserId};
use watchroom_store::{Central, SessionRow, StoreError};

use crate::SessionToken;
use crate::kept_sessions::KeptSessions;

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
    pub(crate) kept: Arc<KeptSessions>,
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
        Self { central, clock, hashers: Arc::new(Semaphore::new(HASHED_AT_ONCE)), kept: Arc::default() }
    }

    /// Who holds a token; `None` where the session has ended or never was. `tenant` is the one asked for.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn caller(&self, token: &SessionToken, tenant: Option<&TenantId>) -> Result<Option<Caller>, StoreError> {
        let token_hash = token.hash();
        let now = self.clock.now();
        if let Some(session) = self.kept.get(&token_hash, tenant, now) {
            return Ok(Some(Caller { session, token_hash }));
        }
        let before = self.kept.before();
        let ago = |span| now.saturating_sub(span).unwrap_or(now);
        let found = self.central.session_find(&token_hash, tenant, now, ago(LONGEST_IDLE)).await?;
        let Some(session) = found else { return Ok(None) };
        if session.last_seen_at < ago(TOUCH_EVERY) {
            self.central.session_touch(&token_hash, now).await?;
        }
        self.kept.put(before, token_hash, tenant.cloned(), now, session.clone());
        Ok(Some(Caller { session, token_hash }))
    }

    /// Hears of changes of access for ever: only while this runs is anything of a session kept between two requests.
    pub async fn follow_access_changes(&self) {
        self.central.follow_access_changes(|news| self.kept.hear(news)).await;
    }

    /// Whether a session still lives, and its membership of `tenant` with it, for what goes on without being asked
    /// anew. It is no use of the session: an open stream must not keep one alive that nobody uses.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn is_still_member(&self, token: &SessionToken, tenant: &TenantId) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let idle_since = now.saturating_sub(LONGEST_IDLE).unwrap_or(now);
        let found = self.central.session_find(&token.hash(), Some(tenant), now, idle_since).await?;
        Ok(found.is_some_and(|session| session.membership.is_some()))
    }

    /// Remembers the tenant that a caller selected.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn select_tenant(&self, caller: &Caller, tenant: &TenantId) -> Result<(), StoreError> {
        let done = self.central.session_select_tenant(&caller.token_hash, tenant).await;
        // The news comes a moment later; who made the change must not see the old state in between.
        self.kept.forget();
        done
    }

    /// Ends the session of a token at once, if there is one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), StoreError> {
        let done = self.central.session_end(&token.hash()).await;
        self.kept.forget();
        done
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
