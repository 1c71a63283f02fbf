//! How a process learns at once that there is something new in an outbox: by PostgreSQL's own notifications, or by Redis. A
//! signal carries nothing but the tenant's name, so that a lost one costs a second and never an event: what happened stands in
//! the outbox.

mod redis;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use watchroom_domain::TenantId;
use watchroom_store::Tenants;
use watchroom_store::desk::OutboxListener;

pub use redis::{BadRedisAddress, RedisAddress};

/// How long nothing is heard before the connection that listens is tried, and the outbox is read all the same.
const QUIET: Duration = Duration::from_secs(10);
/// The same with Redis, where programs that write past the server (an import, SQL by hand) signal nothing.
const QUIET_AT_REDIS: Duration = Duration::from_secs(1);

/// Where signals come from. Clones are the same.
#[derive(Debug, Clone)]
pub struct Signals(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    wire: Wire,
    /// Desks whose news is not heard at the moment, but asked for.
    unheard: Mutex<BTreeSet<TenantId>>,
}

#[derive(Debug)]
enum Wire {
    Postgres,
    Redis { news: broadcast::Sender<TenantId>, connected: watch::Receiver<bool> },
}

/// How signals fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalStanding {
    /// `postgresql` or `redis`.
    pub bus: &'static str,
    /// Desks whose news is not heard at the moment: their outboxes are read every second instead.
    pub polled: usize,
}

impl Signals {
    /// Each desk's own database says that there is news, over a connection for each desk.
    #[must_use]
    pub fn by_postgres() -> Self {
        Self(Arc::new(Parts { wire: Wire::Postgres, unheard: Mutex::default() }))
    }

    /// Redis carries the signals of all desks between the processes. Within a runtime: connections are kept up in the
    /// background.
    #[must_use]
    pub fn by_redis(address: RedisAddress, tenants: &Tenants) -> Self {
        let (news, _) = broadcast::channel(1_024);
        let connected = redis::keep_up(address, tenants.desk_changes(), news.clone());
        Self(Arc::new(Parts { wire: Wire::Redis { news, connected }, unheard: Mutex::default() }))
    }

    /// How signals fare.
    #[must_use]
    pub fn standing(&self) -> SignalStanding {
        let bus = match self.0.wire {
            Wire::Postgres => "postgresql",
            Wire::Redis { .. } => "redis",
        };
        let polled = self.0.unheard.lock().unwrap_or_else(PoisonError::into_inner).len();
        SignalStanding { bus, polled }
    }

    /// A desk is not followed any more.
    pub fn forget(&self, tenant: &TenantId) {
        self.is_heard(tenant, true);
    }

    pub(crate) fn is_heard(&self, tenant: &TenantId, heard: bool) {
        let mut unheard = self.0.unheard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard {
            unheard.remove(tenant);
        } else {
            unheard.insert(tenant.clone());
        }
    }

    /// Begins to listen for a desk's signals.
    pub(crate) async fn listen(&self, tenants: &Tenants, tenant: &TenantId) -> Result<Waiting, String> {
        match &self.0.wire {
            Wire::Postgres => {
                let listener = tenants.outbox_listen(tenant).await.map_err(|error| error.to_string())?;
                Ok(Waiting::Postgres(listener))
            }
            Wire::Redis { news, connected } => {
                if !*connected.borrow() {
                    return Err("Redis is not connected".to_owned());
                }
                Ok(Waiting::Redis { tenant: tenant.clone(), news: news.subscribe(), connected: connected.clone() })
            }
        }
    }
}

/// Waits for signals of one desk.
#[derive(Debug)]
pub(crate) enum Waiting {
    Postgres(OutboxListener),
    Redis { tenant: TenantId, news: broadcast::Receiver<TenantId>, connected: watch::Receiver<bool> },
}

impl Waiting {
    /// Waits until there may be news; `false` where nothing is heard any more.
    pub(crate) async fn wait(&mut self) -> bool {
        match self {
            Self::Postgres(listener) => listener.wait(QUIET).await,
            Self::Redis { tenant, news, connected } => {
                let own = async {
                    loop {
                        match news.recv().await {
                            Ok(other) if other != *tenant => {}
                            // Who fell behind may have missed the own.
                            Ok(_) | Err(RecvError::Lagged(_)) => return true,
                            Err(RecvError::Closed) => return false,
                        }
                    }
                };
                tokio::select! {
                    heard = own => heard,
                    lost = connected.wait_for(|connected| !connected) => { drop(lost); false }
                    () = tokio::time::sleep(QUIET_AT_REDIS) => true,
                }
            }
        }
    }
}
