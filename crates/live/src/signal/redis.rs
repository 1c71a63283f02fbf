//! Signals by Redis Pub/Sub.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use futures_util::StreamExt;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError};
use thiserror::Error;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use watchroom_domain::TenantId;

/// Every process of an installation publishes and listens here; a message is a tenant's name.
const CHANNEL: &str = "watchroom:desk";
/// How long is waited before a lost connection is made again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How long Redis may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often both connections are tried: what is published on the one is heard on the other.
const TRY_EVERY: Duration = Duration::from_secs(10);
/// What is published to try them. It is no tenant's name, so that nobody looks anywhere.
const TRIED: &str = "";
/// How long nothing at all is heard before the connection counts as lost.
const SILENT: Duration = TRY_EVERY.saturating_mul(2);

/// Where Redis is: `redis://[[user]:password@]host[:port][/database]`, or `redis+unix:///path`. It is never shown with its password.
#[derive(Clone)]
pub struct RedisAddress(Client);

/// The text is no address of a Redis.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an address of a Redis ({0}); it looks like redis://:password@host:6379/0")]
pub struct BadRedisAddress(String);

impl FromStr for RedisAddress {
    type Err = BadRedisAddress;

    fn from_str(text: &str) -> Result<Self, BadRedisAddress> {
        // Its words do not quote the address, which may hold a password.
        Client::open(text).map(Self).map_err(|error| BadRedisAddress(format!("{:?}", error.kind())))
    }
}

impl fmt::Debug for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisAddress")
    }
}

/// Keeps both connections up for as long as anybody wants to know whether they are: hands on what comes in, and publishes what
/// this process has changed.
pub(super) fn keep_up(
    address: RedisAddress,
    mut changes: broadcast::Receiver<TenantId>,
    news: broadcast::Sender<TenantId>,
) -> watch::Receiver<bool> {
    let (connected, is_connected) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let ended = tokio::select! {
                ended = carry(&address.0, &mut changes, &news, &connected) => ended,
                () = connected.closed() => return,
            };
            if connected.send_replace(false) {
                tracing::warn!(cause = %ended, "the connection to Redis is lost; the desks' outboxes are read every second meanwhile");
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    });
    is_connected
}

/// Carries signals until a connection is lost; returns why.
async fn carry(
    client: &Client,
    changes: &mut broadcast::Receiver<TenantId>,
    news: &broadcast::Sender<TenantId>,
    connected: &watch::Sender<bool>,
) -> String {
    let connecting = async {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
        let own = client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut listening = client.get_async_pubsub().await?;
        listening.subscribe(CHANNEL).await?;
        Ok::<_, RedisError>((own, listening))
    };
    let (mut own, listening) = match tokio::time::timeout(PATIENCE, connecting).await {
        Ok(Ok(both)) => both,
        Ok(Err(error)) => return error.to_string(),
        Err(_) => return format!("no answer in {} s", PATIENCE.as_secs()),
    };
    if !connected.send_replace(true) {
        tracing::info!("Redis carries the signals between the processes");
    }
    let mut messages = listening.into_on_message();
    let mut tries = tokio::time::interval(TRY_EVERY);
    let mut heard_at = Instant::now();
    loop {
        let sent = tokio::select! {
            message = messages.next() => {
                let Some(message) = message else { return "it ended the connection".to_owned() };
                heard_at = Instant::now();
                if let Some(tenant) = message.get_payload::<String>().ok().and_then(|name| name.parse().ok()) {
                    // Nobody waiting is no error.
                    let _ = news.send(tenant);
                }
                continue;
            }
            // A network that swallows everything looks like one where nobody says anything.
            () = tokio::time::sleep_until(heard_at + SILENT) => {
                return format!("nothing was heard within {} s", SILENT.as_secs());
            }
            changed = changes.recv() => match changed {
                Ok(tenant) => publish(&mut own, &tenant.to_string()).await,
                // The others read their outboxes every second anyway.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return "the server ends".to_owned(),
            },
            _ = tries.tick() => publish(&mut own, TRIED).await,
        };
        if let Err(error) = sent {
            return error.to_string();
        }
    }
}

async fn publish(own: &mut MultiplexedConnection, word: &str) -> Result<(), RedisError> {
    redis::cmd("PUBLISH").arg(CHANNEL).arg(word).exec_async(own).await
}
