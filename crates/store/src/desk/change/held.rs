//! A ticket that is locked for a change.

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::{Severity, TicketId, TicketStatus};

use super::{ChangeError, Changed, Changing};
use crate::RunError;
use crate::desk::facts::facts_of;
use crate::desk::ticket::ticket_get;

/// Row security says the same as the permit's scope does; each holds by itself.
const LOCK: &str = "SELECT tracking_number, category, severity, status, waiting_reason, description, address, latitude, longitude, \
     ward_id, is_sensitive, assigned_team_id, assigned_user_id, parent_id, updated_at, first_responded_at, resolved_at, \
     closed_at, reopened_count, last_reopened_at, closed_with_note, version \
     FROM service_desk.tickets WHERE id = $1 AND ($2::boolean IS NULL OR is_sensitive = $2) \
     AND ($3::text IS NULL OR ward_id = $3) AND ($4::text IS NULL OR assigned_team_id = $4) FOR UPDATE";
/// Sensitivity, ward and team are not among them: see [`MOVE`].
const UPDATE: &str = "UPDATE service_desk.tickets SET category = $2, severity = $3, status = $4, waiting_reason = $5, description = $6, \
     address = $7, latitude = $8, longitude = $9, assigned_user_id = $10, parent_id = $11, updated_at = $12, \
     first_responded_at = $13, resolved_at = $14, closed_at = $15, reopened_count = $16, last_reopened_at = $17, \
     closed_with_note = $18, version = $19 WHERE id = $1";
const CLOCKS: &str = "UPDATE service_desk.tickets SET sla_policy_id = $2, sla_imported = $3, sla_response_deadline = $4, \
     sla_response_at_risk_at = $5, sla_resolution_deadline = $6, sla_resolution_at_risk_at = $7, sla_paused_since = $8 \
     WHERE id = $1";
const MOVE: &str = "SELECT service_desk.move_ticket($1, $2, $3, $4)";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LOCK, UPDATE, CLOCKS, MOVE];

/// Where a ticket stands: what decides who sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) is_sensitive: bool,
    pub(super) ward: Option<String>,
    pub(super) team: Option<String>,
}

/// What a change may touch of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Values {
    pub(super) category: String,
    pub(super) severity: Severity,
    pub(super) status: TicketStatus,
    pub(super) waiting_reason: Option<String>,
    pub(super) description: String,
    pub(super) address: Option<String>,
    pub(super) latitude: Option<f64>,
    pub(super) longitude: Option<f64>,
    pub(super) user: Option<Uuid>,
    pub(super) parent: Option<Uuid>,
    pub(super) first_responded_at: Option<Timestamp>,
    pub(super) resolved_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) reopened_count: i32,
    pub(super) last_reopened_at: Option<Timestamp>,
    pub(super) closed_with_note: Option<bool>,
    pub(super) stand: Stand,
}

/// A ticket that is locked, as it was; with the moment of its change.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) id: TicketId,
    pub(super) tracking_number: String,
    pub(super) version: i64,
    pub(super) was: Values,
    /// Later than the change before, so that a ticket's history has an order.
    pub(super) at: Timestamp,
}

impl Changing<'_> {
    /// Locks a ticket that the caller sees. `version` is the one that the caller looked at.
    pub(super) async fn hold(&self, id: TicketId, version: Option<i64>) -> Result<Held, ChangeError> {
        let scope = self.scope;
        let (ward, team) = (scope.ward().map(|ward| ward.as_str()), scope.team().map(|team| team.as_str()));
        let row = self.tx.query_opt(LOCK, &[&id.0, &scope.is_sensitive(), &ward, &team]).await;
        let row = row.map_err(|error| self.tx.sort_out(&error))?.ok_or(ChangeError::Missing)?;
        let held = read(id, &row, self.by.at)?;
        if version.is_some_and(|looked_at| looked_at != held.version) {
            return Err(ChangeError::Stale);
        }
        Ok(held)
    }

    /// Writes a ticket's new values. Its place comes last, with [`Changing::leave`].
    pub(super) async fn keep(&self, held: &Held, now: &Values, version: i64) -> Result<(), ChangeError> {
        let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
            &held.id.0,
            &now.category,
            &now.severity.as_str(),
            &now.status.as_str(),
            &now.waiting_reason,
            &now.description,
            &now.address,
            &now.latitude,
            &now.longitude,
            &now.user,
            &now.parent,
            &held.at,
            &now.first_responded_at,
            &now.resolved_at,
            &now.closed_at,
            &now.reopened_count,
            &now.last_reopened_at,
            &now.closed_with_note,
            &version,
        ];
        self.execute(UPDATE, params).await
    }

    /// Reckons a ticket's clocks from what is written of it, and keeps them with it.
    pub(super) async fn wind(&self, id: TicketId) -> Result<(), ChangeError> {
        let ticket = ticket_get(self.tx, self.scope, id).await?.ok_or(ChangeError::Missing)?;
        let facts = facts_of(self.tx, &ticket).await?;
        let clocks = self.policies.columns(&facts);
        let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
            &id.0,
            &clocks.policy_id.map(|policy| policy.0),
            &clocks.imported,
            &clocks.response_deadline,
            &clocks.response_at_risk_at,
            &clocks.resolution_deadline,
            &clocks.resolution_at_risk_at,
            &clocks.paused_since,
        ];
        self.execute(CLOCKS, params).await
    }

    /// Takes a ticket to where it stands now; nothing can be written of it afterwards where the caller sees it no more.
    pub(super) async fn leave(&self, id: TicketId, stand: &Stand) -> Result<(), ChangeError> {
        let moved = self.tx.query_one(MOVE, &[&id.0, &stand.is_sensitive, &stand.ward, &stand.team]).await;
        match moved.and_then(|row| row.try_get(0)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(ChangeError::Missing),
            Err(error) => Err(self.tx.sort_out(&error).into()),
        }
    }

    pub(super) fn changed(&self, id: TicketId, tracking_number: &str, stand: &Stand) -> Changed {
        let visible = self.scope.holds(stand.is_sensitive, stand.ward.as_deref(), stand.team.as_deref());
        Changed { id, tracking_number: tracking_number.to_owned(), visible }
    }

    pub(super) async fn execute(
        &self,
        sql: &'static str,
        params: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<(), ChangeError> {
        self.tx.execute(sql, params).await.map(drop).map_err(|error| self.tx.sort_out(&error).into())
    }
}

/// How far a ticket's last change may lie ahead of the clock: another process's may be a little fast. An import may have
/// brought a moment of any year, which later changes do not go by.
const FASTEST: SignedDuration = SignedDuration::from_secs(60);

fn after(last: Timestamp, now: Timestamp) -> Timestamp {
    let ahead = last.duration_since(now);
    if ahead < SignedDuration::ZERO || ahead > FASTEST {
        return now;
    }
    last.saturating_add(SignedDuration::from_micros(1)).unwrap_or(now)
}

fn read(id: TicketId, row: &Row, now: Timestamp) -> Result<Held, ChangeError> {
    let column = |error: tokio_postgres::Error| RunError::Refused(format!("a ticket: {error}"));
    let word = |error: &dyn std::fmt::Display| RunError::Refused(format!("a ticket: {error}"));
    let (severity, status): (&str, &str) = (row.try_get(2).map_err(column)?, row.try_get(3).map_err(column)?);
    let was = Values {
        category: row.try_get(1).map_err(column)?,
        severity: severity.parse().map_err(|error: watchroom_domain::UnknownWord| word(&error))?,
        status: status.parse().map_err(|error: watchroom_domain::UnknownWord| word(&error))?,
        waiting_reason: row.try_get(4).map_err(column)?,
        description: row.try_get(5).map_err(column)?,
        address: row.try_get(6).map_err(column)?,
        latitude: row.try_get(7).map_err(column)?,
        longitude: row.try_get(8).map_err(column)?,
        user: row.try_get(12).map_err(column)?,
        parent: row.try_get(13).map_err(column)?,
        first_responded_at: row.try_get(15).map_err(column)?,
        resolved_at: row.try_get(16).map_err(column)?,
        closed_at: row.try_get(17).map_err(column)?,
        reopened_count: row.try_get(18).map_err(column)?,
        last_reopened_at: row.try_get(19).map_err(column)?,
        closed_with_note: row.try_get(20).map_err(column)?,
        stand: Stand {
            ward: row.try_get(9).map_err(column)?,
            is_sensitive: row.try_get(10).map_err(column)?,
            team: row.try_get(11).map_err(column)?,
        },
    };
    let updated_at: Timestamp = row.try_get(14).map_err(column)?;
    Ok(Held {
        id,
        tracking_number: row.try_get(0).map_err(column)?,
        version: row.try_get(21).map_err(column)?,
        was,
        at: after(updated_at, now),
    })
}
