//! From the outboxes of service desks to the bus: each process reads them for its own listeners.

use std::time::Duration;

use watchroom_domain::TenantId;
use watchroom_store::desk::{DeskEvent, DeskNews, OutboxMark, OutboxRead};
use watchroom_store::{RunError, Tenants};

use crate::{Bus, Kind};

/// How often the outbox is read while nothing is heard of new lines.
const POLL: Duration = Duration::from_secs(1);
/// How long nothing is heard before the connection that listens is tried, and the outbox is read all the same.
const QUIET: Duration = Duration::from_secs(10);

/// Tells the listeners of a tenant, for ever, what happens at its service desk. What was written before is nobody's news.
/// `out_of_sight` is called before listeners are told of tickets that some may see no more.
pub async fn follow_desk(tenants: &Tenants, bus: &Bus, tenant: &TenantId, out_of_sight: &(dyn Fn() + Sync)) {
    let mut mark = loop {
        match tenants.outbox_end(tenant).await {
            Ok(mark) => break mark,
            Err(error) => unread(tenant, &error),
        }
        tokio::time::sleep(POLL).await;
    };
    // Whoever came before the mark was set may have missed something.
    out_of_sight();
    bus.publish(tenant, Kind::Resync);
    loop {
        match tenants.outbox_listen(tenant).await {
            Ok(mut listener) => {
                // What was written before it listened is read first.
                loop {
                    tell(tenants, bus, tenant, &mut mark, out_of_sight).await;
                    if !listener.wait(QUIET).await {
                        break;
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%tenant, cause = %error, "news of the desk is not heard, and asked for instead")
            }
        }
        tell(tenants, bus, tenant, &mut mark, out_of_sight).await;
        tokio::time::sleep(POLL).await;
    }
}

async fn tell(
    tenants: &Tenants,
    bus: &Bus,
    tenant: &TenantId,
    mark: &mut OutboxMark,
    out_of_sight: &(dyn Fn() + Sync),
) {
    match tenants.outbox_read(tenant, mark).await {
        Ok(OutboxRead::New(events)) => {
            if events.iter().any(moves) {
                out_of_sight();
            }
            for event in events {
                bus.publish(tenant, Kind::Desk(event));
            }
        }
        Ok(OutboxRead::BegunAnew) => {
            out_of_sight();
            bus.publish(tenant, Kind::Resync);
        }
        Err(error) => unread(tenant, &error),
    }
}

/// Whether somebody may see less of what panels show after it: a ticket that becomes sensitive or leaves its ward, or many
/// at once. Of what was sensitive before nothing was shown, and nothing may tell of it, not even that something is read anew.
fn moves(event: &DeskEvent) -> bool {
    let now = &event.now;
    match (event.news, &event.before) {
        (DeskNews::Figures, _) => !now.is_sensitive,
        (_, Some(before)) => !before.is_sensitive && (now.is_sensitive || before.ward != now.ward),
        (_, None) => false,
    }
}

fn unread(tenant: &TenantId, error: &RunError) {
    tracing::warn!(%tenant, cause = %error, "the desk's outbox cannot be read");
}
