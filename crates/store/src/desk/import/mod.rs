//! Tickets of another system, written a batch at a time: COPY into a temporary table, compared with what is there, then one
//! INSERT … ON CONFLICT.
//!
//! A ticket is known by its tracking number. One that is as it was is not touched. One that is new has no history: that it
//! was imported stands in its `source`. One that changed gets a line for each field that did, so that its ledger stays
//! true. What a mapping does not fill is left as it is.

mod names;
mod staged;

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use watchroom_desk::import::ImportedTicket;
use watchroom_desk::sla::{Facts, ImportedDeadlines, Policies, SlaColumns, StatusSince};
use watchroom_domain::{ImportField, ImportMapping, TenantId, TicketStatus};

use super::DeskTx;
use crate::{RunError, Tenants};
use names::Names;

const STAGE: &str = "CREATE TEMPORARY TABLE staged_tickets ( \
         tracking_number text NOT NULL, category text NOT NULL, severity text NOT NULL, status text NOT NULL, \
         waiting_reason text, description text NOT NULL, address text, latitude double precision, \
         longitude double precision, ward_id text, team_id text, is_sensitive boolean NOT NULL, \
         created_at timestamptz NOT NULL, first_responded_at timestamptz, resolved_at timestamptz, closed_at timestamptz, \
         sla_policy_id uuid, sla_imported boolean NOT NULL, sla_response_deadline timestamptz, \
         sla_response_at_risk_at timestamptz, sla_resolution_deadline timestamptz, \
         sla_resolution_at_risk_at timestamptz, sla_paused_since timestamptz \
     ) ON COMMIT DROP";

const COPY: &str = "COPY staged_tickets (tracking_number, category, severity, status, waiting_reason, description, address, \
     latitude, longitude, ward_id, team_id, is_sensitive, created_at, first_responded_at, resolved_at, closed_at, \
     sla_policy_id, sla_imported, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline, \
     sla_resolution_at_risk_at, sla_paused_since) FROM STDIN (FORMAT binary)";

/// Takes those out that are there already, as they are. $1 …: which fields the mapping fills, see [`Filled`].
const DROP_UNCHANGED: &str = "DELETE FROM staged_tickets s USING service_desk.tickets t \
     WHERE t.tracking_number = s.tracking_number \
       AND (t.category, t.severity, t.status, t.description, t.created_at, t.resolved_at, t.closed_at) \
         IS NOT DISTINCT FROM (s.category, s.severity, s.status, s.description, s.created_at, s.resolved_at, s.closed_at) \
       AND (NOT $1::boolean OR t.address IS NOT DISTINCT FROM s.address) \
       AND (NOT $2::boolean OR (t.latitude, t.longitude) IS NOT DISTINCT FROM (s.latitude, s.longitude)) \
       AND (NOT $3::boolean OR t.ward_id IS NOT DISTINCT FROM s.ward_id) \
       AND (NOT $4::boolean OR t.assigned_team_id IS NOT DISTINCT FROM s.team_id) \
       AND (CASE WHEN $5::boolean THEN t.is_sensitive = s.is_sensitive ELSE t.is_sensitive OR NOT s.is_sensitive END) \
       AND (NOT $6::boolean OR t.first_responded_at IS NOT DISTINCT FROM s.first_responded_at) \
       AND (NOT $7::boolean OR (t.sla_imported AND (t.sla_response_deadline, t.sla_resolution_deadline) \
         IS NOT DISTINCT FROM (s.sla_response_deadline, s.sla_resolution_deadline)))";

/// A line for each field that changes. $8: when, $9 and $10: who, $11: why.
const HISTORY: &str = "INSERT INTO service_desk.ticket_history (ticket_id, at, change, place, actor_id, actor_name, field, old, new, reason) \
     SELECT t.id, $8::timestamptz, t.change, v.place, $9::uuid, $10::text, v.field, v.old, v.new, $11::text \
     FROM (SELECT *, gen_random_uuid() AS change FROM service_desk.tickets \
           WHERE tracking_number IN (SELECT tracking_number FROM staged_tickets)) t \
     JOIN staged_tickets s USING (tracking_number) \
     CROSS JOIN LATERAL (VALUES \
       (0::smallint, 'status', true, t.status, s.status), \
       (1::smallint, 'category', true, t.category, s.category), \
       (2::smallint, 'severity', true, t.severity, s.severity), \
       (3::smallint, 'description', true, t.description, s.description), \
       (4::smallint, 'address', $1::boolean, t.address, s.address), \
       (5::smallint, 'latitude', $2::boolean, t.latitude::text, s.latitude::text), \
       (5::smallint, 'longitude', $2::boolean, t.longitude::text, s.longitude::text), \
       (6::smallint, 'ward_id', $3::boolean, t.ward_id, s.ward_id), \
       (7::smallint, 'team', $4::boolean, (SELECT name FROM service_desk.teams WHERE id = t.assigned_team_id), \
         (SELECT name FROM service_desk.teams WHERE id = s.team_id)), \
       (8::smallint, 'is_sensitive', true, t.is_sensitive::text, \
         (CASE WHEN $5::boolean THEN s.is_sensitive ELSE t.is_sensitive OR s.is_sensitive END)::text), \
       (9::smallint, 'created_at', true, to_json(t.created_at) #>> '{}', to_json(s.created_at) #>> '{}'), \
       (10::smallint, 'resolved_at', true, to_json(t.resolved_at) #>> '{}', to_json(s.resolved_at) #>> '{}'), \
       (11::smallint, 'closed_at', true, to_json(t.closed_at) #>> '{}', to_json(s.closed_at) #>> '{}'), \
       (12::smallint, 'first_responded_at', $6::boolean, to_json(t.first_responded_at) #>> '{}', to_json(s.first_responded_at) #>> '{}'), \
       (13::smallint, 'sla_response_deadline', $7::boolean, to_json(t.sla_response_deadline) #>> '{}', to_json(s.sla_response_deadline) #>> '{}'), \
       (14::smallint, 'sla_resolution_deadline', $7::boolean, to_json(t.sla_resolution_deadline) #>> '{}', to_json(s.sla_resolution_deadline) #>> '{}') \
     ) v (place, field, is_filled, old, new) \
     WHERE v.is_filled AND v.old IS DISTINCT FROM v.new";

/// Writes what is left. Gives how many are new, and how many changed.
const UPSERT: &str = "WITH written AS ( \
     INSERT INTO service_desk.tickets AS t (tracking_number, category, severity, status, waiting_reason, description, address, \
       latitude, longitude, ward_id, assigned_team_id, is_sensitive, source, created_at, updated_at, first_responded_at, \
       resolved_at, closed_at, sla_policy_id, sla_imported, sla_response_deadline, sla_response_at_risk_at, \
       sla_resolution_deadline, sla_resolution_at_risk_at, sla_paused_since) \
     SELECT tracking_number, category, severity, status, waiting_reason, description, address, latitude, longitude, ward_id, \
       team_id, is_sensitive, 'import', created_at, $8::timestamptz, first_responded_at, resolved_at, closed_at, sla_policy_id, \
       sla_imported, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline, sla_resolution_at_risk_at, \
       sla_paused_since \
     FROM staged_tickets ORDER BY tracking_number \
     ON CONFLICT (tracking_number) DO UPDATE SET \
       category = excluded.category, severity = excluded.severity, status = excluded.status, \
       waiting_reason = CASE WHEN excluded.status = 'waiting' THEN coalesce(t.waiting_reason, excluded.waiting_reason) END, \
       description = excluded.description, created_at = excluded.created_at, resolved_at = excluded.resolved_at, \
       closed_at = excluded.closed_at, updated_at = excluded.updated_at, version = t.version + 1, \
       address = CASE WHEN $1::boolean THEN excluded.address ELSE t.address END, \
       latitude = CASE WHEN $2::boolean THEN excluded.latitude ELSE t.latitude END, \
       longitude = CASE WHEN $2::boolean THEN excluded.longitude ELSE t.longitude END, \
       ward_id = CASE WHEN $3::boolean THEN excluded.ward_id ELSE t.ward_id END, \
       assigned_team_id = CASE WHEN $4::boolean THEN excluded.assigned_team_id ELSE t.assigned_team_id END, \
       assigned_user_id = CASE WHEN $4::boolean AND excluded.assigned_team_id IS DISTINCT FROM t.assigned_team_id THEN NULL \
         ELSE t.assigned_user_id END, \
       is_sensitive = CASE WHEN $5::boolean THEN excluded.is_sensitive ELSE t.is_sensitive OR excluded.is_sensitive END, \
       first_responded_at = CASE WHEN $6::boolean THEN excluded.first_responded_at ELSE t.first_responded_at END, \
       reopened_count = t.reopened_count + (t.status IN ('resolved', 'closed') AND excluded.status NOT IN ('resolved', 'closed'))::int, \
       last_reopened_at = CASE WHEN t.status IN ('resolved', 'closed') AND excluded.status NOT IN ('resolved', 'closed') \
         THEN excluded.updated_at ELSE t.last_reopened_at END, \
       closed_with_note = CASE WHEN excluded.status IN ('resolved', 'closed') THEN t.closed_with_note END, \
       sla_policy_id = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_policy_id ELSE t.sla_policy_id END, \
       sla_imported = $7::boolean OR t.sla_imported, \
       sla_response_deadline = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_response_deadline ELSE t.sla_response_deadline END, \
       sla_response_at_risk_at = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_response_at_risk_at ELSE t.sla_response_at_risk_at END, \
       sla_resolution_deadline = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_resolution_deadline ELSE t.sla_resolution_deadline END, \
       sla_resolution_at_risk_at = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_resolution_at_risk_at ELSE t.sla_resolution_at_risk_at END, \
       sla_paused_since = CASE WHEN $7::boolean OR NOT t.sla_imported THEN excluded.sla_paused_since ELSE t.sla_paused_since END \
     RETURNING (xmax = 0) AS is_new) \
     SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written";

/// Figures changed: one event a batch, not one a ticket; of ordinary tickets and of sensitive ones each, because nobody may
/// hear of the others'. $1: now. $2, $3: whether tickets that changed were ordinary before, were sensitive.
const TELL: &str = "INSERT INTO service_desk.events (at, kind, is_sensitive) \
     SELECT $1::timestamptz, 'metrics_updated', is_sensitive FROM ( \
       SELECT t.is_sensitive FROM staged_tickets JOIN service_desk.tickets t USING (tracking_number) \
       UNION SELECT false WHERE $2 UNION SELECT true WHERE $3) touched ORDER BY is_sensitive";

/// A batch is more work than what somebody waits for at a screen. Checks of foreign keys are planned once and not for each
/// row, as the desk's connections would have it; and what the search's index puts aside is worked in by
/// [`Tenants::settle_search`] beside the next batch, not in the middle of this one.
const AT_LENGTH: &str = "SET LOCAL statement_timeout = '120s'; SET LOCAL plan_cache_mode = 'auto'; \
     SET LOCAL work_mem = '32MB'; SET LOCAL gin_pending_list_limit = '64MB'";

/// Which of the staged tickets are there already: whether any is ordinary, and whether any is sensitive.
const KNOWN: &str = "SELECT coalesce(bool_or(NOT t.is_sensitive), false), coalesce(bool_or(t.is_sensitive), false) \
     FROM staged_tickets JOIN service_desk.tickets t USING (tracking_number)";

const SETTLE: &str = "SELECT service_desk.settle_search()";

/// Deadlines that had passed before the import are nobody's news: they count as told. $1: now.
const NOTICES: &str = "INSERT INTO service_desk.sla_notices (ticket_id, clock, kind, deadline, at) \
     SELECT t.id, c.clock, k.kind, c.deadline, $1::timestamptz \
     FROM staged_tickets s JOIN service_desk.tickets t USING (tracking_number) \
     CROSS JOIN LATERAL (VALUES \
       ('response', t.sla_response_deadline, t.sla_response_at_risk_at, t.first_responded_at), \
       ('resolution', t.sla_resolution_deadline, t.sla_resolution_at_risk_at, NULL::timestamptz) \
     ) c (clock, deadline, at_risk_at, done_at) \
     CROSS JOIN LATERAL (VALUES ('at_risk', c.at_risk_at), ('breach', c.deadline)) k (kind, due_at) \
     WHERE s.status NOT IN ('resolved', 'closed') AND c.done_at IS NULL AND c.deadline IS NOT NULL AND k.due_at <= $1 \
     ON CONFLICT DO NOTHING";

/// What the history gives as the reason of a change.
const REASON: &str = "imported";

/// What a ticket waits for that was imported as waiting.
const WAITING: &str = "It was waiting when it was imported";

/// Which fields a mapping fills, in the order of the statements' parameters.
#[derive(Debug, Clone, Copy)]
struct Filled([bool; 7]);

impl Filled {
    fn by(mapping: &ImportMapping) -> Self {
        use ImportField as Field;
        let is = |field| mapping.rule(field).is_some();
        Self([
            is(Field::Address),
            is(Field::Latitude),
            is(Field::WardId),
            is(Field::Team),
            is(Field::IsSensitive),
            is(Field::FirstRespondedAt),
            is(Field::SlaResponseDeadline) || is(Field::SlaResolutionDeadline),
        ])
    }

    const fn deadlines(self) -> bool {
        self.0[6]
    }

    fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.0.iter().map(|is| is as &(dyn ToSql + Sync)).collect()
    }
}

/// Who imports, for the history of tickets.
#[derive(Debug, Clone)]
pub struct Importer {
    /// The person, where it is one.
    pub user: Option<Uuid>,
    /// What people read.
    pub name: Option<String>,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchDone {
    /// Tickets that are new.
    pub imported: u64,
    /// Tickets that changed.
    pub updated: u64,
    /// Tickets that were as they are.
    pub unchanged: u64,
}

/// An import under way, by one mapping.
#[derive(Debug)]
pub struct TicketImport<'p> {
    filled: Filled,
    policies: &'p Policies,
    importer: Importer,
    now: Timestamp,
}

impl<'p> TicketImport<'p> {
    /// An import by a mapping. Deadlines that it does not fill are reckoned by the policies. `now` is when its changes
    /// happen.
    #[must_use]
    pub fn new(mapping: &ImportMapping, policies: &'p Policies, importer: Importer, now: Timestamp) -> Self {
        Self { filled: Filled::by(mapping), policies, importer, now }
    }

    /// Writes a batch within a transaction that the server has opened for itself. No two of the tickets have the same
    /// tracking number. Nothing is kept before the transaction is committed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn batch(&self, tx: &DeskTx, tickets: &[ImportedTicket]) -> Result<BatchDone, RunError> {
        self.write(tx.client(), tickets).await.map_err(|error| tx.sort_out(&error))
    }

    async fn write(&self, tx: &Client, tickets: &[ImportedTicket]) -> Result<BatchDone, tokio_postgres::Error> {
        tx.batch_execute(AT_LENGTH).await?;
        tx.batch_execute(STAGE).await?;
        let names = Names::make(tx, tickets).await?;
        staged::copy(tx, COPY, tickets, &names, |ticket| self.sla(ticket)).await?;
        let filled = self.filled.parameters();
        let unchanged = tx.execute(DROP_UNCHANGED, &filled).await?;
        if unchanged == tickets.len() as u64 {
            return Ok(BatchDone { unchanged, ..BatchDone::default() });
        }
        let known = tx.query_one(KNOWN, &[]).await?;
        let (was_ordinary, was_sensitive): (bool, bool) = (known.try_get(0)?, known.try_get(1)?);
        if was_ordinary || was_sensitive {
            let mut parameters = filled.clone();
            parameters.extend([&self.now as &(dyn ToSql + Sync), &self.importer.user, &self.importer.name, &REASON]);
            tx.execute(HISTORY, &parameters).await?;
        }
        let mut parameters = filled;
        parameters.push(&self.now);
        let row = tx.query_one(UPSERT, &parameters).await?;
        tx.execute(NOTICES, &[&self.now]).await?;
        tx.execute(TELL, &[&self.now, &was_ordinary, &was_sensitive]).await?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(BatchDone { imported: count(row.try_get(0)?), updated: count(row.try_get(1)?), unchanged })
    }

    /// The clocks of a ticket, as far as its row tells.
    fn sla(&self, ticket: &ImportedTicket) -> SlaColumns {
        let mut facts = Facts::new(ticket.created_at, ticket.category.clone(), ticket.severity);
        let since = match ticket.status {
            TicketStatus::Resolved => ticket.resolved_at,
            TicketStatus::Closed => ticket.closed_at.or(ticket.resolved_at),
            _ => None,
        };
        let reason = (ticket.status == TicketStatus::Waiting).then(|| WAITING.to_owned());
        facts.statuses = vec![StatusSince {
            at: since.unwrap_or(ticket.created_at).max(ticket.created_at),
            status: ticket.status,
            reason,
        }];
        facts.first_responded_at = ticket.first_responded_at;
        facts.resolved_at = ticket.resolved_at;
        facts.closed_at = ticket.closed_at;
        facts.imported = self.filled.deadlines().then_some(ImportedDeadlines {
            response: ticket.sla_response_deadline,
            resolution: ticket.sla_resolution_deadline,
        });
        self.policies.columns(&facts)
    }
}

impl Tenants {
    /// Works into the search's index what imported batches have put aside, while the next one is written: until then each
    /// search reads it all. Whoever comes first would do it else, in the middle of a request.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; else see [`RunError`].
    pub async fn settle_search(&self, tenant: &TenantId) -> Result<(), RunError> {
        let tx = self.desk_as_server(tenant).await?;
        tx.batch_execute(AT_LENGTH).await.map_err(|error| tx.sort_out(&error))?;
        tx.execute(SETTLE, &[]).await.map_err(|error| tx.sort_out(&error))?;
        tx.commit().await
    }
}

/// The names that the tickets of a batch use, each once.
fn used<'t>(tickets: &'t [ImportedTicket], name: impl Fn(&'t ImportedTicket) -> Option<&'t str>) -> Vec<&'t str> {
    tickets.iter().filter_map(name).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What an import runs once its temporary table is there; [`STAGE`] makes it.
#[cfg(test)]
pub(super) const STATEMENTS: &[&[&str]] =
    &[names::STATEMENTS, &[KNOWN, SETTLE, DROP_UNCHANGED, HISTORY, UPSERT, NOTICES, TELL]];

#[cfg(test)]
mod tests;
