//! What the public reads of a desk, by Open311.
//!
//! Every statement leaves out sensitive tickets and categories itself, and runs in a transaction of the public, in which row
//! security does so again; see [`crate::Tenants::desk_for_the_public`].

use jiff::Timestamp;
use tokio_postgres::Row;
use watchroom_access::TicketScope;

use super::DeskTx;
use super::conditions::{Bind, Conditions};
use crate::RunError;

/// A category that anybody may report in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicService {
    /// What it is called in a path.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// A ticket as the public sees it: nobody's name, no internal note.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicRequest {
    /// The tracking number.
    pub tracking_number: String,
    /// Whether it is resolved or closed.
    pub is_closed: bool,
    /// The newest note to the public.
    pub status_notes: Option<String>,
    /// Its category's code.
    pub service_code: String,
    /// Its category.
    pub service_name: String,
    /// What somebody wrote.
    pub description: String,
    /// The name of the team that has it.
    pub agency: Option<String>,
    /// When it was created.
    pub requested_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// By when it is to be resolved.
    pub expected_at: Option<Timestamp>,
    /// Where it is.
    pub address: Option<String>,
    /// Degrees.
    pub latitude: Option<f64>,
    /// Degrees.
    pub longitude: Option<f64>,
}

/// Which requests the public asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicFilter {
    /// With one of these tracking numbers; all where it is empty.
    pub tracking_numbers: Vec<String>,
    /// In one of these categories, by code; all where it is empty.
    pub service_codes: Vec<String>,
    /// Whether they are closed.
    pub is_closed: Option<bool>,
    /// Created at this moment or later.
    pub from: Option<Timestamp>,
    /// Created at this moment or before.
    pub to: Option<Timestamp>,
}

impl PublicFilter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::of(&TicketScope::of_the_public());
        if !self.tracking_numbers.is_empty() {
            conditions.push("t.tracking_number = ANY (?)", [Bind::Texts(self.tracking_numbers.clone())]);
        }
        if !self.service_codes.is_empty() {
            conditions.push("c.service_code = ANY (?)", [Bind::Texts(self.service_codes.clone())]);
        }
        match self.is_closed {
            Some(true) => conditions.push("t.status IN ('resolved', 'closed')", []),
            Some(false) => conditions.push("t.status NOT IN ('resolved', 'closed')", []),
            None => {}
        }
        if let Some(from) = self.from {
            conditions.push("t.created_at >= ?", [Bind::Time(from)]);
        }
        if let Some(to) = self.to {
            conditions.push("t.created_at <= ?", [Bind::Time(to)]);
        }
        conditions
    }
}

impl DeskTx {
    /// The categories that anybody may report in, by name.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn public_services(&self) -> Result<Vec<PublicService>, RunError> {
        let read = |row: &Row| -> Result<PublicService, tokio_postgres::Error> {
            Ok(PublicService { code: row.try_get(0)?, name: row.try_get(1)?, description: row.try_get(2)? })
        };
        let rows = self.rows(SERVICES, &[]).await?;
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.sort_out(&error))
    }

    /// The requests that the public asks for, the newest first, `most` of them.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn public_requests(&self, filter: &PublicFilter, most: i64) -> Result<Vec<PublicRequest>, RunError> {
        let (sql, binds) = requests(filter, most);
        let rows = self.rows(&sql, &binds).await?;
        rows.iter().map(read_request).collect::<Result<_, _>>().map_err(|error| self.sort_out(&error))
    }
}

fn read_request(row: &Row) -> Result<PublicRequest, tokio_postgres::Error> {
    Ok(PublicRequest {
        tracking_number: row.try_get(0)?,
        is_closed: row.try_get(1)?,
        status_notes: row.try_get(2)?,
        service_code: row.try_get(3)?,
        service_name: row.try_get(4)?,
        description: row.try_get(5)?,
        agency: row.try_get(6)?,
        requested_at: row.try_get(7)?,
        updated_at: row.try_get(8)?,
        expected_at: row.try_get(9)?,
        address: row.try_get(10)?,
        latitude: row.try_get(11)?,
        longitude: row.try_get(12)?,
    })
}

/// A ticket of a sensitive category is left out whether it is sensitive itself or not: its category's name would tell.
fn requests(filter: &PublicFilter, most: i64) -> (String, Vec<Bind>) {
    let mut conditions = filter.conditions();
    let most = conditions.bind(Bind::Int(most));
    let sql = format!(
        "SELECT t.tracking_number, t.status IN ('resolved', 'closed'),
    (SELECT n.body FROM service_desk.ticket_notes n WHERE n.ticket_id = t.id AND n.visibility = 'public' ORDER BY n.at DESC, n.id LIMIT 1),
    c.service_code, c.name, t.description, team.name, t.created_at, t.updated_at, t.sla_resolution_deadline,
    t.address, t.latitude, t.longitude
FROM service_desk.tickets t
JOIN service_desk.categories c ON c.name = t.category AND NOT c.is_sensitive
LEFT JOIN service_desk.teams team ON team.id = t.assigned_team_id
WHERE {} ORDER BY t.created_at DESC, t.id LIMIT {most}",
        conditions.text()
    );
    (sql, conditions.binds().to_vec())
}

const SERVICES: &str =
    "SELECT service_code, name, description FROM service_desk.categories WHERE NOT is_sensitive ORDER BY name";

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_test_support::TestTenant;

    #[tokio::test]
    async fn every_statement_can_be_prepared() {
        let mut tenant = TestTenant::make("beta", "").await;
        tenant.install_desk().await;
        let client = tenant.desk_client().await;
        client.prepare(SERVICES).await.expect("services");
        let moment = Some(Timestamp::UNIX_EPOCH);
        let texts = || vec!["a".to_owned()];
        for filter in [
            PublicFilter::default(),
            PublicFilter { tracking_numbers: texts(), ..PublicFilter::default() },
            PublicFilter {
                service_codes: texts(),
                is_closed: Some(true),
                from: moment,
                to: moment,
                ..PublicFilter::default()
            },
            PublicFilter { is_closed: Some(false), ..PublicFilter::default() },
        ] {
            let (sql, binds) = requests(&filter, 1);
            let types: Vec<_> = binds.iter().map(|bind| bind.typed().1).collect();
            client.prepare_typed(&sql, &types).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
    }
}
