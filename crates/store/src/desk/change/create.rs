//! A ticket that comes in.

use jiff::Timestamp;
use uuid::Uuid;
use watchroom_domain::{Severity, TeamId, TicketId, TicketStatus, WardId};

use super::assign::unknown_team;
use super::edit::{check_place, checked_address, checked_description};
use super::held::{Held, Stand, Values};
use super::record::begun;
use super::{ChangeError, Changed, Changing, tracking_number};

/// A number that is taken is no error: nobody learns from it that a ticket out of sight has it.
const ADD: &str = "INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, description, address, latitude, \
     longitude, ward_id, is_sensitive, assigned_team_id, source, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) ON CONFLICT (tracking_number) DO NOTHING";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[ADD];

/// Numbers that are tried: of 2^40, even a desk of a million tickets takes each with a chance of one in a million.
const MOST_TRIES: usize = 8;

/// A ticket to be made.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// What it is about.
    pub category: String,
    /// How urgent it is.
    pub severity: Severity,
    /// What was reported.
    pub description: String,
    /// Where, in words.
    pub address: Option<String>,
    /// Where, in degrees north.
    pub latitude: Option<f64>,
    /// Where, in degrees east.
    pub longitude: Option<f64>,
    /// The ward that it lies in.
    pub ward: Option<WardId>,
    /// The team that it is handed to.
    pub team: Option<TeamId>,
    /// Whether it is for the police liaison alone; `None`: as the tickets are that the maker sees, or as its category says.
    pub is_sensitive: Option<bool>,
    /// `page`, `open311` or `demo`.
    pub source: &'static str,
}

impl Changing<'_> {
    /// Makes a ticket, with a number of its own and its clocks begun.
    ///
    /// # Errors
    /// [`ChangeError::Field`] for a field that is not as it should be; else see [`ChangeError`].
    pub async fn create(&self, new: &NewTicket) -> Result<Changed, ChangeError> {
        self.create_numbered(new, tracking_number::random).await
    }

    pub(super) async fn create_numbered(
        &self,
        new: &NewTicket,
        mut number: impl FnMut() -> String,
    ) -> Result<Changed, ChangeError> {
        let wanted = new.is_sensitive.or(self.scope.is_sensitive()).unwrap_or(false);
        let told = new.is_sensitive == Some(false);
        let stand = Stand {
            is_sensitive: self.sensitive_by(&new.category, wanted, told).await?,
            ward: new.ward.as_ref().map(|ward| ward.as_str().to_owned()),
            team: new.team.as_ref().map(|team| team.as_str().to_owned()),
        };
        self.check_ward(&stand).await?;
        if let Some(team) = &stand.team
            && self.team_name(team).await?.is_none()
        {
            return Err(unknown_team(team));
        }
        check_place(new.latitude, new.longitude)?;
        let id = TicketId(Uuid::new_v4());
        let now = values(new, stand.clone())?;
        // It is made where its maker sees it, so that history and event can be written; then it goes where it belongs.
        let own = |own: Option<&str>, wanted: &Option<String>| own.map(ToOwned::to_owned).or_else(|| wanted.clone());
        let first = Stand {
            is_sensitive: self.scope.is_sensitive().unwrap_or(stand.is_sensitive),
            ward: own(self.scope.ward().map(WardId::as_str), &stand.ward),
            team: own(self.scope.team().map(TeamId::as_str), &stand.team),
        };
        let tracking_number = self.add(id, &now, &first, new.source, &mut number).await?;
        let held = Held { id, tracking_number, version: 1, was: now, at: self.by.at };
        self.write_lines(&held, vec![begun()]).await?;
        self.wind(id).await?;
        self.tell(&held, "ticket_created", &stand, None).await?;
        if first != stand {
            self.leave(id, &stand).await?;
        }
        Ok(self.changed(id, &held.tracking_number, &stand))
    }

    async fn add(
        &self,
        id: TicketId,
        now: &Values,
        first: &Stand,
        source: &'static str,
        number: &mut impl FnMut() -> String,
    ) -> Result<String, ChangeError> {
        for _ in 0..MOST_TRIES {
            let tracking_number = number();
            let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
                &id.0,
                &tracking_number,
                &now.category,
                &now.severity.as_str(),
                &now.description,
                &now.address,
                &now.latitude,
                &now.longitude,
                &first.ward,
                &first.is_sensitive,
                &first.team,
                &source,
                &self.by.at,
            ];
            if self.tx.execute(ADD, params).await.map_err(|error| self.tx.sort_out(&error))? == 1 {
                return Ok(tracking_number);
            }
        }
        Err(crate::RunError::Refused("no tracking number was free".to_owned()).into())
    }
}

fn values(new: &NewTicket, stand: Stand) -> Result<Values, ChangeError> {
    Ok(Values {
        category: new.category.clone(),
        severity: new.severity,
        status: TicketStatus::Open,
        waiting_reason: None,
        description: checked_description(&new.description)?,
        address: checked_address(new.address.as_deref())?,
        latitude: new.latitude,
        longitude: new.longitude,
        user: None,
        parent: None,
        first_responded_at: None::<Timestamp>,
        resolved_at: None,
        closed_at: None,
        reopened_count: 0,
        last_reopened_at: None,
        closed_with_note: None,
        stand,
    })
}
