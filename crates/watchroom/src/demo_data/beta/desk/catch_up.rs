//! The days in which no demo ran: tickets go on from where they stood, and those come in that were reported meanwhile.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::{Client, Row, Statement, Transaction};
use uuid::Uuid;
use watchroom_desk::sla::{Facts, Policies, StatusSince};
use watchroom_domain::{Severity, TicketStatus};

use super::fill::{self, People, write};
use super::going_on::{self, Standing};
use super::live::WITHIN;
use super::lives::Step;
use super::reports::{Report, between};
use super::tickets::{Maker, STAFF, moment, ticket_id};
use super::trades::{CATEGORIES, TEAMS};
use crate::demo_data::{HISTORY_DAYS, Progress};

/// A shorter pause is none: live traffic goes on from where it was.
const PAUSE: SignedDuration = SignedDuration::from_mins(20);
/// Tickets closed again within so long were closed too early.
const EARLY_S: i64 = 7 * 86_400;

const NEWEST: &str = "SELECT max(created_at) FROM service_desk.tickets WHERE source = 'demo'";
const KNOWN: &str = "SELECT id, tracking_number FROM service_desk.tickets";

/// Tickets that nobody at the page has touched. $1: since when.
const STANDING: &str = "SELECT id, category, severity, status, created_at, updated_at, assigned_team_id, first_responded_at, \
         resolved_at, closed_at, closed_with_note FROM service_desk.tickets t \
     WHERE source = 'demo' AND status <> 'closed' AND created_at > $1 \
     AND NOT EXISTS (SELECT FROM service_desk.ticket_history h WHERE h.ticket_id = t.id AND h.actor_id IS NOT NULL) \
     ORDER BY id FOR UPDATE";
const STATUSES: &str = "SELECT ticket_id, at, new, reason FROM service_desk.ticket_history \
     WHERE ticket_id = ANY ($1) AND field = 'status' AND old IS NOT NULL ORDER BY ticket_id, at";
const MOVE: &str = "UPDATE service_desk.tickets SET status = $2, waiting_reason = $3, assigned_team_id = $4, updated_at = $5, \
         first_responded_at = $6, resolved_at = $7, closed_at = $8, reopened_count = reopened_count + $9, \
         last_reopened_at = coalesce($10, last_reopened_at), closed_with_note = $11, reopened_early = reopened_early OR $12, \
         version = version + $13, sla_policy_id = $14, sla_response_deadline = $15, sla_response_at_risk_at = $16, \
         sla_resolution_deadline = $17, sla_resolution_at_risk_at = $18, sla_paused_since = $19 WHERE id = $1";
const LINE: &str = "INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_name, field, old, new, reason) \
     VALUES ($1, $2, gen_random_uuid(), $3, $4, $5, $6, $7)";
const NOTE: &str = "INSERT INTO service_desk.ticket_notes (ticket_id, at, author_name, visibility, body) \
     VALUES ($1, $2, $3, 'public', $4)";
const TELL: &str = "INSERT INTO service_desk.events (at, kind) VALUES ($1, 'metrics_updated')";

/// Makes up for a pause that ends now; gives how many tickets changed or came in. Deadlines that passed in the pause were told
/// then.
///
/// # Errors
/// When the database refuses; nothing has happened then.
pub async fn catch_up(
    client: &mut Client,
    now: Timestamp,
    policies: &Policies,
    people: People,
    progress: &mut Progress<'_>,
) -> anyhow::Result<u64> {
    let tx = client.transaction().await?;
    let newest: Option<Timestamp> = tx.query_one(NEWEST, &[]).await?.try_get(0)?;
    let Some(newest) = newest.filter(|newest| now.duration_since(*newest) >= PAUSE) else { return Ok(0) };
    let earliest = now - SignedDuration::from_hours(24 * i64::from(HISTORY_DAYS));
    let (now_s, since) = (now.as_second(), newest.max(earliest));
    let moved = go_on(&tx, since, now, policies).await?;
    let (mut ids, mut numbers) = (HashSet::new(), HashSet::new());
    for row in tx.query(KNOWN, &[]).await? {
        ids.insert(row.try_get::<_, Uuid>(0)?);
        numbers.insert(row.try_get(1)?);
    }
    // A clock that was set back has been here before.
    let is_new = |report: &Report| !ids.contains(&ticket_id(report));
    let reports: Vec<Report> = between(since.as_second(), now_s).filter(is_new).collect();
    let wanted = reports.len();
    let came =
        write(&tx, reports.into_iter(), Maker::beside(now_s, numbers), policies, wanted, people, progress).await?;
    tx.execute(fill::TOLD, &[&now, &since]).await?;
    tx.execute(TELL, &[&now]).await?;
    tx.commit().await?;
    client.batch_execute("ANALYZE service_desk.tickets, service_desk.ticket_history").await?;
    progress("tickets", moved + came, moved + came);
    Ok(moved + came)
}

/// Lets every ticket go on that stood when the pause began; gives how many did.
async fn go_on(tx: &Transaction<'_>, since: Timestamp, now: Timestamp, policies: &Policies) -> anyhow::Result<u64> {
    let rows = tx.query(STANDING, &[&(now - WITHIN)]).await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Uuid>, _>>()?;
    let mut statuses: HashMap<Uuid, Vec<StatusSince>> = HashMap::new();
    for row in tx.query(STATUSES, &[&ids]).await? {
        let status = row.try_get::<_, &str>(2)?.parse()?;
        let line = StatusSince { at: row.try_get(1)?, status, reason: row.try_get(3)? };
        statuses.entry(row.try_get(0)?).or_default().push(line);
    }
    let mover = Mover {
        tx,
        policies,
        update: tx.prepare(MOVE).await?,
        line: tx.prepare(LINE).await?,
        note: tx.prepare(NOTE).await?,
    };
    let mut moved = 0;
    for row in &rows {
        let name: &str = row.try_get(1)?;
        let Some(category) = CATEGORIES.iter().find(|known| known.name == name) else { continue };
        let severity: Severity = row.try_get::<_, &str>(2)?.parse()?;
        let standing = Standing {
            id: row.try_get(0)?,
            category,
            severity: Severity::ALL.iter().position(|known| *known == severity).unwrap_or(1),
            status: row.try_get::<_, &str>(3)?.parse()?,
            since_s: row.try_get::<_, Timestamp>(5)?.as_second(),
        };
        let steps = going_on::between(standing, since.as_second(), now.as_second());
        if !steps.is_empty() {
            mover.go(row, standing, severity, &steps, statuses.remove(&standing.id).unwrap_or_default()).await?;
            moved += 1;
        }
    }
    Ok(moved)
}

struct Mover<'t> {
    tx: &'t Transaction<'t>,
    policies: &'t Policies,
    update: Statement,
    line: Statement,
    note: Statement,
}

impl Mover<'_> {
    async fn go(
        &self,
        row: &Row,
        was: Standing,
        severity: Severity,
        steps: &[Step],
        mut statuses: Vec<StatusSince>,
    ) -> anyhow::Result<()> {
        let (created, had_team): (Timestamp, Option<&str>) = (row.try_get(4)?, row.try_get(6)?);
        let mut responded: Option<Timestamp> = row.try_get(7)?;
        let (mut resolved, mut closed): (Option<Timestamp>, Option<Timestamp>) = (row.try_get(8)?, row.try_get(9)?);
        let mut with_note: Option<bool> = row.try_get(10)?;
        let (mut status, mut reopened, mut reopened_at, mut early) = (was.status, 0_i32, None, false);
        let who = |nth: u64| STAFF[(was.id.as_u64_pair().1.wrapping_add(nth) % STAFF.len() as u64) as usize];
        let team = &TEAMS[was.category.team];
        if had_team.is_none() {
            // Some time before the first step.
            let at = moment(was.since_s + (steps[0].at_s - was.since_s) / 3);
            self.line(was.id, at, Some(who(0)), "team", None, team.name, None).await?;
        }
        for step in steps {
            let at = moment(step.at_s);
            responded = responded.or((step.status != TicketStatus::Open).then_some(at));
            match step.status {
                TicketStatus::Resolved => (resolved, with_note) = (Some(at), Some(step.note.is_some())),
                TicketStatus::Closed => (resolved, closed) = (resolved.or(Some(at)), Some(at)),
                _ => {
                    if let Some(over) = resolved.or(closed) {
                        (reopened, reopened_at) = (reopened + 1, Some(at));
                        early |= at.as_second() - over.as_second() <= EARLY_S;
                    }
                    (resolved, closed, with_note) = (None, None, None);
                }
            }
            // What lies for long is closed by the server itself.
            let actor = (step.status != TicketStatus::Closed).then(|| who(1));
            let why = step.note.filter(|_| step.status.is_open());
            self.line(was.id, at, actor, "status", Some(status.as_str()), step.status.as_str(), why).await?;
            if let Some(note) = step.note.filter(|_| !step.status.is_open()) {
                self.tx.execute(&self.note, &[&was.id, &at, &who(1), &note]).await?;
            }
            statuses.push(StatusSince { at, status: step.status, reason: why.map(str::to_owned) });
            status = step.status;
        }
        let mut facts = Facts::new(created, was.category.name.to_owned(), severity);
        facts.statuses = statuses;
        (facts.first_responded_at, facts.resolved_at, facts.closed_at) = (responded, resolved, closed);
        let sla = self.policies.columns(&facts);
        let last = steps.last().map(|step| (moment(step.at_s), step.note));
        let waits_for = last.and_then(|(_, note)| note).filter(|_| status == TicketStatus::Waiting);
        let steps = steps.len() as i64;
        self.tx
            .execute(
                &self.update,
                &[
                    &was.id,
                    &status.as_str(),
                    &waits_for,
                    &had_team.unwrap_or(team.id),
                    &last.map(|(at, _)| at),
                    &responded,
                    &resolved,
                    &closed,
                    &reopened,
                    &reopened_at,
                    &with_note,
                    &early,
                    &steps,
                    &sla.policy_id.map(|policy| policy.0),
                    &sla.response_deadline,
                    &sla.response_at_risk_at,
                    &sla.resolution_deadline,
                    &sla.resolution_at_risk_at,
                    &sla.paused_since,
                ],
            )
            .await?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of a line")]
    async fn line(
        &self,
        ticket: Uuid,
        at: Timestamp,
        actor: Option<&str>,
        field: &str,
        old: Option<&str>,
        new: &str,
        why: Option<&str>,
    ) -> anyhow::Result<()> {
        self.tx.execute(&self.line, &[&ticket, &at, &actor, &field, &old, &new, &why]).await?;
        Ok(())
    }
}
