//! What belongs to one ticket: notes, history, repetitions; and the lists that its form chooses from.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_access::TicketScope;
use watchroom_domain::{TeamId, TicketId, WardId};

use super::DeskTx;
use super::conditions::{Bind, Conditions};
use crate::RunError;

const NOTES: &str = "SELECT n.id, n.at, n.author_id, n.author_name, n.visibility, n.body FROM service_desk.ticket_notes n \
     WHERE n.ticket_id = $1 AND (n.visibility = 'public' OR NOT $2) ORDER BY n.at, n.id";
/// A category whose tickets are sensitive is named to who sees these alone.
const CATEGORIES: &str = "SELECT c.name FROM service_desk.categories c WHERE $1 OR NOT c.is_sensitive ORDER BY c.name";
const TEAMS: &str = "SELECT id, name FROM service_desk.teams ORDER BY name, id";
const WARDS: &str = "SELECT id, name FROM service_desk.wards ORDER BY length(id), id";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[NOTES, CATEGORIES, TEAMS, WARDS];

/// A note on a ticket.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it; `None` is the server itself or somebody of another system.
    pub author: Option<(Option<Uuid>, String)>,
    /// Whether it may be told to the public.
    pub is_public: bool,
    /// What it says.
    pub body: String,
}

impl NoteRow {
    fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let name: Option<String> = row.try_get(3)?;
        let author: Option<Uuid> = row.try_get(2)?;
        Ok(Self {
            id: row.try_get(0)?,
            at: row.try_get(1)?,
            author: name.map(|name| (author, name)),
            is_public: row.try_get::<_, &str>(4)? == "public",
            body: row.try_get(5)?,
        })
    }
}

/// One field that changed.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who, as they were called then; `None` is the server itself.
    pub actor: Option<(Option<Uuid>, String)>,
    /// Which field.
    pub field: String,
    /// What it was.
    pub old: Option<String>,
    /// What it became.
    pub new: Option<String>,
    /// What the ticket then waited for.
    pub reason: Option<String>,
}

impl ChangeRow {
    fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let name: Option<String> = row.try_get(3)?;
        let actor: Option<Uuid> = row.try_get(2)?;
        Ok(Self {
            id: row.try_get(0)?,
            at: row.try_get(1)?,
            actor: name.map(|name| (actor, name)),
            field: row.try_get(4)?,
            old: row.try_get(5)?,
            new: row.try_get(6)?,
            reason: row.try_get(7)?,
        })
    }
}

/// A ticket that repeats another.
#[derive(Debug, Clone)]
pub struct DuplicateRow {
    /// Its id.
    pub id: TicketId,
    /// What people call it.
    pub tracking_number: String,
    /// How far it is.
    pub status: String,
}

/// The names that tickets are sorted into.
#[derive(Debug, Clone)]
pub struct DeskNames {
    /// Categories.
    pub categories: Vec<String>,
    /// Teams with their names.
    pub teams: Vec<(TeamId, String)>,
    /// Wards with their names.
    pub wards: Vec<(WardId, String)>,
}

/// The notes of a ticket, the oldest first; of a ticket that the caller was shown.
///
/// # Errors
/// See [`RunError`].
pub async fn note_list(tx: &DeskTx, ticket: TicketId, public_alone: bool) -> Result<Vec<NoteRow>, RunError> {
    let rows = tx.rows(NOTES, &[Bind::Id(ticket.0), Bind::Bool(public_alone)]).await?;
    rows.iter().map(NoteRow::read).collect::<Result<_, _>>().map_err(|error| tx.sort_out(&error))
}

/// What changed in a ticket, the newest first; of a ticket that the caller was shown. Whoever is not shown a parent is not told
/// that there is one, and whoever is not shown a category not that it was or is it.
///
/// # Errors
/// See [`RunError`].
pub async fn change_list(tx: &DeskTx, scope: &TicketScope, ticket: TicketId) -> Result<Vec<ChangeRow>, RunError> {
    let (sql, binds) = history(scope, ticket);
    let rows = tx.rows(&sql, &binds).await?;
    rows.iter().map(ChangeRow::read).collect::<Result<_, _>>().map_err(|error| tx.sort_out(&error))
}

pub(super) fn history(scope: &TicketScope, ticket: TicketId) -> (String, Vec<Bind>) {
    let mut conditions = Conditions::default();
    conditions.push("h.ticket_id = ?", [Bind::Id(ticket.0)]);
    let (was, now) = (conditions.of_others(scope, "was"), conditions.of_others(scope, "now"));
    let named = conditions.bind(Bind::Bool(names_sensitive(scope)));
    let named = format!("(SELECT c.name FROM service_desk.categories c WHERE {named} OR NOT c.is_sensitive)");
    let sql = format!(
        "SELECT h.id, h.at, h.actor_id, h.actor_name, h.field, \
         CASE WHEN h.field = 'parent_id' THEN was.tracking_number ELSE h.old END, \
         CASE WHEN h.field = 'parent_id' THEN now.tracking_number ELSE h.new END, h.reason \
         FROM service_desk.ticket_history h \
         LEFT JOIN service_desk.tickets was ON was.id = CASE WHEN h.field = 'parent_id' THEN h.old::uuid END AND {was} \
         LEFT JOIN service_desk.tickets now ON now.id = CASE WHEN h.field = 'parent_id' THEN h.new::uuid END AND {now} \
         WHERE {} \
         AND (h.field <> 'parent_id' OR was.id IS NOT NULL OR now.id IS NOT NULL) \
         AND (h.field <> 'category' OR ((h.old IS NULL OR h.old IN {named}) AND (h.new IS NULL OR h.new IN {named}))) \
         ORDER BY h.at DESC, h.change DESC, h.place DESC",
        conditions.text()
    );
    (sql, conditions.binds().to_vec())
}

/// Whether who has this scope is told the names of categories whose tickets are sensitive.
pub(super) fn names_sensitive(scope: &TicketScope) -> bool {
    scope.is_sensitive() != Some(false)
}

/// The tickets that repeat one, as far as a permit opens them: the oldest 500, the oldest first, and how many there are.
///
/// # Errors
/// See [`RunError`].
pub async fn duplicate_list(
    tx: &DeskTx,
    scope: &TicketScope,
    of: TicketId,
) -> Result<(Vec<DuplicateRow>, i64), RunError> {
    let mut conditions = Conditions::of(scope);
    conditions.push("t.parent_id = ?", [Bind::Id(of.0)]);
    let sql = format!(
        "SELECT t.id, t.tracking_number, t.status, count(*) OVER () FROM service_desk.tickets t WHERE {} ORDER BY t.created_at, t.id LIMIT 500",
        conditions.text()
    );
    let rows = tx.rows(&sql, conditions.binds()).await?;
    let read = |row: &Row| -> Result<DuplicateRow, tokio_postgres::Error> {
        Ok(DuplicateRow { id: TicketId(row.try_get(0)?), tracking_number: row.try_get(1)?, status: row.try_get(2)? })
    };
    let all = rows.first().map_or(Ok(0), |row| row.try_get(3)).map_err(|error| tx.sort_out(&error))?;
    let first = rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| tx.sort_out(&error))?;
    Ok((first, all))
}

/// Categories (the sensitive ones for who sees sensitive tickets), teams and wards.
///
/// # Errors
/// See [`RunError`].
pub async fn desk_names(tx: &DeskTx, scope: &TicketScope) -> Result<DeskNames, RunError> {
    let named = [Bind::Bool(names_sensitive(scope))];
    let (categories, teams, wards) =
        tokio::join!(tx.rows(CATEGORIES, &named), tx.rows(TEAMS, &[]), tx.rows(WARDS, &[]));
    let pair =
        |row: &Row| -> Result<(String, String), tokio_postgres::Error> { Ok((row.try_get(0)?, row.try_get(1)?)) };
    let pairs = |rows: Vec<Row>| -> Result<Vec<(String, String)>, RunError> {
        rows.iter().map(pair).collect::<Result<_, _>>().map_err(|error| tx.sort_out(&error))
    };
    let categories = categories?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>();
    Ok(DeskNames {
        categories: categories.map_err(|error| tx.sort_out(&error))?,
        teams: pairs(teams?)?.into_iter().map(|(id, name)| (TeamId::new(id), name)).collect(),
        wards: pairs(wards?)?.into_iter().map(|(id, name)| (WardId::new(id), name)).collect(),
    })
}
