//! Clocks that run out. A notice and its event are written by one statement, and whoever writes the notice sends it: so each
//! goes out once, however many processes look, and however often they start.

use jiff::Timestamp;
use watchroom_domain::TenantId;

use crate::{RunError, Tenants};

/// A clock that stands is held against the moment it was stopped at; see `watchroom_desk::sla::state_of`, of which this is
/// the other writing.
const NOTE: &str = "WITH clocks AS (
        SELECT id, 'resolution' AS clock, sla_resolution_deadline AS deadline, sla_resolution_at_risk_at AS at_risk_at,
            is_sensitive, ward_id, assigned_team_id, sla_paused_since FROM service_desk.tickets
        WHERE status IN ('open', 'in_progress', 'waiting', 'escalated') AND resolved_at IS NULL AND closed_at IS NULL
            AND (sla_resolution_deadline < $1 OR sla_resolution_at_risk_at <= $1)
        UNION ALL
        SELECT id, 'response', sla_response_deadline, sla_response_at_risk_at,
            is_sensitive, ward_id, assigned_team_id, sla_paused_since FROM service_desk.tickets
        WHERE status IN ('open', 'in_progress', 'waiting', 'escalated') AND first_responded_at IS NULL
            AND sla_response_deadline IS NOT NULL AND (sla_response_deadline < $1 OR sla_response_at_risk_at <= $1)
    ), due AS (
        SELECT id, clock, CASE WHEN deadline < $1 THEN 'breach' ELSE 'at_risk' END AS kind, deadline, is_sensitive, ward_id,
            assigned_team_id FROM clocks
        WHERE deadline IS NOT NULL AND NOT (sla_paused_since IS NOT NULL AND at_risk_at IS NULL AND sla_paused_since <= deadline)
    ), unsent AS (
        SELECT * FROM due WHERE NOT EXISTS (SELECT FROM service_desk.sla_notices n WHERE n.ticket_id = due.id
            AND n.clock = due.clock AND n.kind = due.kind AND n.deadline = due.deadline)
        ORDER BY deadline, id LIMIT $2
    ), noted AS (
        INSERT INTO service_desk.sla_notices (ticket_id, clock, kind, deadline, at)
            SELECT id, clock, kind, deadline, $1 FROM unsent ORDER BY id, clock ON CONFLICT DO NOTHING
        RETURNING ticket_id, clock, kind
    )
    INSERT INTO service_desk.events (at, kind, ticket_id, clock, is_sensitive, ward_id, team_id)
        SELECT $1, 'sla_' || n.kind, u.id, n.clock, u.is_sensitive, u.ward_id, u.assigned_team_id
        FROM noted n JOIN unsent u ON u.id = n.ticket_id AND u.clock = n.clock AND u.kind = n.kind";
const NEXT: &str = "SELECT least(
    (SELECT min(sla_resolution_deadline) FROM service_desk.tickets
        WHERE status IN ('open', 'in_progress', 'waiting', 'escalated') AND sla_resolution_deadline >= $1),
    (SELECT min(sla_resolution_at_risk_at) FROM service_desk.tickets
        WHERE status IN ('open', 'in_progress', 'waiting', 'escalated') AND sla_resolution_at_risk_at > $1),
    (SELECT min(sla_response_deadline) FROM service_desk.tickets
        WHERE first_responded_at IS NULL AND sla_response_deadline IS NOT NULL AND sla_response_deadline >= $1),
    (SELECT min(sla_response_at_risk_at) FROM service_desk.tickets
        WHERE first_responded_at IS NULL AND sla_response_deadline IS NOT NULL AND sla_response_at_risk_at > $1))";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[NOTE, NEXT];

/// Notices of one transaction: an import may bring thousands of tickets that are late already.
const MOST_AT_ONCE: i64 = 500;

impl Tenants {
    /// Sends what is due: a notice for each clock that will soon have run out or has, once for each deadline. Returns when
    /// the next one will be due, as far as is known now.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; else see [`RunError`].
    pub async fn sla_notify(&self, tenant: &TenantId, now: Timestamp) -> Result<Option<Timestamp>, RunError> {
        loop {
            let tx = self.desk_as_server(tenant).await?;
            let most = MOST_AT_ONCE;
            let sent = tx.execute(NOTE, &[&now, &most]).await.map_err(|error| tx.sort_out(&error))?;
            let tx = if sent > 0 { tx.telling(&self.desk_changes) } else { tx };
            if i64::try_from(sent) == Ok(MOST_AT_ONCE) {
                tx.commit().await?;
                continue;
            }
            let next = tx.query_one(NEXT, &[&now]).await.and_then(|row| row.try_get(0));
            let next = next.map_err(|error| tx.sort_out(&error))?;
            tx.commit().await?;
            return Ok(next);
        }
    }
}
