//! What is known of callers, kept for a few seconds, and only while every change of access is heard.
//!
//! Each request asks who is asking. At hundreds of screens that refresh, the same few sessions would be read from the
//! central database thousands of times a second. What is kept is dropped whole at the first sign of a change.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use watchroom_domain::TenantId;
use watchroom_store::AccessNews;

use crate::Caller;

/// How long a session is believed without being read again: a second net under the news of changes.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_secs(5);
/// Sessions kept; past that they are dropped all together, and the next requests read them again.
const MOST: usize = 20_000;

/// A credential's hash, and the tenant asked for.
type Key = ([u8; 32], Option<TenantId>);

#[derive(Debug, Default)]
pub(crate) struct KeptSessions {
    inner: Mutex<Inner>,
    /// Told whenever somebody's access may have changed.
    access: watch::Sender<()>,
    /// Told whenever the tenants may be others.
    tenants: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Whether changes are heard.
    listening: bool,
    /// Counts the changes: what was read before one must not be kept after it.
    changes: u64,
    sessions: HashMap<Key, (Timestamp, Caller)>,
}

/// The state of things when a session was about to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before(u64);

impl KeptSessions {
    pub(crate) fn get(&self, token_hash: &[u8; 32], tenant: Option<&TenantId>, now: Timestamp) -> Option<Caller> {
        let inner = self.lock();
        let (read_at, session) = inner.sessions.get(&(*token_hash, tenant.cloned()))?;
        let age = now.duration_since(*read_at);
        let over = session.ends_at.is_some_and(|end| end <= now);
        (!over && (SignedDuration::ZERO..BELIEVED_FOR).contains(&age)).then(|| session.clone())
    }

    /// To be asked before a session is read, and handed to [`KeptSessions::put`].
    pub(crate) fn before(&self) -> Before {
        Before(self.lock().changes)
    }

    pub(crate) fn put(
        &self,
        before: Before,
        token_hash: [u8; 32],
        tenant: Option<TenantId>,
        now: Timestamp,
        session: Caller,
    ) {
        let mut inner = self.lock();
        if !inner.listening || inner.changes != before.0 {
            return;
        }
        if inner.sessions.len() >= MOST {
            inner.sessions.clear();
        }
        inner.sessions.insert((token_hash, tenant), (now, session));
    }

    /// Somebody's access has changed.
    pub(crate) fn forget(&self) {
        let mut inner = self.lock();
        inner.changes += 1;
        inner.sessions.clear();
        drop(inner);
        self.access.send_replace(());
    }

    /// Tells of every change of access from now on.
    pub(crate) fn access_changes(&self) -> watch::Receiver<()> {
        self.access.subscribe()
    }

    /// Tells of every change of the tenants from now on.
    pub(crate) fn tenant_changes(&self) -> watch::Receiver<()> {
        self.tenants.subscribe()
    }

    pub(crate) fn hear(&self, news: AccessNews) {
        self.forget();
        match news {
            AccessNews::Changed => {}
            AccessNews::TenantsChanged => {
                self.tenants.send_replace(());
            }
            AccessNews::Listening => {
                self.lock().listening = true;
                // Nobody knows what happened before.
                self.tenants.send_replace(());
            }
            AccessNews::Deaf => self.lock().listening = false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_domain::{SessionId, UserId};
    use watchroom_store::SessionRow;

    const TOKEN: [u8; 32] = [7; 32];
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn session() -> Caller {
        let row = SessionRow {
            user: UserId(uuid::Uuid::nil()),
            email: "a@b.c".to_owned(),
            full_name: "A".to_owned(),
            is_admin: false,
            active_tenant: None,
            last_seen_at: NOW,
            membership: None,
            id: SessionId(uuid::Uuid::nil()),
            by_provider: false,
            issuer: None,
            tokens_fresh_until: None,
            viewing_as: None,
        };
        Caller::of_session(row, TOKEN)
    }

    fn kept() -> KeptSessions {
        let kept = KeptSessions::default();
        kept.hear(AccessNews::Listening);
        kept.put(kept.before(), TOKEN, None, NOW, session());
        kept
    }

    #[test]
    fn a_session_is_believed_for_a_few_seconds_and_for_the_tenant_asked_for() {
        let kept = kept();
        let alpha: TenantId = "alpha".parse().expect("a slug");
        assert!(kept.get(&TOKEN, None, NOW).is_some());
        assert!(kept.get(&TOKEN, Some(&alpha), NOW).is_none());
        assert!(kept.get(&[8; 32], None, NOW).is_none());
        for (seconds, there) in [(4, true), (5, false), (-1, false)] {
            let now = NOW + SignedDuration::from_secs(seconds);
            assert_eq!(kept.get(&TOKEN, None, now).is_some(), there, "{seconds}");
        }
    }

    #[test]
    fn any_change_forgets_them_all() {
        for news in [AccessNews::Changed, AccessNews::TenantsChanged, AccessNews::Deaf, AccessNews::Listening] {
            let kept = kept();
            kept.hear(news);
            assert!(kept.get(&TOKEN, None, NOW).is_none(), "{news:?}");
        }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let kept = kept();
        let before = kept.before();
        kept.hear(AccessNews::Changed);
        kept.put(before, TOKEN, None, NOW, session());
        assert!(kept.get(&TOKEN, None, NOW).is_none());
    }

    #[test]
    fn nothing_is_kept_while_nothing_is_heard() {
        let kept = KeptSessions::default();
        kept.put(kept.before(), TOKEN, None, NOW, session());
        assert!(kept.get(&TOKEN, None, NOW).is_none());
    }
}
