//! From the outboxes of service desks to the bus: each process reads them for its own listeners.

use std::time::Duration;

use watchroom_domain::TenantId;
use watchroom_store::desk::{DeskEvent, DeskNews, OutboxEnd, OutboxLine};
use watchroom_store::{RunError, Tenants};

use crate::outage::Outage;
use crate::signal::{Signals, Waiting};
use crate::{Bus, PanelNews};

/// How often the outbox is read while nothing is heard of new lines.
const POLL: Duration = Duration::from_secs(1);

/// Tells the listeners of a tenant, for ever, what happens at its service desk. What was written before is nobody's news.
/// `out_of_sight` is called before listeners are told of tickets that some may see no more, `news` takes what panels over the desk's
/// tables have to follow.
pub async fn follow_desk(
    tenants: &Tenants,
    bus: &Bus,
    signals: &Signals,
    news: &PanelNews,
    tenant: &TenantId,
    out_of_sight: &(dyn Fn() + Sync),
) {
    // Until its signals are heard it is one of those that are asked, even where there is no answer.
    signals.is_heard(tenant, false);
    let (mut unread, mut unheard) = (Outage::default(), Outage::default());
    let told = loop {
        match tenants.outbox_end(tenant).await {
            Ok(end) => break end,
            Err(error) => says_nothing(&mut unread, tenant, &error),
        }
        tokio::time::sleep(POLL).await;
    };
    says_something(&mut unread, tenant);
    // Whoever came before this moment may have missed something.
    out_of_sight();
    bus.desk_begins(tenant, told);
    let mut following = Following { tenants, bus, news, tenant, out_of_sight, told, unread };
    loop {
        match signals.listen(tenants, tenant).await {
            Ok(mut waiting) => {
                signals.is_heard(tenant, true);
                if unheard.ends() {
                    tracing::info!(%tenant, "news of the desk is heard again");
                }
                following.while_heard(&mut waiting).await;
            }
            Err(cause) if unheard.begins() => {
                tracing::warn!(%tenant, %cause, "news of the desk is not heard, and asked for every second instead");
            }
            Err(_) => {}
        }
        signals.is_heard(tenant, false);
        following.tell().await;
        tokio::time::sleep(POLL).await;
    }
}

struct Following<'a> {
    tenants: &'a Tenants,
    bus: &'a Bus,
    news: &'a PanelNews,
    tenant: &'a TenantId,
    out_of_sight: &'a (dyn Fn() + Sync),
    /// How far the outbox was told.
    told: OutboxEnd,
    /// Whether it cannot be read.
    unread: Outage,
}

impl Following<'_> {
    async fn while_heard(&mut self, waiting: &mut Waiting) {
        loop {
            // What was written before it listened is read first.
            self.tell().await;
            if !waiting.wait().await {
                break;
            }
        }
    }

    /// Tells what is new. Where the outbox cannot be read, the next reading tells it.
    async fn tell(&mut self) {
        loop {
            let read = self.tenants.outbox_after(self.tenant, self.told.place).await;
            if read.is_ok() {
                says_something(&mut self.unread, self.tenant);
            }
            match read {
                // A desk made anew, or one restored to a former state: numbers mean something else now.
                Ok((end, _)) if end.outbox != self.told.outbox || end.place < self.told.place => {
                    self.told = end;
                    (self.out_of_sight)();
                    self.bus.desk_begins(self.tenant, end);
                    return;
                }
                Ok((end, lines)) => {
                    if lines.iter().filter_map(|line| line.event.as_ref()).any(moves) {
                        (self.out_of_sight)();
                    }
                    let Some(told) = up_to(&lines, &self.told) else { return };
                    // Of sensitive tickets panels show nothing, and nothing is told of them.
                    if lines.iter().any(|line| line.number.is_some()) {
                        self.news.desk_changed(self.tenant);
                    }
                    self.told = told;
                    self.bus.publish_lines(self.tenant, lines, told);
                    if told.place >= end.place {
                        return;
                    }
                }
                Err(error) => return says_nothing(&mut self.unread, self.tenant, &error),
            }
        }
    }
}

/// How far an outbox is told with these lines; `None` where there are none. More may stand than one reading takes.
fn up_to(lines: &[OutboxLine], before: &OutboxEnd) -> Option<OutboxEnd> {
    let place = lines.last()?.place;
    let newest = |of: fn(&OutboxLine) -> Option<i64>, before| lines.iter().rev().find_map(of).unwrap_or(before);
    Some(OutboxEnd {
        outbox: before.outbox,
        place,
        number: newest(|line| line.number, before.number),
        secret_number: newest(|line| line.secret_number, before.secret_number),
    })
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

/// It is tried every second, and said once.
fn says_nothing(unread: &mut Outage, tenant: &TenantId, error: &RunError) {
    if unread.begins() {
        tracing::warn!(%tenant, cause = %error, "the desk's outbox cannot be read; it is tried every second");
    }
}

fn says_something(unread: &mut Outage, tenant: &TenantId) {
    if unread.ends() {
        tracing::info!(%tenant, "the desk's outbox is read again");
    }
}
