//! From the outboxes of service desks to the bus: each process reads them for its own listeners.

use std::time::Duration;

use watchroom_domain::TenantId;
use watchroom_store::desk::OutboxEnd;
use watchroom_store::{RunError, Tenants};

use crate::Bus;
use crate::signal::{Signals, Waiting};

/// How often the outbox is read while nothing is heard of new lines.
const POLL: Duration = Duration::from_secs(1);

/// Tells the listeners of a tenant, for ever, what happens at its service desk. What was written before is nobody's news.
pub async fn follow_desk(tenants: &Tenants, bus: &Bus, signals: &Signals, tenant: &TenantId) {
    let mut told = loop {
        match tenants.outbox_end(tenant).await {
            Ok(end) => break end,
            Err(error) => unread(tenant, &error),
        }
        tokio::time::sleep(POLL).await;
    };
    bus.desk_begins(tenant, told);
    loop {
        match signals.listen(tenants, tenant).await {
            Ok(mut waiting) => {
                signals.is_heard(tenant, true);
                follow_while_heard(tenants, bus, tenant, &mut told, &mut waiting).await;
            }
            Err(cause) => {
                tracing::warn!(%tenant, %cause, "news of the desk is not heard, and asked for every second instead");
            }
        }
        signals.is_heard(tenant, false);
        tell(tenants, bus, tenant, &mut told).await;
        tokio::time::sleep(POLL).await;
    }
}

async fn follow_while_heard(
    tenants: &Tenants,
    bus: &Bus,
    tenant: &TenantId,
    told: &mut OutboxEnd,
    waiting: &mut Waiting,
) {
    loop {
        // What was written before it listened is read first.
        tell(tenants, bus, tenant, told).await;
        if !waiting.wait().await {
            break;
        }
    }
}

/// Tells what is new. Where the outbox cannot be read, the next reading tells it.
async fn tell(tenants: &Tenants, bus: &Bus, tenant: &TenantId, told: &mut OutboxEnd) {
    loop {
        match tenants.outbox_after(tenant, told.place).await {
            // A desk made anew, or one restored to a former state: numbers mean something else now.
            Ok((end, _)) if end.outbox != told.outbox || end.place < told.place => {
                *told = end;
                bus.desk_begins(tenant, end);
                return;
            }
            Ok((end, lines)) => {
                let Some(last) = lines.last() else { return };
                // Where more lines stand than one reading takes, they were told up to the last of these.
                let number = |of: fn(&_) -> Option<i64>, before| lines.iter().rev().find_map(of).unwrap_or(before);
                *told = OutboxEnd {
                    outbox: end.outbox,
                    place: last.place,
                    number: number(|line: &watchroom_store::desk::OutboxLine| line.number, told.number),
                    secret_number: number(|line| line.secret_number, told.secret_number),
                };
                bus.publish_lines(tenant, lines, *told);
                if told.place >= end.place {
                    return;
                }
            }
            Err(error) => return unread(tenant, &error),
        }
    }
}

fn unread(tenant: &TenantId, error: &RunError) {
    tracing::warn!(%tenant, cause = %error, "the desk's outbox cannot be read");
}
