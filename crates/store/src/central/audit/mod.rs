//! The audit log: append-only, each record chained to the one before it.
//!
//! A record's hash is SHA-256 over the previous record's hash and the record's own bytes, as [`record_bytes`] lays
//! them out. Changing or removing a record breaks the chain from there on. Who can write the whole table can also
//! write a whole new chain: keep the last hash somewhere else to notice that.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use tokio_postgres::{Client, Row};
use uuid::Uuid;
use watchroom_domain::{TenantId, UserId};

use super::Central;
use crate::StoreError;

mod action;
mod failures;
mod list;

pub use action::AuditAction;
pub use failures::SignInFailure;
pub use list::{AuditFilter, AuditRecord};

const LAST: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
// The detail as the database writes it, which is what verification reads again.
const CANONICAL: &str = "SELECT $1::text::jsonb::text";
const INSERT: &str = "INSERT INTO audit (seq, at, actor_user, actor_email, from_address, tenant_id, action, subject, detail, previous_hash, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11)";
const READ: &str = "SELECT seq, at, actor_user, actor_email, from_address, tenant_id, action, subject, detail::text, previous_hash, hash \
     FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000";

#[cfg(test)]
pub(super) const STATEMENTS: &[&[&str]] = &[&[LAST, CANONICAL, INSERT, READ], failures::STATEMENTS, list::STATEMENTS];

/// Something that somebody did.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Option<UserId>,
    /// The address that the person signed in with, as it was then.
    pub actor_email: Option<String>,
    /// Where the connection came from.
    pub from_address: Option<String>,
    /// In which tenant.
    pub tenant: Option<TenantId>,
    /// What was done.
    pub action: AuditAction,
    /// To what: a panel's id, …
    pub subject: Option<String>,
    /// What else is to be known.
    pub detail: serde_json::Value,
}

/// What a check of the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every record is as it was written.
    Whole {
        /// How many there are.
        records: u64,
    },
    /// A record was changed, or one before it is missing.
    BrokenAt {
        /// The first such record.
        seq: i64,
    },
}

impl Central {
    /// Adds a record of something that changes nothing here; returns its number.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn audit_append(&self, entry: &AuditEntry) -> Result<i64, StoreError> {
        self.act().await?.commit(std::slice::from_ref(entry)).await
    }

    /// Follows the chain from its beginning.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn audit_verify(&self) -> Result<AuditVerdict, StoreError> {
        let connection = self.connection().await?;
        let (mut last, mut previous_hash, mut records) = (0_i64, vec![0_u8; 32], 0);
        loop {
            let rows = connection.query(READ, &[&last]).await?;
            if rows.is_empty() {
                return Ok(AuditVerdict::Whole { records });
            }
            for row in &rows {
                let record = Record::read(row)?;
                let (kept_previous, kept): (Vec<u8>, Vec<u8>) = (row.try_get(9)?, row.try_get(10)?);
                let follows = record.seq == last + 1 && kept_previous == previous_hash;
                if !follows || record.hash(&previous_hash) != kept {
                    return Ok(AuditVerdict::BrokenAt { seq: record.seq });
                }
                (last, previous_hash, records) = (record.seq, kept, records + 1);
            }
        }
    }
}

/// Adds records to the chain within a transaction that holds the log's lock; returns the last one's number.
pub(super) async fn append(client: &Client, entries: &[AuditEntry]) -> Result<i64, StoreError> {
    let (mut last, mut previous_hash) = match client.query_opt(LAST, &[]).await? {
        Some(row) => (row.try_get::<_, i64>(0)?, row.try_get::<_, Vec<u8>>(1)?),
        None => (0, vec![0; 32]),
    };
    for entry in entries {
        let detail: String = client.query_one(CANONICAL, &[&entry.detail.to_string()]).await?.try_get(0)?;
        // What the database keeps: whole microseconds.
        let at = Timestamp::from_microsecond(entry.at.as_microsecond()).unwrap_or(entry.at);
        let record = Record {
            seq: last + 1,
            at,
            actor_user: entry.actor.map(|user| user.0),
            actor_email: entry.actor_email.clone(),
            from_address: entry.from_address.clone(),
            tenant_id: entry.tenant.as_ref().map(ToString::to_string),
            action: entry.action.to_string(),
            subject: entry.subject.clone(),
            detail,
        };
        let hash = record.hash(&previous_hash);
        let Record { seq, at, actor_user, actor_email, from_address, tenant_id, action, subject, detail } = &record;
        client
            .execute(
                INSERT,
                &[
                    seq,
                    at,
                    actor_user,
                    actor_email,
                    from_address,
                    tenant_id,
                    action,
                    subject,
                    detail,
                    &previous_hash,
                    &hash,
                ],
            )
            .await?;
        (last, previous_hash) = (record.seq, hash);
    }
    Ok(last)
}

/// A record as it is kept, without its hashes.
struct Record {
    seq: i64,
    at: Timestamp,
    actor_user: Option<Uuid>,
    actor_email: Option<String>,
    from_address: Option<String>,
    tenant_id: Option<String>,
    action: String,
    subject: Option<String>,
    detail: String,
}

impl Record {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.try_get(0)?,
            at: row.try_get(1)?,
            actor_user: row.try_get(2)?,
            actor_email: row.try_get(3)?,
            from_address: row.try_get(4)?,
            tenant_id: row.try_get(5)?,
            action: row.try_get(6)?,
            subject: row.try_get(7)?,
            detail: row.try_get(8)?,
        })
    }

    fn hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut bytes = previous.to_vec();
        bytes.extend(record_bytes(self));
        digest(&SHA256, &bytes).as_ref().to_vec()
    }
}

/// Each field as text behind its length in bytes, and a mark of its own where it is null: no two records have the
/// same bytes.
fn record_bytes(record: &Record) -> Vec<u8> {
    let fields = [
        Some(record.seq.to_string()),
        Some(record.at.as_microsecond().to_string()),
        record.actor_user.map(|user| user.to_string()),
        record.actor_email.clone(),
        record.from_address.clone(),
        record.tenant_id.clone(),
        Some(record.action.clone()),
        record.subject.clone(),
        Some(record.detail.clone()),
    ];
    let mut bytes = Vec::new();
    for field in fields {
        match field {
            Some(text) => {
                bytes.extend_from_slice(format!("{}:", text.len()).as_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            None => bytes.push(b'-'),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;
    use watchroom_test_support::{Postgres, TestDatabase};

    async fn central() -> (TestDatabase, Central) {
        let database = Postgres::shared().database().await;
        let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        central.migrate().await.expect("migrations apply");
        (database, central)
    }

    fn entry(subject: &str) -> AuditEntry {
        AuditEntry {
            at: "2026-03-01T10:00:00.123456789Z".parse().expect("a moment"),
            actor: Some(UserId(Uuid::nil())),
            actor_email: Some("a@b.example".to_owned()),
            from_address: None,
            tenant: Some("alpha".parse().expect("a slug")),
            action: AuditAction::Export,
            subject: Some(subject.to_owned()),
            detail: serde_json::json!({"z": 1, "a": [1.50, "é"], "rows": 3}),
        }
    }

    #[tokio::test]
    async fn many_writers_make_one_chain() {
        let (database, central) = central().await;
        let another = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        assert_eq!(central.audit_verify().await.expect("verified"), AuditVerdict::Whole { records: 0 });
        let subjects: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let entries: Vec<AuditEntry> = subjects.iter().map(|subject| entry(subject)).collect();
        let processes = [&central, &another];
        let appending = entries.iter().enumerate().map(|(n, entry)| processes[n % 2].audit_append(entry));
        let appended = futures_util::future::join_all(appending).await;
        let mut numbers: Vec<i64> = appended.into_iter().map(|seq| seq.expect("appended")).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
        assert_eq!(central.audit_verify().await.expect("verified"), AuditVerdict::Whole { records: 20 });
    }

    #[tokio::test]
    async fn changing_is_refused_and_tampering_is_found() {
        let (database, central) = central().await;
        for n in 0..5 {
            central.audit_append(&entry(&n.to_string())).await.expect("appended");
        }
        let root = database.connect().await;
        for refused in ["UPDATE audit SET subject = 'x'", "DELETE FROM audit WHERE seq = 5", "TRUNCATE audit"] {
            let error = root.batch_execute(refused).await.expect_err(refused);
            assert!(error.as_db_error().expect("an answer").message().contains("append-only"), "{error:?}");
        }
        // Even by somebody who may switch the triggers off.
        root.batch_execute("ALTER TABLE audit DISABLE TRIGGER ALL").await.expect("switched off");
        for (tampering, seq) in [
            ("UPDATE audit SET detail = detail || '{\"rows\": 4}' WHERE seq = 4", 4),
            ("UPDATE audit SET from_address = 'nowhere' WHERE seq = 3", 3),
            ("DELETE FROM audit WHERE seq = 2", 3),
            ("DELETE FROM audit WHERE seq = 1", 3),
        ] {
            root.batch_execute(tampering).await.expect(tampering);
            assert_eq!(central.audit_verify().await.expect("verified"), AuditVerdict::BrokenAt { seq }, "{tampering}");
        }
    }
}
