//! The desk's tables, filled at a first start: COPY into temporary tables, since none with row security takes COPY, and from
//! there in one transaction.

use std::pin::pin;

use futures_util::SinkExt as _;
use jiff::Timestamp;
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;
use watchroom_desk::sla::Policies;
use watchroom_store::CopyRows;

use super::levels::Levels;
use super::places::WARDS;
use super::reports::{Report, between, start_of_newest};
use super::tickets::Maker;
use super::trades::{CATEGORIES, TEAMS};
use crate::demo_data::{HISTORY_DAYS, Progress};

/// Tickets of the usual history: some eighteen months of them.
const TICKETS_OF_ALL: usize = 60_000;
/// Tickets that are made and sent at once.
const PIECE: usize = 4_000;
/// Columns of [`TICKETS`].
pub const COLUMNS: i16 = 31;

/// The columns that are written of a ticket, in this order.
pub const TICKETS: &str = "id, tracking_number, category, severity, status, waiting_reason, description, address, latitude, \
     longitude, ward_id, is_sensitive, assigned_team_id, assigned_user_id, parent_id, created_at, updated_at, \
     first_responded_at, resolved_at, closed_at, reopened_count, last_reopened_at, closed_with_note, sla_policy_id, \
     sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline, sla_resolution_at_risk_at, sla_paused_since, \
     version, reopened_early";
const HISTORY: &str = "id, ticket_id, at, change, actor_name, field, old, new, reason";
const NOTES: &str = "id, ticket_id, at, author_name, visibility, body";

/// Whom of the demo's people the desk knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct People {
    /// The manager, who has made lists for all.
    pub manager: Option<Uuid>,
    /// The ward councillor.
    pub councillor: Option<Uuid>,
    /// The police liaison.
    pub liaison: Option<Uuid>,
    /// The field worker of the water team.
    pub field_worker: Option<Uuid>,
}

/// Whether a fill is due: there is no ticket yet.
///
/// # Errors
/// When the database refuses.
pub async fn needs_fill(client: &Client) -> Result<bool, tokio_postgres::Error> {
    client.query_one("SELECT NOT EXISTS (SELECT FROM service_desk.tickets)", &[]).await?.try_get(0)
}

/// Writes teams, wards, categories and service levels that are missing.
pub async fn write_words(client: &Client) -> anyhow::Result<()> {
    for team in &TEAMS {
        let sql = "INSERT INTO service_desk.teams (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        client.execute(sql, &[&team.id, &team.name]).await?;
    }
    for ward in &WARDS {
        let sql = "INSERT INTO service_desk.wards (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        client.execute(sql, &[&ward.id, &format!("Ward {}: {}", ward.id, ward.name)]).await?;
    }
    for category in &CATEGORIES {
        let code = category.name.to_lowercase().replace(' ', "-");
        let sql = "INSERT INTO service_desk.categories (name, service_code, is_sensitive) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        client.execute(sql, &[&category.name, &code, &category.is_sensitive()]).await?;
    }
    Levels::make()?.write(client).await
}

/// Writes the tickets of a history that ends at `now`: some eighteen months at the usual length of the demo's history, less in
/// proportion. Gives how many.
///
/// # Errors
/// When the database refuses; there is nothing then, or all of it.
pub async fn fill(
    client: &mut Client,
    now: Timestamp,
    history_days: u32,
    people: People,
    progress: &mut Progress<'_>,
) -> anyhow::Result<u64> {
    write_words(client).await?;
    let wanted = TICKETS_OF_ALL * history_days.min(HISTORY_DAYS) as usize / HISTORY_DAYS as usize;
    let now_s = now.as_second();
    let reports = between(start_of_newest(wanted, now_s), now_s);
    let tx = client.transaction().await?;
    let policies = Levels::make()?.policies()?;
    let count = write(&tx, reports, Maker::at(now_s), &policies, wanted, people, progress).await?;
    tx.execute(TOLD, &[&now, &Timestamp::UNIX_EPOCH]).await?;
    views(&tx, now, people).await?;
    tx.commit().await?;
    client
        .batch_execute("VACUUM (ANALYZE) service_desk.tickets, service_desk.ticket_history, service_desk.ticket_notes")
        .await?;
    progress("tickets", count, count);
    Ok(count)
}

/// Writes the tickets of reports as a maker makes them; gives how many.
pub(super) async fn write(
    tx: &Transaction<'_>,
    reports: impl Iterator<Item = Report>,
    mut maker: Maker,
    policies: &Policies,
    wanted: usize,
    people: People,
    progress: &mut Progress<'_>,
) -> anyhow::Result<u64> {
    for (table, columns) in [("tickets", TICKETS), ("ticket_history", HISTORY), ("ticket_notes", NOTES)] {
        tx.batch_execute(&format!(
            "CREATE TEMPORARY TABLE made_{table} ON COMMIT DROP AS SELECT {columns} FROM service_desk.{table} WITH NO DATA"
        ))
        .await?;
    }
    let (mut reports, mut count) = (reports.peekable(), 0);
    while reports.peek().is_some() {
        let (mut tickets, mut history, mut notes) = (CopyRows::new(), CopyRows::new(), CopyRows::new());
        for report in reports.by_ref().take(PIECE) {
            let ticket = maker.make(report);
            ticket.write(&mut tickets, policies, people.field_worker);
            ticket.write_story(&mut history, &mut notes);
        }
        count += tickets.rows();
        for (table, columns, rows) in
            [("tickets", TICKETS, tickets), ("ticket_history", HISTORY, history), ("ticket_notes", NOTES, notes)]
        {
            copy(tx, &format!("COPY made_{table} ({columns}) FROM STDIN (FORMAT binary)"), rows).await?;
        }
        // The database's own part takes as long as ours.
        progress("tickets", count / 2, (wanted as u64).max(count));
    }
    tx.batch_execute(&format!(
        "INSERT INTO service_desk.tickets ({TICKETS}, source) SELECT {TICKETS}, 'demo' FROM made_tickets ORDER BY created_at;
         INSERT INTO service_desk.ticket_history ({HISTORY}) SELECT {HISTORY} FROM made_ticket_history ORDER BY at;
         INSERT INTO service_desk.ticket_notes ({NOTES}) SELECT {NOTES} FROM made_ticket_notes ORDER BY at;"
    ))
    .await?;
    Ok(count)
}

/// Deadlines of the past were told when they passed: until $1, after $2.
pub(super) const TOLD: &str = "INSERT INTO service_desk.sla_notices (ticket_id, clock, kind, deadline, at) \
     SELECT t.id, c.clock, k.kind, c.deadline, k.due_at FROM service_desk.tickets t \
     CROSS JOIN LATERAL (VALUES \
       ('response', t.sla_response_deadline, t.sla_response_at_risk_at, t.first_responded_at), \
       ('resolution', t.sla_resolution_deadline, t.sla_resolution_at_risk_at, coalesce(t.resolved_at, t.closed_at)) \
     ) c (clock, deadline, at_risk_at, done_at) \
     CROSS JOIN LATERAL (VALUES ('at_risk', c.at_risk_at), ('breach', c.deadline)) k (kind, due_at) \
     WHERE c.deadline IS NOT NULL AND k.due_at < coalesce(c.done_at, $1) AND k.due_at > $2 \
       AND t.source = 'demo' ON CONFLICT DO NOTHING";

async fn copy(tx: &Transaction<'_>, statement: &str, mut rows: CopyRows) -> anyhow::Result<()> {
    let mut sink = pin!(tx.copy_in(statement).await?);
    rows.finish();
    sink.send(rows.take()).await?;
    sink.finish().await?;
    Ok(())
}

/// The lists that people have kept.
async fn views(tx: &Transaction<'_>, now: Timestamp, people: People) -> anyhow::Result<()> {
    const OPEN: &str = "status=open&status=in_progress&status=waiting&status=escalated";
    let views = [
        (
            people.manager,
            "Mandla Manager",
            "Late and open",
            format!("{OPEN}&sla=breached&sort_by=sla_resolution_deadline&sort_order=asc"),
            true,
            false,
        ),
        (people.manager, "Mandla Manager", "Nobody has it", "unassigned=true&status=open".to_owned(), true, false),
        (
            people.manager,
            "Mandla Manager",
            "Water, running short",
            format!("{OPEN}&team_id=water&sla=at_risk"),
            false,
            false,
        ),
        (
            people.councillor,
            "Cebisa Councillor",
            "Street lights and potholes",
            format!("{OPEN}&category=Street%20light&category=Pothole"),
            false,
            false,
        ),
        (
            people.liaison,
            "Lindiwe Liaison",
            "Gender-based violence, open",
            format!("{OPEN}&category=Gender-based%20violence&sort_by=sla_resolution_deadline&sort_order=asc"),
            true,
            true,
        ),
        (people.liaison, "Lindiwe Liaison", "Cable theft, open", format!("{OPEN}&category=Cable%20theft"), true, true),
    ];
    for (owner, owner_name, name, query, shared, of_liaison) in views {
        let Some(owner) = owner else { continue };
        let sql = "INSERT INTO service_desk.saved_views (owner_id, owner_name, name, query, shared, of_liaison, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        tx.execute(sql, &[&owner, &owner_name, &name, &query, &shared, &of_liaison, &now]).await?;
    }
    Ok(())
}
