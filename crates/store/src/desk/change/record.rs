//! What is written of a change: the history's lines and the outbox's event.

use uuid::Uuid;
use watchroom_domain::{TicketId, TicketStatus};

use super::held::{Held, Stand, Values};
use super::{ChangeError, Changed, Changing};

const LINE: &str = "INSERT INTO service_desk.ticket_history (ticket_id, at, change, place, actor_id, actor_name, field, old, new, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const EVENT: &str = "INSERT INTO service_desk.events (at, kind, ticket_id, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, \
     was_team_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const TEAM_NAME: &str = "SELECT name FROM service_desk.teams WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LINE, EVENT, TEAM_NAME];

/// A line of the history.
pub(super) struct Line {
    pub(super) field: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    pub(super) reason: Option<String>,
}

impl Line {
    pub(super) fn new(field: &'static str, old: Option<String>, new: Option<String>) -> Self {
        Self { field, old, new, reason: None }
    }
}

impl Changing<'_> {
    /// Ends a change: values, lines, clocks, event and place. `reason` is that of a new status; `person` the names of the
    /// former and the new person.
    pub(super) async fn finish(&self, held: &Held, now: &Values, lines: Vec<Line>) -> Result<Changed, ChangeError> {
        self.keep(held, now, held.version + 1).await?;
        self.write_lines(held, lines).await?;
        self.wind(held.id).await?;
        self.tell(held, "ticket_updated", &now.stand, Some(&held.was.stand)).await?;
        if now.stand != held.was.stand {
            self.leave(held.id, &now.stand).await?;
        }
        Ok(self.changed(held.id, &held.tracking_number, &now.stand))
    }

    pub(super) async fn write_lines(&self, held: &Held, lines: Vec<Line>) -> Result<(), ChangeError> {
        let change = Uuid::now_v7();
        let actor = self.by.user.map(|user| user.0);
        for (place, line) in (0_i16..).zip(lines) {
            let Line { field, old, new, reason } = line;
            let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
                &[&held.id.0, &held.at, &change, &place, &actor, &self.by.name, &field, &old, &new, &reason];
            self.execute(LINE, params).await?;
        }
        Ok(())
    }

    pub(super) async fn tell(
        &self,
        held: &Held,
        kind: &'static str,
        now: &Stand,
        was: Option<&Stand>,
    ) -> Result<(), ChangeError> {
        let TicketId(id) = held.id;
        let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
            &held.at,
            &kind,
            &id,
            &now.is_sensitive,
            &now.ward,
            &now.team,
            &was.map(|was| was.is_sensitive),
            &was.and_then(|was| was.ward.as_deref()),
            &was.and_then(|was| was.team.as_deref()),
        ];
        self.execute(EVENT, params).await
    }

    /// A team's name; `None` where there is none.
    pub(super) async fn team_name(&self, team: &str) -> Result<Option<String>, ChangeError> {
        // The database takes no NUL in a parameter.
        if team.contains('\0') {
            return Ok(None);
        }
        let row = self.tx.query_opt(TEAM_NAME, &[&team]).await.map_err(|error| self.tx.sort_out(&error))?;
        let name = row.map(|row| row.try_get(0)).transpose();
        name.map_err(|error| self.tx.sort_out(&error).into())
    }
}

/// Lines of the fields that are others now, but for team and person, whose names are not among them.
pub(super) fn differences(was: &Values, now: &Values, reason: Option<&str>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut compare = |field: &'static str, old: Option<String>, new: Option<String>| {
        if old != new {
            lines.push(Line::new(field, old, new));
        }
    };
    let text = |text: &str| Some(text.to_owned());
    let number = |number: Option<f64>| number.map(|number| number.to_string());
    let id = |id: Option<Uuid>| id.map(|id| id.to_string());
    compare("status", text(was.status.as_str()), text(now.status.as_str()));
    compare("category", text(&was.category), text(&now.category));
    compare("severity", text(was.severity.as_str()), text(now.severity.as_str()));
    compare("description", text(&was.description), text(&now.description));
    compare("address", was.address.clone(), now.address.clone());
    compare("latitude", number(was.latitude), number(now.latitude));
    compare("longitude", number(was.longitude), number(now.longitude));
    compare("ward_id", was.stand.ward.clone(), now.stand.ward.clone());
    let sensitive = |stand: &Stand| Some(stand.is_sensitive.to_string());
    compare("is_sensitive", sensitive(&was.stand), sensitive(&now.stand));
    compare("parent_id", id(was.parent), id(now.parent));
    if let Some(status) = lines.iter_mut().find(|line| line.field == "status") {
        status.reason = reason.map(ToOwned::to_owned);
    }
    lines
}

/// The line of a ticket that has just come in.
pub(super) fn begun() -> Line {
    Line::new("status", None, Some(TicketStatus::Open.as_str().to_owned()))
}
