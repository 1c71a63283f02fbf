//! Sessions, and the way from one to a tenant.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, broadcast, watch};
use watchroom_domain::{Clock, TenantId, UserId};
use watchroom_store::{Central, ListedSession, StoreError};

use crate::kept_sessions::KeptSessions;
use crate::oidc::{Renewal, Vouching};
use crate::throttle::PLACE_KNOWN_FOR;
use crate::{Caller, Credential, OidcError, SessionToken, StillOpen, UnknownCaller};

/// A session ends after a week, however busy it is.
pub(crate) const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A session that nobody used for a day has ended. A screen on a wall refreshes itself, which is use.
const LONGEST_IDLE: SignedDuration = SignedDuration::from_hours(24);
/// How long what a provider's token opens is believed: its own end stands within it.
const BELIEVED_OF_PROVIDER: SignedDuration = SignedDuration::from_secs(60);
/// How often use is written down.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Passwords hashed at the same time: each takes a core and 19 MiB.
const HASHED_AT_ONCE: usize = 2;
/// Further ones, for people at a device or an address that they signed in from before: whoever floods the server with
/// guesses from many addresses keeps strangers waiting, and not them.
const HASHED_AT_ONCE_OF_KNOWN: usize = 1;
/// How long somebody waits for a place to have a password hashed.
const HASHING_PATIENCE: Duration = Duration::from_secs(10);

/// Accounts and sessions.
#[derive(Debug, Clone)]
pub struct Identity {
    pub(crate) central: Central,
    pub(crate) clock: Clock,
    hashers: Arc<Semaphore>,
    hashers_of_known: Arc<Semaphore>,
    pub(crate) kept: Arc<KeptSessions>,
    /// The provider that vouches for people, in place of passwords.
    pub(crate) vouching: Option<Vouching>,
}

/// Where somebody signs in from.
#[derive(Debug, Clone, Default)]
pub struct SignInFrom {
    /// The client's address.
    pub address: Option<String>,
    /// What the browser calls itself; cut to 400 characters.
    pub user_agent: Option<String>,
}

impl Identity {
    /// Local accounts and sessions kept in `central`.
    #[must_use]
    pub fn new(central: Central, clock: Clock) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self {
            central,
            clock,
            hashers: places(HASHED_AT_ONCE),
            hashers_of_known: places(HASHED_AT_ONCE_OF_KNOWN),
            kept: Arc::default(),
            vouching: None,
        }
    }

    /// Who shows a credential; `None` where it has ended or never was one. `tenant` is the one asked for.
    ///
    /// # Errors
    /// Where the central database cannot be asked, or the provider's keys cannot be had.
    pub async fn caller(&self, shown: &Credential, tenant: Option<&TenantId>) -> Result<Option<Caller>, UnknownCaller> {
        let hash = shown.hash();
        let now = self.clock.now();
        // A provider's token ends at its own time, whatever is kept of its person.
        let Some(subject) = self.subject_shown(shown).await? else { return Ok(None) };
        if let Some(caller) = self.kept.get(&hash, tenant, now) {
            return Ok(Some(caller));
        }
        let before = self.kept.before();
        let Some((mut caller, last_used_at)) = self.read_caller(shown, &subject, tenant, now).await? else {
            return Ok(None);
        };
        if last_used_at.is_none_or(|last| last < ago(now, TOUCH_EVERY)) {
            match shown {
                Credential::Session(_) => self.central.session_touch(&hash, now).await?,
                Credential::ApiToken(_) => self.central.api_token_touch(&hash, now).await?,
                Credential::Share(_) => self.central.share_touch(&hash, now).await?,
                Credential::Provider(_) => {}
            }
        }
        if caller.person().and_then(|person| person.tokens_fresh_until).is_some_and(|until| until <= now) {
            match self.renew(hash).await {
                Renewal::Later => {}
                Renewal::Ended => return Ok(None),
                // The provider may have said something else of the person this time.
                Renewal::Renewed => match self.read_caller(shown, &subject, tenant, now).await? {
                    Some((renewed, _)) => caller = renewed,
                    None => return Ok(None),
                },
            }
        }
        self.kept.put(before, hash, tenant.cloned(), now, caller.clone());
        Ok(Some(caller))
    }

    /// Whom a credential is of, as far as it says so itself: a provider's token names its subject, once it is checked. The
    /// others say nothing, and that is well. `None` where it is refused.
    async fn subject_shown(&self, shown: &Credential) -> Result<Option<String>, UnknownCaller> {
        let Credential::Provider(token) = shown else { return Ok(Some(String::new())) };
        match self.subject_of(token).await {
            Ok(subject) => Ok(Some(subject)),
            Err(error @ (OidcError::Token(_) | OidcError::Off)) => {
                tracing::info!(cause = %error, "a bearer token is refused");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the central database says at this moment of a credential, and when it was last used.
    async fn read_caller(
        &self,
        shown: &Credential,
        subject: &str,
        tenant: Option<&TenantId>,
        now: Timestamp,
    ) -> Result<Option<(Caller, Option<Timestamp>)>, UnknownCaller> {
        let hash = shown.hash();
        Ok(match shown {
            Credential::Session(_) => {
                let found = self.central.session_find(&hash, tenant, now, ago(now, LONGEST_IDLE)).await?;
                // A session of another time: by a password from before there was a provider, or by another provider.
                let issuer = self.provider().map(|provider| provider.settings().issuer.as_str());
                let found = found.filter(|row| row.issuer.as_deref() == issuer);
                found.map(|row| (row.last_seen_at, row)).map(|(seen, row)| (Caller::of_session(row, hash), Some(seen)))
            }
            Credential::ApiToken(_) => {
                let found = self.central.api_token_find(&hash, now).await?;
                found
                    .map(|token| (token.last_used_at, token))
                    .map(|(used, token)| (Caller::of_api_token(token, tenant, hash), used))
            }
            Credential::Share(_) => {
                let found = self.central.share_find(&hash, now).await?;
                found
                    .map(|share| (share.last_used_at, share))
                    .map(|(used, share)| (Caller::of_share(share, tenant, hash), used))
            }
            Credential::Provider(_) => {
                let found = self.person_of(subject, tenant).await?;
                found.map(|person| (Caller::of_provider_token(person, hash), None))
            }
        })
    }

    /// Hears of changes of access for ever: only while this runs is anything of a session kept between two requests.
    pub async fn follow_access_changes(&self) {
        self.central.follow_access_changes(|news| self.kept.hear(news)).await;
    }

    /// What a credential opens of `tenant` now, for what goes on without being asked anew; `None` where it is good no more,
    /// or opens nothing there. It is no use of a session: an open stream must not keep one alive that nobody uses.
    ///
    /// # Errors
    /// Where the central database cannot be asked, or the provider's keys cannot be had.
    pub async fn still_opens(&self, shown: &Credential, tenant: &TenantId) -> Result<Option<StillOpen>, UnknownCaller> {
        let Some(subject) = self.subject_shown(shown).await? else { return Ok(None) };
        let now = self.clock.now();
        let Some((caller, used_at)) = self.read_caller(shown, &subject, Some(tenant), now).await? else {
            return Ok(None);
        };
        let by_time = match shown {
            // Its own end is checked with its signature alone.
            Credential::Provider(_) => Some(now.saturating_add(BELIEVED_OF_PROVIDER).unwrap_or(now)),
            Credential::Session(_) => used_at.and_then(|used| used.checked_add(LONGEST_IDLE).ok()),
            Credential::ApiToken(_) | Credential::Share(_) => None,
        };
        let ends_at = caller.ends_at.into_iter().chain(by_time).min();
        let whose = caller.depends_on();
        Ok(caller.into_parts().1.map(|ctx| StillOpen { ctx, whose, ends_at }))
    }

    /// Whether every change of access is heard at the moment: only then may what a credential opens be believed until one
    /// is heard.
    #[must_use]
    pub fn hears_access_changes(&self) -> bool {
        self.kept.is_listening()
    }

    /// Remembers the tenant that a caller selected.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn select_tenant(&self, caller: &Caller, tenant: &TenantId) -> Result<(), StoreError> {
        self.changing(self.central.session_select_tenant(&caller.hash, tenant)).await
    }

    /// Ends the session of a token at once, on record, if there is one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_out(&self, token: &SessionToken, from: &SignInFrom) -> Result<(), StoreError> {
        let (hash, now) = (token.hash(), self.clock.now());
        let detail = serde_json::json!({"by": "person"});
        let ending = self.central.session_sign_out(&hash, from.address.as_deref(), detail, now);
        self.changing(ending).await.map(drop)
    }

    /// Makes a change of somebody's access, or of what is known of them, and forgets what this process has kept: whoever
    /// made it must not see the old state until the news of it comes.
    ///
    /// # Errors
    /// Those of the change.
    pub async fn changing<T, E>(&self, change: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let done = change.await;
        self.kept.forget();
        done
    }

    /// Tells of every change of access from now on, and whose it is; `None` is anybody's.
    #[must_use]
    pub fn access_changes(&self) -> broadcast::Receiver<Option<UserId>> {
        self.kept.access_changes()
    }

    /// Tells whenever tenants may have been added, changed or removed, from now on; several at once may be told as one.
    #[must_use]
    pub fn tenant_changes(&self) -> watch::Receiver<()> {
        self.kept.tenant_changes()
    }

    /// Up to `limit` live sessions after the first `offset`, those last used first, of one user or of all; and how many
    /// there are.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sessions(
        &self,
        of: Option<UserId>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<ListedSession>, i64), StoreError> {
        let now = self.clock.now();
        self.central.session_list(of, now, ago(now, LONGEST_IDLE), limit, offset).await
    }

    /// Removes sessions that have ended, what is left of sign-ins that nobody ended, and tokens and shares that ended long
    /// ago; returns
    /// how many sessions.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        self.central.api_token_sweep(now).await?;
        self.central.begun_sign_in_sweep(now).await?;
        self.central.share_sweep(now).await?;
        self.central.session_sweep(now, ago(now, LONGEST_IDLE)).await
    }

    /// Removes what time has made meaningless of throttled sign-ins: failures that are forgotten, places that nobody signs
    /// in from any more. Returns how many rows went.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sweep_sign_ins(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        self.central.sign_ins_sweep(now, ago(now, PLACE_KNOWN_FOR)).await
    }

    /// Runs one of the slow password functions off the runtime's threads, a few at a time; `None` where no place
    /// came free in time. There is a place more for whoever is known.
    pub(crate) async fn hashing<T: Send + 'static>(
        &self,
        known: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let common = Arc::clone(&self.hashers).acquire_owned();
        let place = async {
            if !known {
                return common.await;
            }
            let kept_free = Arc::clone(&self.hashers_of_known).acquire_owned();
            tokio::select! {
                place = common => place,
                place = kept_free => place,
            }
        };
        let place = tokio::time::timeout(HASHING_PATIENCE, place).await.ok()?.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(place);
            result
        });
        done.await.ok()
    }
}

pub(crate) fn ago(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.saturating_sub(span).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_store::Address;

    #[tokio::test]
    async fn a_flood_of_strangers_leaves_a_place_to_whoever_is_known() {
        // Never connected to: nothing here asks it.
        let address = Address::parse("postgresql://u:p@127.0.0.1:1/d").expect("an address");
        let identity = Identity::new(Central::new(&address).expect("a pool"), Clock::machine());
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let strangers: Vec<_> = (0..HASHED_AT_ONCE)
            .map(|_| {
                let (identity, wait) = (identity.clone(), Arc::clone(&wait));
                tokio::spawn(async move {
                    identity.hashing(false, move || wait.lock().map(|wait| wait.recv().is_err()).is_ok()).await
                })
            })
            .collect();
        while identity.hashers.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let soon = Duration::from_millis(500);
        let stranger = tokio::time::timeout(soon, identity.hashing(false, || "stranger")).await;
        assert!(stranger.is_err(), "there is no third place for strangers");
        let owner = tokio::time::timeout(soon, identity.hashing(true, || "owner")).await;
        assert_eq!(owner, Ok(Some("owner")));
        drop(go_on);
        for stranger in strangers {
            assert_eq!(stranger.await.expect("it ends"), Some(true));
        }
    }
}
