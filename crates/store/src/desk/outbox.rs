//! The outbox: what changes write in their own transaction, read by every process that has listeners.
//!
//! Ids do not say what is new, since a lower one may be committed later. So whoever reads first numbers the lines that have
//! become visible (`service_desk.number_events`), and "what came after 120" means the same to every process and after every
//! restart: nothing is lost, and nothing comes twice.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::{TenantId, TicketId};

use crate::listening::Listening;
use crate::{RunError, Tenants, tls};

const LISTEN: &str = "LISTEN watchroom_desk";
const NUMBER: &str = "SELECT outbox, place, number, secret_number FROM service_desk.number_events()";
const AFTER: &str = "SELECT kind, ticket_id, clock, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, was_team_id, \
     place, number, secret_number FROM service_desk.events WHERE place > $1 ORDER BY place LIMIT $2";
const MISSED: &str = "SELECT kind, ticket_id, clock, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, was_team_id, \
     place, number, secret_number FROM service_desk.events WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3";
const MISSED_SECRETS: &str = "SELECT kind, ticket_id, clock, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, \
     was_team_id, place, number, secret_number FROM service_desk.events WHERE secret_number > $1 AND secret_number <= $2 \
     ORDER BY secret_number LIMIT $3";
const SWEEP: &str = "DELETE FROM service_desk.events WHERE at < $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LISTEN, NUMBER, AFTER, MISSED, MISSED_SECRETS, SWEEP];

/// Lines of one reading.
const MOST_AT_ONCE: i64 = 1_000;
/// Lines that are told again to whoever comes back; who missed more looks at everything anew.
const MOST_MISSED: i64 = 500;

/// How long an answer of the outbox is waited for: longer than a statement may take in the database, so that only a network or a
/// database that says nothing at all is given up.
const ANSWERED_WITHIN: Duration = Duration::from_secs(20);
/// How long it may take until a connection listens.
const LISTENS_WITHIN: Duration = Duration::from_secs(5);

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

/// A line of the outbox with its numbers, all from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Among all lines: for the server alone.
    pub place: i64,
    /// Among those that people hear of who may not see sensitive tickets; `None` where they may not hear of it.
    pub number: Option<i64>,
    /// Among those that concern sensitive tickets; `None` where it does not.
    pub secret_number: Option<i64>,
    /// What happened; `None` where this version of the program does not know it.
    pub event: Option<DeskEvent>,
}

/// How far an outbox was numbered at some moment; 0 is before the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxEnd {
    /// Which outbox it is: numbers of another are not compared.
    pub outbox: Uuid,
    /// Of the last line of all.
    pub place: i64,
    /// Of the last line for everybody.
    pub number: i64,
    /// Of the last line that concerns sensitive tickets.
    pub secret_number: i64,
}

impl Tenants {
    /// The end of a desk's outbox: what comes after it is new.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; else see [`RunError`].
    pub async fn outbox_end(&self, tenant: &TenantId) -> Result<OutboxEnd, RunError> {
        let asked = async {
            let tx = self.desk_as_server(tenant).await?;
            let row = tx.query_one(NUMBER, &[]).await.map_err(|error| tx.sort_out(&error))?;
            let end = end_of(&row).map_err(|error| tx.sort_out(&error))?;
            tx.commit().await?;
            Ok(end)
        };
        in_time(tenant, ANSWERED_WITHIN, asked).await
    }

    /// What was written after the line at `place`, the oldest first, and how far the outbox reaches. More than a thousand lines
    /// come in several readings.
    ///
    /// # Errors
    /// As with [`Tenants::outbox_end`].
    pub async fn outbox_after(&self, tenant: &TenantId, place: i64) -> Result<(OutboxEnd, Vec<OutboxLine>), RunError> {
        let asked = async {
            let tx = self.desk_as_server(tenant).await?;
            let row = tx.query_one(NUMBER, &[]).await.map_err(|error| tx.sort_out(&error))?;
            let end = end_of(&row).map_err(|error| tx.sort_out(&error))?;
            let rows = if end.place > place { tx.query(AFTER, &[&place, &MOST_AT_ONCE]).await } else { Ok(Vec::new()) };
            let lines: Result<Vec<OutboxLine>, _> =
                rows.map_err(|error| tx.sort_out(&error))?.iter().map(line_of).collect();
            let lines = lines.map_err(|error| tx.sort_out(&error))?;
            tx.commit().await?;
            Ok((end, lines))
        };
        in_time(tenant, ANSWERED_WITHIN, asked).await
    }

    /// What somebody missed who was told of everything up to the line `after` and is told what comes after `upto`: of the lines
    /// for everybody, or of those that concern sensitive tickets. `None` where it is not known any more, or too much.
    ///
    /// # Errors
    /// As with [`Tenants::outbox_end`].
    pub async fn outbox_missed(
        &self,
        tenant: &TenantId,
        secrets: bool,
        after: i64,
        upto: i64,
    ) -> Result<Option<Vec<OutboxLine>>, RunError> {
        let tx = self.desk_as_server(tenant).await?;
        let statement = if secrets { MISSED_SECRETS } else { MISSED };
        let rows = tx.query(statement, &[&after, &upto, &(MOST_MISSED + 1)]).await;
        let lines: Result<Vec<OutboxLine>, _> =
            rows.map_err(|error| tx.sort_out(&error))?.iter().map(line_of).collect();
        let lines = lines.map_err(|error| tx.sort_out(&error))?;
        tx.commit().await?;
        // Numbers have no gaps: where fewer lines stand than numbers were given, old ones were swept out.
        let whole = i64::try_from(lines.len()).is_ok_and(|count| count <= MOST_MISSED && count == upto - after);
        Ok(whole.then_some(lines))
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
        let listening = async {
            let line = Listening::open(&entry.address.config, connector, 1).await?;
            line.client.batch_execute(LISTEN).await?;
            Ok(line)
        };
        let listening = async { listening.await.map_err(|error| lost(&crate::error::describe(&error))) };
        in_time(tenant, LISTENS_WITHIN, listening).await.map(OutboxListener)
    }
}

/// Gives up what is not answered in time: a network that swallows everything says nothing for hours.
async fn in_time<T>(
    tenant: &TenantId,
    within: Duration,
    asked: impl Future<Output = Result<T, RunError>>,
) -> Result<T, RunError> {
    tokio::time::timeout(within, asked).await.unwrap_or_else(|_| {
        let cause = format!("no answer within {} s", within.as_secs());
        Err(RunError::Unreachable { tenant: tenant.clone(), cause })
    })
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

fn end_of(row: &Row) -> Result<OutboxEnd, tokio_postgres::Error> {
    Ok(OutboxEnd {
        outbox: row.try_get(0)?,
        place: row.try_get(1)?,
        number: row.try_get(2)?,
        secret_number: row.try_get(3)?,
    })
}

/// Reads a row of [`AFTER`] or [`MISSED`].
fn line_of(row: &Row) -> Result<OutboxLine, tokio_postgres::Error> {
    Ok(OutboxLine {
        event: event(row)?,
        place: row.try_get(9)?,
        number: row.try_get(10)?,
        secret_number: row.try_get(11)?,
    })
}

/// What a line tells; `None` where this version does not know it.
fn event(row: &Row) -> Result<Option<DeskEvent>, tokio_postgres::Error> {
    let kind = row.try_get::<_, &str>(0)?;
    let ticket = row.try_get::<_, Option<Uuid>>(1)?.map(TicketId);
    let clock = match row.try_get::<_, Option<&str>>(2)? {
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
    let now = DeskStand { is_sensitive: row.try_get(3)?, ward: row.try_get(4)?, team: row.try_get(5)? };
    let before = row.try_get::<_, Option<bool>>(6)?;
    let (ward, team) = (row.try_get(7)?, row.try_get(8)?);
    let before = before.map(|is_sensitive| DeskStand { is_sensitive, ward, team });
    Ok(Some(DeskEvent { news, now, before }))
}
