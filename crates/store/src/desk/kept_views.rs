//! Lists of tickets that people keep under a name. Row security says whose they are and who sees the shared ones.

use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use uuid::Uuid;
use watchroom_domain::{SavedViewId, UserId};

use super::DeskTx;
use crate::RunError;

const LIST: &str = "SELECT v.id, v.owner_id, v.owner_name, v.name, v.query, v.shared, v.created_at FROM service_desk.saved_views v \
     WHERE ($2::boolean IS NULL OR v.of_liaison = $2) AND (v.owner_id = $1 OR v.shared) ORDER BY v.owner_id <> $1, lower(v.name), v.id";
const COUNT: &str = "SELECT count(*) FROM service_desk.saved_views v WHERE v.owner_id = $1";
const ADD: &str = "INSERT INTO service_desk.saved_views (id, owner_id, owner_name, name, query, shared, of_liaison, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const CHANGE: &str = "UPDATE service_desk.saved_views SET name = $3, query = $4, shared = $5 \
     WHERE id = $1 AND owner_id = $2 AND ($6::boolean IS NULL OR of_liaison = $6) RETURNING id, owner_id, owner_name, name, query, shared, created_at";
const REMOVE: &str =
    "DELETE FROM service_desk.saved_views WHERE id = $1 AND owner_id = $2 AND ($3::boolean IS NULL OR of_liaison = $3)";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LIST, COUNT, ADD, CHANGE, REMOVE];

/// Views that a person may keep.
pub const MOST_VIEWS: i64 = 100;

/// A kept list.
#[derive(Debug, Clone)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Whose it is.
    pub owner: UserId,
    /// What the owner was called when it was kept.
    pub owner_name: String,
    /// Its name.
    pub name: String,
    /// Filters and order, as a query.
    pub query: String,
    /// Whether others see it.
    pub shared: bool,
    /// When it was kept.
    pub created_at: Timestamp,
}

/// Why a view was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The person has one of this name.
    #[error("there is a view of this name")]
    NameTaken,
    /// The person has as many as may be.
    #[error("{MOST_VIEWS} views are kept")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl SavedView {
    fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            id: SavedViewId(row.try_get(0)?),
            owner: UserId(row.try_get(1)?),
            owner_name: row.try_get(2)?,
            name: row.try_get(3)?,
            query: row.try_get(4)?,
            shared: row.try_get(5)?,
            created_at: row.try_get(6)?,
        })
    }
}

/// The views that somebody sees: the own ones first, then those that others share. A liaison's go to liaisons alone: `of_liaison`
/// is what the permit says of sensitive tickets. Without a person (a program's token), the shared ones.
///
/// # Errors
/// See [`RunError`].
pub async fn view_list(
    tx: &DeskTx,
    user: Option<UserId>,
    of_liaison: Option<bool>,
) -> Result<Vec<SavedView>, RunError> {
    let user = user.map_or(Uuid::nil(), |user| user.0);
    let rows = tx.query(LIST, &[&user, &of_liaison]).await.map_err(|error| tx.sort_out(&error))?;
    rows.iter().map(SavedView::read).collect::<Result<_, _>>().map_err(|error| tx.sort_out(&error))
}

/// Keeps one.
///
/// # Errors
/// See [`ViewError`].
pub async fn view_add(tx: &DeskTx, view: &SavedView, of_liaison: bool) -> Result<(), ViewError> {
    let row = tx.query_one(COUNT, &[&view.owner.0]).await.map_err(|error| tx.sort_out(&error))?;
    let kept: i64 = row.try_get(0).map_err(|error| tx.sort_out(&error))?;
    if kept >= MOST_VIEWS {
        return Err(ViewError::TooMany);
    }
    let SavedView { id, owner, owner_name, name, query, shared, created_at } = view;
    let added = tx.execute(ADD, &[&id.0, &owner.0, owner_name, name, query, shared, &of_liaison, created_at]).await;
    added.map(drop).map_err(|error| taken(tx, &error))
}

/// Changes an own one; `None` where it is nobody's or somebody else's.
///
/// # Errors
/// See [`ViewError`].
pub async fn view_change(
    tx: &DeskTx,
    id: SavedViewId,
    owner: UserId,
    (name, query, shared): (&str, &str, bool),
    of_liaison: Option<bool>,
) -> Result<Option<SavedView>, ViewError> {
    let changed = tx.query_opt(CHANGE, &[&id.0, &owner.0, &name, &query, &shared, &of_liaison]).await;
    let row = changed.map_err(|error| taken(tx, &error))?;
    Ok(row.map(|row| SavedView::read(&row)).transpose().map_err(|error| tx.sort_out(&error))?)
}

/// Forgets an own one; false where it is nobody's or somebody else's.
///
/// # Errors
/// See [`RunError`].
pub async fn view_remove(
    tx: &DeskTx,
    id: SavedViewId,
    owner: UserId,
    of_liaison: Option<bool>,
) -> Result<bool, RunError> {
    let removed = tx.execute(REMOVE, &[&id.0, &owner.0, &of_liaison]).await;
    removed.map(|rows| rows > 0).map_err(|error| tx.sort_out(&error))
}

fn taken(tx: &DeskTx, error: &tokio_postgres::Error) -> ViewError {
    match error.code() {
        Some(&SqlState::UNIQUE_VIOLATION) => ViewError::NameTaken,
        _ => ViewError::Run(tx.sort_out(error)),
    }
}
