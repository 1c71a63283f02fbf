//! Reading the audit log, newest first.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_domain::UserId;

use crate::{Central, StoreError};

// Filters that are not given are constants by the time that PostgreSQL plans: the indexes on what is given serve.
macro_rules! matching {
    () => {
        "FROM audit WHERE ($1::text IS NULL OR action = $1) \
         AND ($2::uuid IS NULL OR actor_user = $2) \
         AND ($3::text IS NULL OR lower(actor_email) = lower($3)) \
         AND ($4::text IS NULL OR tenant_id = $4) \
         AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6) \
         AND ($7::text IS NULL OR strpos(lower(concat_ws(' ', actor_email, from_address, tenant_id, action, subject, detail::text)), lower($7)) > 0)"
    };
}
const PAGE: &str = concat!(
    "SELECT seq, at, actor_user, actor_email, from_address, tenant_id, action, subject, detail ",
    matching!(),
    " ORDER BY seq DESC LIMIT $8 OFFSET $9"
);
const COUNT: &str = concat!("SELECT count(*) ", matching!());
/// The numbers have no gaps: the last one is how many there are.
const ALL: &str = "SELECT coalesce(max(seq), 0) FROM audit";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[PAGE, COUNT, ALL];

/// Which records are asked for: all that match everything given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Text anywhere in the record, whatever its case.
    pub search: Option<String>,
    /// The word of an action.
    pub action: Option<String>,
    /// The person who acted.
    pub actor: Option<UserId>,
    /// The address or name of who acted, whatever its case.
    pub actor_name: Option<String>,
    /// The tenant's id.
    pub tenant: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

/// A record as it is shown.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The person who acted.
    pub actor: Option<UserId>,
    /// The person's address as it was then, or another name of who acted.
    pub actor_email: Option<String>,
    /// Where the request came from.
    pub from_address: Option<String>,
    /// The tenant's id.
    pub tenant: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: Option<String>,
    /// What else is known.
    pub detail: serde_json::Value,
}

impl AuditRecord {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.try_get(0)?,
            at: row.try_get(1)?,
            actor: row.try_get::<_, Option<Uuid>>(2)?.map(UserId),
            actor_email: row.try_get(3)?,
            from_address: row.try_get(4)?,
            tenant: row.try_get(5)?,
            action: row.try_get(6)?,
            subject: row.try_get(7)?,
            detail: row.try_get(8)?,
        })
    }
}

impl Central {
    /// Up to `limit` records after the first `offset` of those that match, newest first, and how many match in all.
    ///
    /// # Errors
    /// Where the central database cannot be asked. See [`StoreError::is_timeout`]: a search through very many records
    /// may take too long.
    pub async fn audit_list(
        &self,
        filter: &AuditFilter,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<AuditRecord>, i64), StoreError> {
        let AuditFilter { search, action, actor, actor_name, tenant, from, to } = filter;
        let actor = actor.map(|user| user.0);
        let connection = self.connection().await?;
        let total = if *filter == AuditFilter::default() {
            connection.query_one(ALL, &[]).await?.try_get(0)?
        } else {
            connection.query_one(COUNT, &[action, &actor, actor_name, tenant, from, to, search]).await?.try_get(0)?
        };
        let rows =
            connection.query(PAGE, &[action, &actor, actor_name, tenant, from, to, search, &limit, &offset]).await?;
        Ok((rows.iter().map(AuditRecord::read).collect::<Result<_, _>>()?, total))
    }
}
