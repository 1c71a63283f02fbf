//! What the clocks need to know of a ticket, read from its row and its history.

use std::collections::HashMap;

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_desk::sla::{Facts, ImportedDeadlines, Reclassified, StatusSince};
use watchroom_domain::{Severity, TicketId};

use super::DeskTx;
use super::conditions::Bind;
use super::ticket::TicketRow;
use crate::RunError;

/// Who adds a line to the history of a ticket writes the moment and one `change` for all lines of a change; the reason of a
/// line `status` is what the ticket waits for.
const HISTORY: &str = "SELECT h.ticket_id, h.at, h.change, h.field, h.old, h.new, h.reason \
     FROM service_desk.ticket_history h WHERE h.ticket_id = ANY ($1) AND h.field IN ('status', 'severity', 'category') \
     ORDER BY h.ticket_id, h.at, h.change, h.place";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[HISTORY];

struct Line {
    at: Timestamp,
    change: Uuid,
    field: String,
    old: Option<String>,
    new: Option<String>,
    reason: Option<String>,
}

/// The facts of a ticket.
///
/// # Errors
/// See [`RunError`].
pub async fn facts_of(tx: &DeskTx, ticket: &TicketRow) -> Result<Facts, RunError> {
    let mut all = facts_of_many(tx, std::slice::from_ref(ticket)).await?;
    all.remove(&ticket.id).ok_or_else(|| RunError::Refused("the facts of a ticket were not read".to_owned()))
}

/// The facts of several, with one statement.
///
/// # Errors
/// See [`RunError`].
pub async fn facts_of_many(tx: &DeskTx, tickets: &[TicketRow]) -> Result<HashMap<TicketId, Facts>, RunError> {
    let ids = tickets.iter().map(|ticket| ticket.id.0).collect();
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for row in tx.rows(HISTORY, &[Bind::Ids(ids)]).await? {
        let (ticket, line) = read(&row).map_err(|error| tx.sort_out(&error))?;
        lines.entry(ticket).or_default().push(line);
    }
    Ok(tickets
        .iter()
        .map(|ticket| (ticket.id, facts(ticket, lines.get(&ticket.id.0).map_or(&[], Vec::as_slice))))
        .collect())
}

fn read(row: &Row) -> Result<(Uuid, Line), tokio_postgres::Error> {
    let line = Line {
        at: row.try_get(1)?,
        change: row.try_get(2)?,
        field: row.try_get(3)?,
        old: row.try_get(4)?,
        new: row.try_get(5)?,
        reason: row.try_get(6)?,
    };
    Ok((row.try_get(0)?, line))
}

fn facts(ticket: &TicketRow, lines: &[Line]) -> Facts {
    // Before its first change a field was what that change replaced; without one it is as it is.
    let at_first = |field: &str| lines.iter().find(|line| line.field == field).and_then(|line| line.old.clone());
    let category = at_first("category").unwrap_or_else(|| ticket.category.clone());
    let severity = at_first("severity").and_then(|word| word.parse().ok()).unwrap_or(ticket.severity);
    let mut facts = Facts::new(ticket.created_at, category.clone(), severity);
    let mut statuses = lines.iter().filter(|line| line.field == "status").peekable();
    // A ticket may come in with another status than open: as the first change says, or as it stands.
    let begun_as = match statuses.peek() {
        Some(first) => first.old.as_deref().and_then(|word| word.parse().ok()),
        None => Some(ticket.status),
    };
    if let Some(status) = begun_as {
        let reason = if statuses.peek().is_none() { ticket.waiting_reason.clone() } else { None };
        facts.statuses.push(StatusSince { at: ticket.created_at, status, reason });
    }
    facts.statuses.extend(statuses.filter_map(|line| {
        let status = line.new.as_deref()?.parse().ok()?;
        Some(StatusSince { at: line.at, status, reason: line.reason.clone() })
    }));
    facts.reclassified = reclassified(lines, category, severity);
    facts.first_responded_at = ticket.first_responded_at;
    facts.resolved_at = ticket.resolved_at;
    facts.closed_at = ticket.closed_at;
    facts.imported = ticket.sla.imported.then_some(ImportedDeadlines {
        response: ticket.sla.response_deadline,
        resolution: ticket.sla.resolution_deadline,
    });
    facts
}

/// Changes of category or severity; both at once are one.
fn reclassified(lines: &[Line], mut category: String, mut severity: Severity) -> Vec<Reclassified> {
    let mut all: Vec<(Uuid, Reclassified)> = Vec::new();
    for line in lines {
        match (line.field.as_str(), &line.new) {
            // The line in which a ticket came in has no old value, and is no change.
            ("category" | "severity", _) if line.old.is_none() => continue,
            ("category", Some(new)) => category.clone_from(new),
            ("severity", Some(new)) => severity = new.parse().unwrap_or(severity),
            _ => continue,
        }
        let change = Reclassified { at: line.at, category: category.clone(), severity };
        match all.last_mut() {
            Some((last, known)) if *last == line.change => *known = change,
            _ => all.push((line.change, change)),
        }
    }
    all.into_iter().map(|(_, change)| change).collect()
}
