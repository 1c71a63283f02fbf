//! What is known of callers, kept for a few seconds, and only while every change of access is heard.
//!
//! Each request asks who is asking. At hundreds of screens that refresh, the same few sessions would be read from the
//! central database thousands of times a second. What is kept is dropped whole at the first sign of a change.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use watchroom_domain::{TenantId, UserId};
use watchroom_store::AccessNews;

use crate::Caller;

/// How long a session is believed without being read again: a second net under the news of changes.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_secs(5);
/// Sessions kept; past that they are dropped all together, and the next requests read them again.
const MOST: usize = 20_000;

/// News of changes that wait for whoever hears them; who falls further behind takes it that everybody's access has changed.
const MOST_NEWS: usize = 256;

/// A credential's hash, and the tenant asked for.
type Key = ([u8; 32], Option<TenantId>);

#[derive(Debug)]
pub(crate) struct KeptSessions {
    inner: Mutex<Inner>,
    /// Told whenever somebody's access may have changed, and whose; `None` is anybody's.
    access: broadcast::Sender<Option<UserId>>,
    /// Told whenever the tenants may be others.
    tenants: watch::Sender<()>,
}

impl Default for KeptSessions {
    fn default() -> Self {
        let (access, _) = broadcast::channel(MOST_NEWS);
        Self { inner: Mutex::default(), access, tenants: watch::Sender::default() }
    }
}

#[derive(Debug, Default)]
struct Inner {
    /// Whether changes are heard.
    listening: bool,
    /// Counts the changes: what was read before one must not be kept after it.
    changes: u64,
    sessions: HashMap<Key, (Timestamp, Caller)>,
}

impl Inner {
    fn drop_all(&mut self) {
        self.changes += 1;
        self.sessions.clear();
    }
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

    /// This process has changed somebody's access. Whose, the news says that comes of it; without news nobody else would
    /// say anything.
    pub(crate) fn forget(&self) {
        let mut inner = self.lock();
        inner.drop_all();
        let listening = inner.listening;
        drop(inner);
        if !listening {
            self.tell(None);
        }
    }

    fn tell(&self, whose: Option<UserId>) {
        // Nobody listening is no error.
        let _ = self.access.send(whose);
    }

    /// Whether every change of access is heard at the moment.
    pub(crate) fn is_listening(&self) -> bool {
        self.lock().listening
    }

    /// Tells of every change of access from now on.
    pub(crate) fn access_changes(&self) -> broadcast::Receiver<Option<UserId>> {
        self.access.subscribe()
    }

    /// Tells of every change of the tenants from now on.
    pub(crate) fn tenant_changes(&self) -> watch::Receiver<()> {
        self.tenants.subscribe()
    }

    pub(crate) fn hear(&self, news: AccessNews) {
        let mut inner = self.lock();
        inner.drop_all();
        match news {
            AccessNews::Changed(_) | AccessNews::TenantsChanged => {}
            AccessNews::Listening => inner.listening = true,
            AccessNews::Deaf => inner.listening = false,
        }
        drop(inner);
        // Nobody knows what happened before it was listened.
        if let AccessNews::TenantsChanged | AccessNews::Listening = news {
            self.tenants.send_replace(());
        }
        self.tell(if let AccessNews::Changed(whose) = news { whose } else { None });
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_domain::SessionId;
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
            expires_at: NOW + SignedDuration::from_hours(1),
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
        for news in [
            AccessNews::Changed(None),
            AccessNews::Changed(Some(UserId(uuid::Uuid::nil()))),
            AccessNews::TenantsChanged,
            AccessNews::Deaf,
            AccessNews::Listening,
        ] {
            let kept = kept();
            kept.hear(news);
            assert!(kept.get(&TOKEN, None, NOW).is_none(), "{news:?}");
        }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let kept = kept();
        let before = kept.before();
        kept.hear(AccessNews::Changed(None));
        kept.put(before, TOKEN, None, NOW, session());
        assert!(kept.get(&TOKEN, None, NOW).is_none());
    }

    #[test]
    fn nothing_is_kept_while_nothing_is_heard() {
        let kept = KeptSessions::default();
        kept.put(kept.before(), TOKEN, None, NOW, session());
        assert!(kept.get(&TOKEN, None, NOW).is_none());
    }

    #[tokio::test]
    async fn whose_access_it_is_is_told_and_a_change_made_here_waits_for_its_news() {
        let kept = kept();
        let mut told = kept.access_changes();
        let whose = Some(UserId(uuid::Uuid::from_u128(7)));
        kept.forget();
        kept.hear(AccessNews::Changed(whose));
        assert_eq!(told.recv().await, Ok(whose));
        kept.hear(AccessNews::Deaf);
        assert!(!kept.is_listening());
        kept.forget();
        assert_eq!((told.recv().await, told.recv().await), (Ok(None), Ok(None)), "of deafness, and of the change");
    }
}
