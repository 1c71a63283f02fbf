//! Hearing of changes of access, from whichever process makes them.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_postgres::AsyncMessage;
use watchroom_domain::UserId;

use super::Central;
use crate::StoreError;

/// How often the connection is tried: a network that swallows everything looks like one where nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long a lost connection waits before the next attempt.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

const LISTEN: &str = "LISTEN watchroom_access";

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessNews {
    /// From now on every change is heard.
    Listening,
    /// Somebody's access may have changed: this person's, or, where none is named, anybody's.
    Changed(Option<UserId>),
    /// A tenant was added, changed or removed; somebody's access may have changed with it.
    TenantsChanged,
    /// Changes are not heard any more.
    Deaf,
}

impl Central {
    /// Listens for ever for changes of users, memberships, sessions and tenants, and tells of each. A lost connection
    /// is told of and made again.
    pub async fn follow_access_changes(&self, mut tell: impl FnMut(AccessNews)) {
        loop {
            let ended = self.listen(&mut tell).await;
            tell(AccessNews::Deaf);
            if let Err(error) = ended {
                tracing::warn!(cause = %error, "changes of access are not heard; every request asks the central database");
            }
            tokio::time::sleep(BETWEEN_ATTEMPTS).await;
        }
    }

    async fn listen(&self, tell: &mut impl FnMut(AccessNews)) -> Result<(), StoreError> {
        let (client, mut connection) = {
            let (config, connector) = &*self.listening;
            config.connect(connector.clone()).await?
        };
        let (hand_on, mut heard) = mpsc::unbounded_channel();
        // The connection is driven here; it ends with the client, or when nobody takes what it hears.
        tokio::spawn(async move {
            let mut messages = poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                let AsyncMessage::Notification(heard) = message else { continue };
                if hand_on.send(read(heard.payload())).is_err() {
                    break;
                }
            }
        });
        client.batch_execute(LISTEN).await?;
        tell(AccessNews::Listening);
        loop {
            match timeout(HEARTBEAT, heard.recv()).await {
                Ok(Some(news)) => tell(news),
                Ok(None) => return Ok(()),
                // Nothing happened for a while: or is it the network?
                Err(_) => match timeout(HEARTBEAT, client.batch_execute("")).await {
                    Ok(alive) => alive?,
                    Err(_) => return Ok(()),
                },
            }
        }
    }
}

/// What the triggers say: a table's name, with a person's id where it is about one person.
fn read(payload: &str) -> AccessNews {
    if payload == "tenants" {
        return AccessNews::TenantsChanged;
    }
    let person = payload.split_once(' ').and_then(|(_, id)| id.parse().ok()).map(UserId);
    AccessNews::Changed(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;
    use watchroom_test_support::Postgres;

    #[tokio::test]
    async fn changes_of_access_are_heard_and_mere_use_is_not() {
        let database = Postgres::shared().database().await;
        let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        central.migrate().await.expect("migrations apply");
        let (hand_on, mut news) = mpsc::unbounded_channel();
        let listener = central.clone();
        let following = tokio::spawn(async move {
            listener.follow_access_changes(|news| hand_on.send(news).expect("a test that listens")).await
        });
        assert_eq!(news.recv().await, Some(AccessNews::Listening));

        let root = database.connect().await;
        root.batch_execute(
            "INSERT INTO users (id, email, full_name, created_at) VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.c', 'A', now());
             INSERT INTO tenants VALUES ('alpha', 'A', '', now());
             INSERT INTO sessions VALUES (sha256('x'), '00000000-0000-0000-0000-000000000001', NULL, now(), now(), now())",
        )
        .await
        .expect("rows");
        while timeout(Duration::from_millis(100), news.recv()).await.is_ok() {}
        root.batch_execute("UPDATE sessions SET last_seen_at = now()").await.expect("use");
        root.batch_execute("UPDATE users SET last_sign_in_at = now()").await.expect("a sign-in");
        let quiet = timeout(Duration::from_millis(200), news.recv()).await;
        assert!(quiet.is_err(), "mere use is told: {quiet:?}");
        let of_one = AccessNews::Changed(Some(UserId(uuid::Uuid::from_u128(1))));
        for (change, expected) in [
            (
                "INSERT INTO memberships VALUES ('00000000-0000-0000-0000-000000000001', 'alpha', 'viewer', NULL, NULL)",
                of_one,
            ),
            ("UPDATE memberships SET role = 'manager'", of_one),
            ("UPDATE users SET disabled_at = now()", of_one),
            ("UPDATE users SET is_admin = true", of_one),
            ("UPDATE sessions SET active_tenant = 'alpha'", of_one),
            ("DELETE FROM memberships", of_one),
            ("DELETE FROM sessions", of_one),
            ("INSERT INTO tenants VALUES ('beta', 'B', '', now())", AccessNews::TenantsChanged),
            ("UPDATE tenants SET name = 'C'", AccessNews::TenantsChanged),
            ("DELETE FROM tenants WHERE id = 'beta'", AccessNews::TenantsChanged),
        ] {
            while timeout(Duration::from_millis(100), news.recv()).await.is_ok() {}
            root.batch_execute(change).await.expect(change);
            let mut heard = Vec::new();
            while !heard.contains(&expected) {
                let next = timeout(Duration::from_secs(5), news.recv()).await;
                heard.push(next.unwrap_or_else(|_| panic!("nothing is heard of {change}: {heard:?}")).expect("news"));
            }
        }
        while timeout(Duration::from_millis(100), news.recv()).await.is_ok() {}

        // The connection is lost: that is told, and it comes back by itself.
        root.batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await
        .expect("ended");
        for expected in [AccessNews::Deaf, AccessNews::Listening] {
            let heard = timeout(Duration::from_secs(10), news.recv()).await;
            assert_eq!(heard, Ok(Some(expected)));
        }
        following.abort();
    }
}
