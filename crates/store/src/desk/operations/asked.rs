//! Which tickets figures are of.

use jiff::Timestamp;
use tokio_postgres::types::ToSql;
use watchroom_access::TicketScope;
use watchroom_domain::WardId;

/// The tickets that are asked about, of those that the permit opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FiguresAsked {
    /// Created at this moment or later.
    pub from: Option<Timestamp>,
    /// Created before this moment.
    pub to: Option<Timestamp>,
    /// In one of these wards, `None` being in none; all where it is empty.
    pub wards: Vec<Option<WardId>>,
}

/// A condition and what is bound in it.
pub(super) struct Bound<'a> {
    sql: String,
    values: Vec<&'a (dyn ToSql + Sync)>,
}

impl<'a> Bound<'a> {
    /// Begins with values that a statement names itself, from `$1` on.
    pub(super) fn with(values: Vec<&'a (dyn ToSql + Sync)>) -> Self {
        Self { sql: "true".to_owned(), values }
    }

    fn and(&mut self, condition: &str, value: &'a (dyn ToSql + Sync)) {
        self.values.push(value);
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('$', &format!("${}", self.values.len())));
    }

    /// The condition, for after WHERE.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// The values, in their order.
    pub(super) fn values(&self) -> &[&'a (dyn ToSql + Sync)] {
        &self.values
    }
}

/// What is asked for, in the form in which it is bound.
pub(super) struct Filter<'a> {
    sensitive: Option<bool>,
    ward: Option<&'a str>,
    team: Option<&'a str>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    wards: Vec<&'a str>,
    without_ward: bool,
}

impl<'a> Filter<'a> {
    pub(super) fn new(scope: &'a TicketScope, asked: &'a FiguresAsked) -> Self {
        Self {
            sensitive: scope.is_sensitive(),
            ward: scope.ward().map(WardId::as_str),
            team: scope.team().map(watchroom_domain::TeamId::as_str),
            from: asked.from,
            to: asked.to,
            wards: asked.wards.iter().flatten().map(WardId::as_str).collect(),
            without_ward: asked.wards.iter().any(Option::is_none),
        }
    }

    /// Adds the conditions to what is bound already.
    pub(super) fn add_to<'b>(&'b self, bound: &mut Bound<'b>) {
        if let Some(sensitive) = &self.sensitive {
            bound.and("is_sensitive = $", sensitive);
        }
        if let Some(ward) = &self.ward {
            bound.and("ward_id = $", ward);
        }
        if let Some(team) = &self.team {
            bound.and("assigned_team_id = $", team);
        }
        if let Some(from) = &self.from {
            bound.and("created_at >= $", from);
        }
        if let Some(to) = &self.to {
            bound.and("created_at < $", to);
        }
        match (self.wards.is_empty(), self.without_ward) {
            (true, false) => {}
            (true, true) => bound.sql.push_str(" AND ward_id IS NULL"),
            (false, false) => bound.and("ward_id = ANY ($)", &self.wards),
            (false, true) => bound.and("(ward_id = ANY ($) OR ward_id IS NULL)", &self.wards),
        }
    }
}
