//! The statements that bring a roll into memory, and up to date.

use futures_util::TryStreamExt;
use watchroom_access::TicketScope;

use super::entry::columns;
use super::figures::NamesById;
use super::roll::{Change, Roll};
use crate::RunError;
use crate::desk::DeskTx;
use crate::desk::conditions::{Bind, Conditions};

/// What the transaction sees, as PostgreSQL writes it down.
pub(super) const SNAPSHOT: &str = "SELECT pg_current_snapshot()::text";
pub(super) const WARDS: &str = "SELECT id, name FROM service_desk.wards";
pub(super) const TEAMS: &str = "SELECT id, name FROM service_desk.teams";

/// The places of names, from 1 on, in the order in which the database sorts lists by them.
pub(super) const BY_NAME: &str =
    "SELECT number FROM unnest($1::text[]) WITH ORDINALITY named (name, number) ORDER BY name";

/// Words in small letters, as the database has them in the texts of tickets: which letters are small ones is its locale's to say.
pub(super) const LOWER: &str =
    "SELECT lower(word) FROM unnest($1::text[]) WITH ORDINALITY asked (word, number) ORDER BY number";

/// All tickets that the scope opens.
pub(super) fn whole(scope: &TicketScope) -> (String, Vec<Bind>) {
    let conditions = Conditions::of(scope);
    let sql = format!("SELECT {} FROM service_desk.tickets t WHERE {}", columns(), conditions.text());
    (sql, conditions.binds().to_vec())
}

/// The tickets that changed since a snapshot: each by its id, and how it stands where the scope opens it.
pub(super) fn changes(scope: &TicketScope, since: &str) -> (String, Vec<Bind>) {
    let mut conditions = Conditions::of(scope);
    let since = conditions.bind(Bind::Text(since.to_owned()));
    let sql = format!(
        "SELECT c.id, {} FROM service_desk.changed_since({since}::text::pg_snapshot) c (id) \
         LEFT JOIN service_desk.tickets t ON t.id = c.id AND {}",
        columns(),
        conditions.text()
    );
    (sql, conditions.binds().to_vec())
}

/// What changed since a snapshot.
pub(super) enum Changes {
    /// These tickets, at most.
    Some(Vec<Change>),
    /// Nobody can say what: all may be others.
    Unknown,
}

impl DeskTx {
    pub(super) async fn snapshot(&self) -> Result<String, RunError> {
        let rows = self.rows(SNAPSHOT, &[]).await?;
        rows.first().map_or(Ok(String::new()), |row| row.try_get(0)).map_err(|error| self.sort_out(&error))
    }

    pub(super) async fn roll(&self, scope: &TicketScope) -> Result<Roll, RunError> {
        let (sql, binds) = whole(scope);
        let mut rows = std::pin::pin!(self.stream_rows(&sql, &binds).await?);
        let mut roll = Roll::default();
        while let Some(row) = rows.try_next().await.map_err(|error| self.sort_out(&error))? {
            roll.put(&row, 0).map_err(|error| self.sort_out(&error))?;
        }
        roll.shrink();
        Ok(roll)
    }

    pub(super) async fn changes(&self, scope: &TicketScope, since: &str) -> Result<Changes, RunError> {
        let (sql, binds) = changes(scope, since);
        let mut all = Vec::new();
        for row in self.rows(&sql, &binds).await? {
            match Change::read(row).map_err(|error| self.sort_out(&error))? {
                Some(change) => all.push(change),
                None => return Ok(Changes::Unknown),
            }
        }
        Ok(Changes::Some(all))
    }

    pub(super) async fn numbers_by_name(&self, names: Vec<String>) -> Result<Vec<usize>, RunError> {
        let rows = self.rows(BY_NAME, &[Bind::Texts(names)]).await?;
        let numbers: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get(0)).collect();
        let numbers = numbers.map_err(|error| self.sort_out(&error))?;
        Ok(numbers.into_iter().filter_map(|number| usize::try_from(number).ok()).collect())
    }

    pub(super) async fn lower(&self, words: Vec<String>) -> Result<Vec<String>, RunError> {
        let rows = self.rows(LOWER, &[Bind::Texts(words)]).await?;
        let lower: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
        lower.map_err(|error| self.sort_out(&error))
    }

    pub(super) async fn names(&self) -> Result<(NamesById, NamesById), RunError> {
        let read = |rows: Vec<tokio_postgres::Row>| -> Result<NamesById, tokio_postgres::Error> {
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        };
        let (wards, teams) = tokio::try_join!(self.rows(WARDS, &[]), self.rows(TEAMS, &[]))?;
        read(wards).and_then(|wards| Ok((wards, read(teams)?))).map_err(|error| self.sort_out(&error))
    }
}
