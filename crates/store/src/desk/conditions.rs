//! Conditions of a statement at a desk, with what is bound in them. Texts of SQL are `&'static str`; values are bound.

use std::fmt::Write;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;
use watchroom_access::TicketScope;
use watchroom_domain::{TeamId, TicketId, WardId};

use super::DeskTx;
use crate::RunError;

/// A bound value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bind {
    /// `boolean`.
    Bool(bool),
    /// `bigint`.
    Int(i64),
    /// `smallint`.
    Rank(i16),
    /// `smallint[]`.
    Ranks(Vec<i16>),
    /// `text`.
    Text(String),
    /// `text[]`.
    Texts(Vec<String>),
    /// `timestamptz`.
    Time(Timestamp),
    /// `timestamptz[]`.
    Times(Vec<Timestamp>),
    /// `uuid`.
    Id(Uuid),
    /// `uuid[]`.
    Ids(Vec<Uuid>),
}

impl Bind {
    /// The value and its type, as the driver takes them.
    #[must_use]
    pub fn typed(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Bind::Bool(value) => (value, Type::BOOL),
            Bind::Int(value) => (value, Type::INT8),
            Bind::Rank(value) => (value, Type::INT2),
            Bind::Ranks(value) => (value, Type::INT2_ARRAY),
            Bind::Text(value) => (value, Type::TEXT),
            Bind::Texts(value) => (value, Type::TEXT_ARRAY),
            Bind::Time(value) => (value, Type::TIMESTAMPTZ),
            Bind::Times(value) => (value, Type::TIMESTAMPTZ_ARRAY),
            Bind::Id(value) => (value, Type::UUID),
            Bind::Ids(value) => (value, Type::UUID_ARRAY),
        }
    }
}

/// Conditions that all must hold, on the table that stands in the statement as `t`.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    text: String,
    binds: Vec<Bind>,
}

impl Conditions {
    /// The tickets that a permit opens.
    #[must_use]
    pub fn of(scope: &TicketScope) -> Self {
        let mut conditions = Self::default();
        if let Some(sensitive) = scope.is_sensitive() {
            conditions.push("t.is_sensitive = ?", [Bind::Bool(sensitive)]);
        }
        if let Some(ward) = scope.ward() {
            conditions.push("t.ward_id = ?", [Bind::Text(WardId::as_str(ward).to_owned())]);
        }
        if let Some(team) = scope.team() {
            conditions.push("t.assigned_team_id = ?", [Bind::Text(TeamId::as_str(team).to_owned())]);
        }
        conditions
    }

    /// What a permit opens of the tickets that stand in the statement under another name: for ON, where one ticket names
    /// another. The values are bound here.
    #[must_use]
    pub fn of_others(&mut self, scope: &TicketScope, name: &'static str) -> String {
        let mut text = "true".to_owned();
        let mut hold = |column: &str, bind: Bind| {
            let place = self.bind(bind);
            // Writing to a string cannot fail.
            let _ = write!(text, " AND {name}.{column} = {place}");
        };
        if let Some(sensitive) = scope.is_sensitive() {
            hold("is_sensitive", Bind::Bool(sensitive));
        }
        if let Some(ward) = scope.ward() {
            hold("ward_id", Bind::Text(ward.as_str().to_owned()));
        }
        if let Some(team) = scope.team() {
            hold("assigned_team_id", Bind::Text(team.as_str().to_owned()));
        }
        text
    }

    /// Adds that `t` repeats a ticket, which the permit opens too. A link to one that is out of sight is not there: else whoever
    /// knows its id learns that it exists, and which tickets repeat it.
    pub fn push_repeats(&mut self, scope: &TicketScope, parent: TicketId) {
        let in_sight = self.of_others(scope, "o");
        self.push("t.parent_id = ?", [Bind::Id(parent.0)]);
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            " AND EXISTS (SELECT FROM service_desk.tickets o WHERE o.id = t.parent_id AND o.is_sensitive = t.is_sensitive \
             AND {in_sight})"
        );
    }

    /// Adds one, in which each `?` stands for the next of the values.
    pub fn push(&mut self, condition: &'static str, binds: impl IntoIterator<Item = Bind>) {
        self.text.push_str(if self.text.is_empty() { "(" } else { " AND (" });
        self.write(condition, binds);
        self.text.push(')');
    }

    /// Adds that one of some must hold, in all of which each `?` stands for the same value. None is no condition.
    pub fn push_any(&mut self, alternatives: &[&'static str], bind: &Bind) {
        for (place, alternative) in alternatives.iter().enumerate() {
            self.text.push_str(match (place, self.text.is_empty()) {
                (0, true) => "((",
                (0, false) => " AND ((",
                _ => ") OR (",
            });
            self.write(alternative, std::iter::repeat(bind.clone()));
        }
        if !alternatives.is_empty() {
            self.text.push_str("))");
        }
    }

    fn write(&mut self, condition: &'static str, binds: impl IntoIterator<Item = Bind>) {
        let mut binds = binds.into_iter();
        let mut parts = condition.split('?');
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            if let Some(bind) = binds.next() {
                let place = self.bind(bind);
                self.text.push_str(&place);
            }
            self.text.push_str(part);
        }
    }

    /// Binds a value that stands elsewhere in the statement, and returns its place, such as `$3`.
    pub fn bind(&mut self, bind: Bind) -> String {
        // The same value again takes no place of its own.
        let place = self.binds.iter().position(|known| *known == bind).unwrap_or_else(|| {
            self.binds.push(bind);
            self.binds.len() - 1
        });
        format!("${}", place + 1)
    }

    /// What stands after WHERE.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.text.is_empty() { "true" } else { &self.text }
    }

    /// The values, from `$1` on.
    #[must_use]
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }
}

impl DeskTx {
    /// Runs a statement, which stays prepared on its connection, and returns its rows.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn rows(&self, sql: &str, binds: &[Bind]) -> Result<Vec<Row>, RunError> {
        self.stream_rows(sql, binds).await?.try_collect().await.map_err(|error| self.sort_out(&error))
    }

    /// Runs a statement and returns its rows as they come.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn stream_rows(&self, sql: &str, binds: &[Bind]) -> Result<tokio_postgres::RowStream, RunError> {
        let (values, types): (Vec<_>, Vec<_>) = binds.iter().map(Bind::typed).unzip();
        let sent = async {
            let prepared = self.prepare_typed_cached(sql, &types).await?;
            self.query_raw(&prepared, values).await
        };
        sent.await.map_err(|error| self.sort_out(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bound_and_the_same_value_once() {
        let mut conditions = Conditions::default();
        assert_eq!(conditions.text(), "true");
        conditions.push("t.a = ? OR t.b = ?", [Bind::Int(1), Bind::Int(2)]);
        conditions.push("t.c = ?", [Bind::Int(1)]);
        assert_eq!(conditions.text(), "(t.a = $1 OR t.b = $2) AND (t.c = $1)");
        assert_eq!(conditions.binds(), [Bind::Int(1), Bind::Int(2)]);
    }
}
