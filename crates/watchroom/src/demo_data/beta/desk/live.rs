//! Live traffic: people report, somebody assigns, teams begin and finish. Every few seconds one of these happens, to tickets
//! that nobody at the page has touched.

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;
use watchroom_desk::sla::{Facts, Policies};
use watchroom_domain::Severity;

use super::places::WARDS;
use super::reports::{Report, made_up};
use super::trades::{CATEGORIES, TEAMS};
use crate::demo_data::noise::Stream;

const TRAFFIC: Stream = Stream::named("traffic");
/// Seconds between two happenings, on average.
const EVERY_S: i64 = 10;
/// Tickets that traffic takes up are at most so old: some older ones lie for ever.
pub(super) const WITHIN: SignedDuration = SignedDuration::from_hours(45 * 24);

/// A ticket that somebody may take up, any of them: nobody at the page has changed it. $1: since when, $2: chance.
const UNTOUCHED: &str = "source = 'demo' AND created_at > $1 \
     AND NOT EXISTS (SELECT FROM service_desk.ticket_history h WHERE h.ticket_id = t.id AND h.actor_id IS NOT NULL) \
     ORDER BY md5(id::text || $2) LIMIT 1 FOR UPDATE SKIP LOCKED";

/// A line of the history. $1 to $6: ticket, when, who, field, old, new.
const LINE: &str = "INSERT INTO service_desk.ticket_history (ticket_id, at, change, actor_name, field, old, new) \
     VALUES ($1, $2, gen_random_uuid(), $3, $4, $5, $6)";

/// What happens.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Reported,
    Assigned,
    Begun,
    Resolved,
}

/// The desk's traffic.
pub struct Traffic {
    last_s: i64,
}

impl Traffic {
    /// Begins now.
    pub fn begin(now: Timestamp) -> Self {
        Self { last_s: now.as_second() }
    }

    /// Lets happen what is due since the last call; gives how much it was. A pause is not made up for.
    ///
    /// # Errors
    /// When the database refuses; what was under way has not happened then.
    pub async fn tick(&mut self, client: &mut Client, policies: &Policies, now: Timestamp) -> anyhow::Result<u64> {
        let due = (self.last_s / EVERY_S + 1..=now.as_second() / EVERY_S).last();
        self.last_s = now.as_second();
        let Some(turn) = due else { return Ok(0) };
        // Tickets are reported as often as they are resolved, so the desk neither fills nor empties.
        let happening = match TRAFFIC.hash(turn) % 100 {
            0..20 => Happening::Reported,
            20..45 => Happening::Assigned,
            45..75 => Happening::Begun,
            _ => Happening::Resolved,
        };
        let tx = client.transaction().await?;
        let happened = match happening {
            Happening::Reported => report(&tx, policies, &made_up(turn, now.as_second()), now).await?,
            _ => go_on(&tx, happening, now, TRAFFIC.of(1).hash(turn)).await?,
        };
        tx.commit().await?;
        Ok(u64::from(happened))
    }
}

async fn report(tx: &Transaction<'_>, policies: &Policies, report: &Report, now: Timestamp) -> anyhow::Result<bool> {
    let category = &CATEGORIES[report.category];
    let severity = Severity::ALL[report.severity];
    let sla = policies.columns(&Facts::new(now, category.name.to_owned(), severity));
    let bits = TRAFFIC.of(2).hash(report.number);
    let number = super::tickets::tracking_number(i64::from_ne_bytes(bits.to_ne_bytes()));
    let sql = "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, latitude, \
         longitude, ward_id, is_sensitive, source, created_at, updated_at, sla_policy_id, sla_response_deadline, \
         sla_response_at_risk_at, sla_resolution_deadline, sla_resolution_at_risk_at) \
         VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, 'demo', $10, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT DO NOTHING RETURNING id";
    let ward = WARDS[report.place.ward].id;
    let made = tx
        .query_opt(
            sql,
            &[
                &number,
                &category.name,
                &severity.as_str(),
                &report.words,
                &report.place.address,
                &report.place.latitude,
                &report.place.longitude,
                &ward,
                &report.is_sensitive,
                &now,
                &sla.policy_id.map(|policy| policy.0),
                &sla.response_deadline,
                &sla.response_at_risk_at,
                &sla.resolution_deadline,
                &sla.resolution_at_risk_at,
            ],
        )
        .await?;
    let Some(made) = made else { return Ok(false) };
    let id = made.try_get(0)?;
    tx.execute(LINE, &[&id, &now, &"Call centre", &"status", &None::<&str>, &"open"]).await?;
    tell(tx, "ticket_created", id, now).await?;
    Ok(true)
}

/// Takes the next ticket up that something can happen to.
async fn go_on(tx: &Transaction<'_>, happening: Happening, now: Timestamp, chance: u64) -> anyhow::Result<bool> {
    let (condition, old, new) = match happening {
        Happening::Assigned => ("status = 'open' AND assigned_team_id IS NULL", "open", "open"),
        Happening::Begun => ("status = 'open' AND assigned_team_id IS NOT NULL", "open", "in_progress"),
        _ => ("status = 'in_progress'", "in_progress", "resolved"),
    };
    let found = format!("SELECT id, category FROM service_desk.tickets t WHERE {condition} AND {UNTOUCHED}");
    let Some(row) = tx.query_opt(&found, &[&(now - WITHIN), &chance.to_string()]).await? else { return Ok(false) };
    let (id, category): (Uuid, String) = (row.try_get(0)?, row.try_get(1)?);
    let team = CATEGORIES.iter().find(|known| known.name == category).map_or(0, |known| known.team);
    let (change, field, before, after) = match happening {
        Happening::Assigned => {
            ("assigned_team_id = (SELECT id FROM service_desk.teams WHERE name = $3)", "team", None, TEAMS[team].name)
        }
        Happening::Begun => {
            ("status = $3, first_responded_at = coalesce(first_responded_at, $2)", "status", Some(old), new)
        }
        _ => ("status = $3, resolved_at = $2, closed_with_note = true", "status", Some(old), new),
    };
    let sql = format!("UPDATE service_desk.tickets SET {change}, updated_at = $2, version = version + 1 WHERE id = $1");
    tx.execute(&sql, &[&id, &now, &after]).await?;
    let who = super::tickets::STAFF[(chance % super::tickets::STAFF.len() as u64) as usize];
    tx.execute(LINE, &[&id, &now, &who, &field, &before, &after]).await?;
    if matches!(happening, Happening::Resolved) {
        let note = "INSERT INTO service_desk.ticket_notes (ticket_id, at, author_name, visibility, body) \
             VALUES ($1, $2, $3, 'public', $4)";
        let words = CATEGORIES.iter().find(|known| known.name == category).map_or(&[][..], super::lives::done_words);
        let done = words.get((chance / 8 % words.len().max(1) as u64) as usize).copied().unwrap_or("Done.");
        tx.execute(note, &[&id, &now, &who, &done]).await?;
    }
    tell(tx, "ticket_updated", id, now).await?;
    Ok(true)
}

/// Writes to the outbox, from where whoever may see the ticket hears of it.
async fn tell(tx: &Transaction<'_>, kind: &str, ticket: Uuid, now: Timestamp) -> anyhow::Result<()> {
    let sql = "INSERT INTO service_desk.events (at, kind, ticket_id, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, was_team_id) \
         SELECT $1, $2, id, is_sensitive, ward_id, assigned_team_id, is_sensitive, ward_id, assigned_team_id \
         FROM service_desk.tickets WHERE id = $3";
    tx.execute(sql, &[&now, &kind, &ticket]).await?;
    Ok(())
}
