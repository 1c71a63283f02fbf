//! A ticket as its row stands.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_access::TicketScope;
use watchroom_desk::sla::{ClockColumns, SlaColumns, state_of};
use watchroom_domain::{Severity, SlaState, TeamId, TicketId, TicketStatus, UserId, WardId};

use super::DeskTx;
use super::conditions::{Bind, Conditions};
use crate::RunError;

/// What is selected of a ticket, from [`FROM`].
pub const COLUMNS: &str = "t.id, t.tracking_number, t.category, t.severity, t.status, t.waiting_reason, t.description, \
     t.address, t.latitude, t.longitude, t.ward_id, t.is_sensitive, t.assigned_team_id, team.name, t.assigned_user_id, \
     p.id, p.tracking_number, t.source, t.created_at, t.updated_at, t.first_responded_at, t.resolved_at, t.closed_at, \
     t.reopened_count, t.last_reopened_at, t.closed_with_note, t.sla_policy_id, t.sla_imported, t.sla_response_deadline, \
     t.sla_response_at_risk_at, t.sla_resolution_deadline, t.sla_resolution_at_risk_at, t.sla_paused_since, t.version";

/// What stands after the tickets, as `t`, for [`COLUMNS`]: the names of what they name. A parent that the permit does not open
/// is none.
#[must_use]
pub fn named_sql(conditions: &mut Conditions, scope: &TicketScope) -> String {
    let seen = conditions.of_others(scope, "p");
    format!(
        "LEFT JOIN service_desk.teams team ON team.id = t.assigned_team_id \
         LEFT JOIN service_desk.tickets p ON p.id = t.parent_id AND {seen}"
    )
}

/// A ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketRow {
    /// Its id.
    pub id: TicketId,
    /// What people call it.
    pub tracking_number: String,
    /// What it is about.
    pub category: String,
    /// How urgent it is.
    pub severity: Severity,
    /// How far it is.
    pub status: TicketStatus,
    /// What it waits for, while it waits.
    pub waiting_reason: Option<String>,
    /// What was reported.
    pub description: String,
    /// Where, in words.
    pub address: Option<String>,
    /// Where, in degrees north.
    pub latitude: Option<f64>,
    /// Where, in degrees east.
    pub longitude: Option<f64>,
    /// The ward that it lies in.
    pub ward_id: Option<WardId>,
    /// Whether it is for the police liaison alone.
    pub is_sensitive: bool,
    /// The team that works on it, and the team's name.
    pub team: Option<(TeamId, String)>,
    /// The person who works on it.
    pub user: Option<UserId>,
    /// The ticket that it repeats, with its tracking number, where who asks sees it.
    pub parent: Option<(TicketId, String)>,
    /// Where it came from: `page`, `import`, `open311` or `demo`.
    pub source: String,
    /// When it came in.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When somebody first responded.
    pub first_responded_at: Option<Timestamp>,
    /// When the work was done.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened_count: i32,
    /// When it was last opened again.
    pub last_reopened_at: Option<Timestamp>,
    /// Whether somebody wrote a word when it was resolved or closed.
    pub closed_with_note: Option<bool>,
    /// What its clocks say.
    pub sla: SlaColumns,
    /// Counts its changes.
    pub version: i64,
}

impl TicketRow {
    /// Reads a row of [`COLUMNS`].
    ///
    /// # Errors
    /// Where a value is none that this version knows.
    pub fn read(row: &Row) -> Result<Self, RunError> {
        Self::columns(row).map_err(|error| RunError::Refused(format!("a ticket that cannot be read: {error}")))
    }

    fn columns(row: &Row) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        let team: Option<String> = row.try_get(12)?;
        let team_name: Option<String> = row.try_get(13)?;
        let parent: Option<Uuid> = row.try_get(15)?;
        let parent_number: Option<String> = row.try_get(16)?;
        Ok(Self {
            id: TicketId(row.try_get(0)?),
            tracking_number: row.try_get(1)?,
            category: row.try_get(2)?,
            severity: row.try_get::<_, &str>(3)?.parse()?,
            status: row.try_get::<_, &str>(4)?.parse()?,
            waiting_reason: row.try_get(5)?,
            description: row.try_get(6)?,
            address: row.try_get(7)?,
            latitude: row.try_get(8)?,
            longitude: row.try_get(9)?,
            ward_id: row.try_get::<_, Option<String>>(10)?.map(WardId::new),
            is_sensitive: row.try_get(11)?,
            team: team.map(TeamId::new).zip(team_name),
            user: row.try_get::<_, Option<Uuid>>(14)?.map(UserId),
            parent: parent.map(TicketId).zip(parent_number),
            source: row.try_get(17)?,
            created_at: row.try_get(18)?,
            updated_at: row.try_get(19)?,
            first_responded_at: row.try_get(20)?,
            resolved_at: row.try_get(21)?,
            closed_at: row.try_get(22)?,
            reopened_count: row.try_get(23)?,
            last_reopened_at: row.try_get(24)?,
            closed_with_note: row.try_get(25)?,
            sla: SlaColumns {
                policy_id: row.try_get::<_, Option<Uuid>>(26)?.map(watchroom_desk::sla::PolicyId),
                imported: row.try_get(27)?,
                response_deadline: row.try_get(28)?,
                response_at_risk_at: row.try_get(29)?,
                resolution_deadline: row.try_get(30)?,
                resolution_at_risk_at: row.try_get(31)?,
                paused_since: row.try_get(32)?,
            },
            version: row.try_get(33)?,
        })
    }

    /// When the work ended: `resolved_at`, else `closed_at`.
    #[must_use]
    pub fn done_at(&self) -> Option<Timestamp> {
        self.resolved_at.or(self.closed_at)
    }

    /// How it stands against the target of its resolution.
    #[must_use]
    pub fn sla_state(&self, now: Timestamp) -> SlaState {
        self.state(self.sla.resolution(), self.done_at(), now)
    }

    /// How it stands against the target of the first response.
    #[must_use]
    pub fn sla_response_state(&self, now: Timestamp) -> SlaState {
        self.state(self.sla.response(), self.first_responded_at, now)
    }

    fn state(&self, clock: ClockColumns, done: Option<Timestamp>, now: Timestamp) -> SlaState {
        state_of(clock, done, now)
    }
}

/// A ticket that a permit opens, where it does. A ticket that is not there and one that is not shown are the same.
///
/// # Errors
/// See [`RunError`].
pub async fn ticket_get(tx: &DeskTx, scope: &TicketScope, id: TicketId) -> Result<Option<TicketRow>, RunError> {
    one(tx, scope, id, "").await
}

/// The same, and locks it until the transaction ends.
///
/// # Errors
/// See [`RunError`].
pub async fn ticket_lock(tx: &DeskTx, scope: &TicketScope, id: TicketId) -> Result<Option<TicketRow>, RunError> {
    one(tx, scope, id, " FOR UPDATE OF t").await
}

async fn one(
    tx: &DeskTx,
    scope: &TicketScope,
    id: TicketId,
    lock: &'static str,
) -> Result<Option<TicketRow>, RunError> {
    let mut conditions = Conditions::of(scope);
    conditions.push("t.id = ?", [Bind::Id(id.0)]);
    let named = named_sql(&mut conditions, scope);
    let sql = format!("SELECT {COLUMNS} FROM service_desk.tickets t {named} WHERE {}{lock}", conditions.text());
    let rows = tx.rows(&sql, conditions.binds()).await?;
    rows.first().map(TicketRow::read).transpose()
}
