//! The outbox: what changes write in their own transaction, read by every process that has listeners.
//!
//! Ids do not say what is new, since a lower one may be committed later. So a reader keeps the snapshot of the database that
//! it last read under, and asks for what that snapshot could not see: nothing is lost, and nothing comes twice.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::{TenantId, TicketId};

use crate::listening::Listening;
use crate::{RunError, Tenants, tls};

const LISTEN: &str = "LISTEN watchroom_desk";
const NOW: &str = "SELECT pg_current_snapshot()::text";
/// A line of a transaction that had not begun is of another time of this database, which was restored since.
const NEW: &str = "SELECT pg_current_snapshot()::text, e.kind, e.ticket_id, e.clock, e.is_sensitive, e.ward_id, e.team_id, \
     e.was_sensitive, e.was_ward_id, e.was_team_id FROM (SELECT 1) one LEFT JOIN service_desk.events e \
     ON e.tx >= pg_snapshot_xmin($1::text::pg_snapshot) AND e.tx < pg_snapshot_xmax(pg_current_snapshot()) \
     AND NOT pg_visible_in_snapshot(e.tx, $1::text::pg_snapshot) ORDER BY e.id";
const SWEEP: &str = "DELETE FROM service_desk.events WHERE at < $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LISTEN, NOW, NEW, SWEEP];

/// How long a line is kept: what nobody was told of by then, nobody waits for.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One of a ticket's two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlaClock {
    /// Until somebody responds.
    Response,
    /// Until it is resolved.
    Resolution,
}

impl SlaClock {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Resolution => "resolution",
        }
    }
}

/// What happened at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskNews {
    /// A ticket came in.
    Created(TicketId),
    /// A ticket was changed.
    Updated(TicketId),
    /// A clock of a ticket has run out.
    Breach(TicketId, SlaClock),
    /// A clock of a ticket will soon have run out.
    AtRisk(TicketId, SlaClock),
    /// Figures are others now: many tickets were changed at once.
    Figures,
}

/// Where a ticket stands, or stood: whoever's [`watchroom_access::TicketScope`] holds it sees it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskStand {
    /// Whether it is for the police liaison alone.
    pub is_sensitive: bool,
    /// Its ward.
    pub ward: Option<String>,
    /// Its team.
    pub team: Option<String>,
}

/// A line of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEvent {
    /// What happened.
    pub news: DeskNews,
    /// Where the ticket stands now.
    pub now: DeskStand,
    /// Where it stood before, where it was changed.
    pub before: Option<DeskStand>,
}

/// Up to where the outbox was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMark(String);

impl OutboxMark {
    /// The first transaction that had not begun.
    fn end(&self) -> u64 {
        self.0.split(':').nth(1).and_then(|end| end.parse().ok()).unwrap_or(0)
    }
}

/// What a reading of the outbox gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxRead {
    /// What is new, in the order in which it was written.
    New(Vec<DeskEvent>),
    /// The database is another one than before: nobody can say what was missed.
    BegunAnew,
}

impl Tenants {
    /// The end of a desk's outbox: from there on a reader misses nothing.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; else see [`RunError`].
    pub async fn outbox_end(&self, tenant: &TenantId) -> Result<OutboxMark, RunError> {
        let tx = self.desk_as_server(tenant).await?;
        let end = tx.query_one(NOW, &[]).await.and_then(|row| row.try_get(0)).map_err(|error| tx.sort_out(&error))?;
        tx.commit().await?;
        Ok(OutboxMark(end))
    }

    /// What was written since `mark`, which moves on.
    ///
    /// # Errors
    /// As with [`Tenants::outbox_end`]; then the mark stays.
    pub async fn outbox_read(&self, tenant: &TenantId, mark: &mut OutboxMark) -> Result<OutboxRead, RunError> {
        let tx = self.desk_as_server(tenant).await?;
        let rows = tx.query(NEW, &[&mark.0]).await.map_err(|error| tx.sort_out(&error))?;
        let read: Result<Vec<Option<DeskEvent>>, _> = rows.iter().map(event).collect();
        let end = rows.first().map_or(Ok(mark.0.clone()), |row| row.try_get(0)).map_err(|error| tx.sort_out(&error))?;
        let events = read.map_err(|error| tx.sort_out(&error))?.into_iter().flatten().collect();
        tx.commit().await?;
        let before = std::mem::replace(mark, OutboxMark(end));
        Ok(if mark.end() < before.end() { OutboxRead::BegunAnew } else { OutboxRead::New(events) })
    }

    /// Removes lines of the outbox that are a week old; returns how many.
    ///
    /// # Errors
    /// As with [`Tenants::outbox_end`].
    pub async fn outbox_sweep(&self, tenant: &TenantId, now: Timestamp) -> Result<u64, RunError> {
        let before = now.saturating_sub(KEPT_FOR).unwrap_or(now);
        let tx = self.desk_as_server(tenant).await?;
        let swept = tx.execute(SWEEP, &[&before]).await.map_err(|error| tx.sort_out(&error))?;
        tx.commit().await?;
        Ok(swept)
    }

    /// A connection of its own, as the desk's role, that hears of new lines.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk, [`RunError::Unreachable`] where it cannot be had.
    pub async fn outbox_listen(&self, tenant: &TenantId) -> Result<OutboxListener, RunError> {
        let entry = self.desk_entry(tenant).ok_or_else(|| super::no_desk(tenant))?;
        let lost =
            |cause: &dyn std::fmt::Display| RunError::Unreachable { tenant: tenant.clone(), cause: cause.to_string() };
        let connector = tls::connector(&entry.address).map_err(|error| lost(&error))?;
        // Where one is waiting already, it says as much as two.
        let line = Listening::open(&entry.address.config, connector, 1).await;
        let line = line.map_err(|error| lost(&crate::error::describe(&error)))?;
        line.client.batch_execute(LISTEN).await.map_err(|error| lost(&crate::error::describe(&error)))?;
        Ok(OutboxListener(line))
    }
}

/// Hears of new lines of a desk's outbox.
#[derive(Debug)]
pub struct OutboxListener(Listening);

impl OutboxListener {
    /// Waits until something new is heard of, or `patience` is over and the connection is still good; `false` where it is
    /// lost.
    pub async fn wait(&mut self, patience: Duration) -> bool {
        match tokio::time::timeout(patience, self.0.heard()).await {
            Ok(heard) => heard.is_some(),
            // A network that swallows everything looks like a desk where nothing happens.
            Err(_) => matches!(tokio::time::timeout(patience, self.0.client.batch_execute("")).await, Ok(Ok(()))),
        }
    }
}

/// Reads a row of [`NEW`]; `None` where it only carries the snapshot, or tells of what this version does not know.
fn event(row: &Row) -> Result<Option<DeskEvent>, tokio_postgres::Error> {
    let Some(kind) = row.try_get::<_, Option<&str>>(1)? else { return Ok(None) };
    let ticket = row.try_get::<_, Option<Uuid>>(2)?.map(TicketId);
    let clock = match row.try_get::<_, Option<&str>>(3)? {
        Some("response") => Some(SlaClock::Response),
        Some("resolution") => Some(SlaClock::Resolution),
        _ => None,
    };
    let news = match (kind, ticket, clock) {
        ("ticket_created", Some(ticket), _) => DeskNews::Created(ticket),
        ("ticket_updated", Some(ticket), _) => DeskNews::Updated(ticket),
        ("sla_breach", Some(ticket), Some(clock)) => DeskNews::Breach(ticket, clock),
        ("sla_at_risk", Some(ticket), Some(clock)) => DeskNews::AtRisk(ticket, clock),
        ("metrics_updated", _, _) => DeskNews::Figures,
        _ => return Ok(None),
    };
    let now = DeskStand { is_sensitive: row.try_get(4)?, ward: row.try_get(5)?, team: row.try_get(6)? };
    let before = row.try_get::<_, Option<bool>>(7)?;
    let (ward, team) = (row.try_get(8)?, row.try_get(9)?);
    let before = before.map(|is_sensitive| DeskStand { is_sensitive, ward, team });
    Ok(Some(DeskEvent { news, now, before }))
}
