//! Handing a ticket to a team and a person.

use tokio_postgres::types::ToSql;
use watchroom_access::{Grant, grant};
use watchroom_domain::{Action, Role, TeamId, TicketId, UserId, WardId};

use super::held::{Held, Stand, Values};
use super::record::Line;
use super::{ChangeError, Changed, Changing};

const FORMER_NAME: &str = "SELECT new FROM service_desk.ticket_history WHERE ticket_id = $1 AND field = 'assigned_user' \
     ORDER BY at DESC, place DESC LIMIT 1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[FORMER_NAME];

/// A member whom a ticket is handed to, as the central database knows the person.
#[derive(Debug, Clone)]
pub struct Assignee {
    /// The person.
    pub user: UserId,
    /// What people read.
    pub name: String,
    /// The role within the tenant.
    pub role: Role,
    /// The ward that the person is limited to.
    pub ward: Option<WardId>,
    /// The team that the person works in.
    pub team: Option<TeamId>,
}

/// Whom a ticket is handed to. What is `None` stays; `Some(None)` is no team, and nobody.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// The team.
    pub team: Option<Option<TeamId>>,
    /// The person. Where the team becomes another one and no person is named, it is nobody.
    pub person: Option<Option<Assignee>>,
}

impl Changing<'_> {
    /// Hands a ticket to a team and a person, or takes it from them. Where nothing is other than it was, nothing is written.
    ///
    /// # Errors
    /// [`ChangeError::Field`] where there is no such team, or the person could not work on the ticket; else see
    /// [`ChangeError`].
    pub async fn assign(&self, id: TicketId, to: &Assignment, version: Option<i64>) -> Result<Changed, ChangeError> {
        let held = self.hold(id, version).await?;
        let team = match &to.team {
            Some(team) => team.as_ref().map(|team| team.as_str().to_owned()),
            None => held.was.stand.team.clone(),
        };
        let team_name = match &team {
            None => None,
            Some(team) => Some(self.team_name(team).await?.ok_or_else(|| unknown_team(team))?),
        };
        let person = to.person.as_ref().and_then(Option::as_ref);
        if let Some(person) = person {
            could_work_on(person, team.as_deref(), &held)?;
        }
        let user = match &to.person {
            None if team == held.was.stand.team => held.was.user,
            _ => person.map(|person| person.user.0),
        };
        let stand = Stand { team, ..held.was.stand.clone() };
        let now = Values { user, stand, ..held.was.clone() };
        if now == held.was {
            return Ok(self.changed(id, &held.tracking_number, &now.stand));
        }
        let mut lines = Vec::new();
        if now.stand.team != held.was.stand.team {
            let former = match &held.was.stand.team {
                Some(team) => self.team_name(team).await?,
                None => None,
            };
            lines.push(Line::new("assigned_team", former, team_name));
        }
        if now.user != held.was.user {
            let new = person.map(|person| person.name.clone());
            lines.push(Line::new("assigned_user", self.former_person(&held).await?, new));
        }
        self.finish(&held, &now, lines).await
    }

    /// What the person was called who has the ticket now, else the id: names live elsewhere.
    async fn former_person(&self, held: &Held) -> Result<Option<String>, ChangeError> {
        let Some(user) = held.was.user else { return Ok(None) };
        let params: &[&(dyn ToSql + Sync)] = &[&held.id.0];
        let row = self.tx.query_opt(FORMER_NAME, params).await.map_err(|error| self.tx.sort_out(&error))?;
        let name = row.map(|row| row.try_get::<_, Option<String>>(0)).transpose();
        let name = name.map_err(|error| self.tx.sort_out(&error))?.flatten();
        Ok(Some(name.unwrap_or_else(|| user.to_string())))
    }
}

pub(super) fn unknown_team(team: &str) -> ChangeError {
    let what = format!("there is no team `{team}`");
    ChangeError::field("unknown_team", "team_id", what, "Choose one of the teams that /service-desk lists.")
}

/// Whether a person could see the ticket and change its status once it is theirs.
fn could_work_on(person: &Assignee, team: Option<&str>, held: &Held) -> Result<(), ChangeError> {
    let refused =
        |code, why: String, remedy| Err(ChangeError::field(code, "user_id", format!("{} {why}", person.name), remedy));
    let someone_else = "Choose somebody else.";
    let works = grant(person.role, Action::ChangeStatus);
    match (works, held.was.stand.is_sensitive) {
        (None, _) => {
            return refused("person_may_not", format!("may not work on tickets as {}", person.role), someone_else);
        }
        (Some(Grant::Sensitive), false) => {
            return refused("person_may_not", "works on sensitive tickets alone".to_owned(), someone_else);
        }
        (Some(Grant::All | Grant::OwnTeam | Grant::OwnWard), true) => {
            return refused("person_may_not", "does not see sensitive tickets".to_owned(), someone_else);
        }
        _ => {}
    }
    let own_team = person.team.as_ref().map(TeamId::as_str);
    let in_team = own_team.is_some() && own_team == team;
    if (works == Some(Grant::OwnTeam) || own_team.is_some()) && !in_team {
        let why = match (own_team, team) {
            (None, _) => "belongs to no team, and sees no team's tickets".to_owned(),
            (Some(own), None) => format!("works in team {own}, and the ticket is to have no team"),
            (Some(own), Some(team)) => format!("works in team {own}, and not in {team}"),
        };
        return refused("person_of_other_team", why, "Choose somebody of the ticket's team, or the person's own team.");
    }
    let own_ward = person.ward.as_ref().map(WardId::as_str);
    if own_ward.is_some() && own_ward != held.was.stand.ward.as_deref() {
        return refused("person_of_other_ward", "sees another ward alone".to_owned(), someone_else);
    }
    Ok(())
}
