//! From the outboxes of service desks to the bus: each process reads them for its own listeners.

use std::time::Duration;

use watchroom_domain::TenantId;
use watchroom_store::desk::{OutboxMark, OutboxRead};
use watchroom_store::{RunError, Tenants};

use crate::{Bus, Kind};

/// How often the outbox is read while nothing is heard of new lines.
const POLL: Duration = Duration::from_secs(1);
/// How long nothing is heard before the connection that listens is tried, and the outbox is read all the same.
const QUIET: Duration = Duration::from_secs(10);

/// Tells the listeners of a tenant, for ever, what happens at its service desk. What was written before is nobody's news.
pub async fn follow_desk(tenants: &Tenants, bus: &Bus, tenant: &TenantId) {
    let mut mark = loop {
        match tenants.outbox_end(tenant).await {
            Ok(mark) => break mark,
            Err(error) => unread(tenant, &error),
        }
        tokio::time::sleep(POLL).await;
    };
    // Whoever came before the mark was set may have missed something.
    bus.publish(tenant, Kind::Resync);
    loop {
        match tenants.outbox_listen(tenant).await {
            Ok(mut listener) => {
                // What was written before it listened is read first.
                loop {
                    tell(tenants, bus, tenant, &mut mark).await;
                    if !listener.wait(QUIET).await {
                        break;
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%tenant, cause = %error, "news of the desk is not heard, and asked for instead")
            }
        }
        tell(tenants, bus, tenant, &mut mark).await;
        tokio::time::sleep(POLL).await;
    }
}

async fn tell(tenants: &Tenants, bus: &Bus, tenant: &TenantId, mark: &mut OutboxMark) {
    match tenants.outbox_read(tenant, mark).await {
        Ok(OutboxRead::New(events)) => {
            for event in events {
                bus.publish(tenant, Kind::Desk(event));
            }
        }
        Ok(OutboxRead::BegunAnew) => {
            bus.publish(tenant, Kind::Resync);
        }
        Err(error) => unread(tenant, &error),
    }
}

fn unread(tenant: &TenantId, error: &RunError) {
    tracing::warn!(%tenant, cause = %error, "the desk's outbox cannot be read");
}
