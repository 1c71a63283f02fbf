//! Reads of sensitive tickets: each is a record of the audit log, written before anything is answered. Where it cannot be
//! written, nothing is answered.
//!
//! The log is read by others than the liaison. So a record says who read, when, from where and by which call; of one ticket
//! a reference that tells nothing to who does not hold the ticket's id; of a list the names of its filters. Neither what was
//! looked for nor how much was found.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use watchroom_access::{Act, DeskPermit};
use watchroom_domain::{TenantId, TicketId};
use watchroom_store::{Actor, AuditAction, AuditEntry, Central, StoreError};

use super::asked::{filter_names, filters_of};
use crate::extract::Parameters;

/// For so long is the very same read again no other read: pages ask anew for what they show whenever something happens.
const SAME_READ: SignedDuration = SignedDuration::from_mins(5);
/// The same, for the cache, which forgets by the machine's own time.
const SAME_READ_KEPT: Duration = Duration::from_mins(5);
/// Reads that are remembered, some 150 bytes each. One that is forgotten early is written down once more.
const MOST_KEPT: u64 = 20_000;
/// Bytes of a hash that make a reference.
const REFERENCE_BYTES: usize = 8;

/// Which reads of sensitive tickets this process has written down in the last minutes. Clones share them.
#[derive(Debug, Clone)]
pub struct SensitiveReads(Cache<[u8; 32], Arc<Written>>);

/// When a read was written down last. Held while it is being written, so that the same reads at once are one record.
type Written = Mutex<Option<Timestamp>>;

impl Default for SensitiveReads {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_KEPT).time_to_live(SAME_READ_KEPT).build())
    }
}

/// What is read.
#[derive(Clone, Copy)]
pub(crate) enum Read<'a> {
    /// One ticket with what belongs to it.
    Ticket(TicketId),
    /// What changed in a ticket.
    History(TicketId),
    /// A ticket as a change leaves it, or finds it.
    Change(TicketId),
    /// Tickets by these filters, whichever page of them.
    List(&'a Parameters),
}

/// Proof that a read is in the audit log, or need not be. Tickets are shown for it alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noted(());

impl Read<'_> {
    const fn call(self) -> &'static str {
        match self {
            Read::Ticket(_) => "ticket",
            Read::History(_) => "history",
            Read::Change(_) => "change",
            Read::List(_) => "list",
        }
    }

    /// What tells it from other reads of its kind. Never written down.
    fn what(self) -> String {
        match self {
            Read::Ticket(id) | Read::History(id) | Read::Change(id) => id.0.to_string(),
            Read::List(parameters) => filters_of(parameters),
        }
    }

    /// What may be known of it.
    fn detail(self) -> Value {
        match self {
            Read::Ticket(id) | Read::History(id) | Read::Change(id) => {
                json!({"call": self.call(), "reference": reference(id)})
            }
            Read::List(parameters) => json!({"call": self.call(), "filters": filter_names(parameters)}),
        }
    }
}

/// The first 16 hex digits of SHA-256 over a ticket's id: ids are random, so nobody comes back from it to the id.
fn reference(id: TicketId) -> String {
    let hash = digest(&SHA256, id.0.to_string().as_bytes());
    hash.as_ref()[..REFERENCE_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl SensitiveReads {
    /// Writes down that `by` is about to be shown something, where the permit opens sensitive tickets.
    ///
    /// # Errors
    /// Where it could not be written: then nothing may be shown.
    pub(crate) async fn note<A: Act>(
        &self,
        central: &Central,
        permit: &DeskPermit<'_, A>,
        by: &Actor,
        read: Read<'_>,
    ) -> Result<Noted, StoreError> {
        if permit.scope().is_sensitive() == Some(false) {
            return Ok(Noted(()));
        }
        let slot = self.0.get_with(key(by, permit.tenant(), read), Arc::default);
        let mut written = slot.lock().await;
        if written.is_some_and(|at| by.at.duration_since(at).abs() < SAME_READ) {
            return Ok(Noted(()));
        }
        let entry = AuditEntry {
            tenant: Some(permit.tenant().clone()),
            subject: Some("tickets".to_owned()),
            detail: read.detail(),
            ..by.did(AuditAction::SensitiveRead)
        };
        central.audit_append(&entry).await?;
        // Not before: what was not written is not remembered.
        *written = Some(by.at);
        Ok(Noted(()))
    }
}

/// A hash of who reads what from where: what somebody searched for is not kept.
fn key(by: &Actor, tenant: &TenantId, read: Read<'_>) -> [u8; 32] {
    let user = by.user.map(|user| user.to_string());
    let what = read.what();
    let fields = [
        user.as_deref(),
        by.name.as_deref(),
        by.from_address.as_deref(),
        Some(tenant.as_str()),
        Some(read.call()),
        Some(what.as_str()),
    ];
    let mut hash = Context::new(&SHA256);
    for field in fields {
        // Behind its length, so that no two reads have the same bytes.
        let (mark, text) = field.map_or((0, ""), |text| (1, text));
        hash.update(&[mark]);
        hash.update(&text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    let mut key = [0; 32];
    key.copy_from_slice(hash.finish().as_ref());
    key
}

#[cfg(test)]
mod tests {
    use watchroom_domain::UserId;

    use super::*;

    const ID: &str = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11";

    fn by(address: &str) -> Actor {
        Actor {
            at: Timestamp::UNIX_EPOCH,
            user: Some(UserId(uuid::Uuid::nil())),
            name: Some("a@b.example".to_owned()),
            from_address: Some(address.to_owned()),
        }
    }

    #[test]
    fn a_reference_is_what_the_documentation_makes_it() {
        // printf %s 0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11 | sha256sum | cut -c1-16
        assert_eq!(reference(ID.parse().expect("an id")), "be47a87057513260");
    }

    #[test]
    fn pages_and_orders_of_a_list_are_one_read_and_everything_else_is_another() {
        let (tenant, other): (TenantId, TenantId) = ("a".parse().expect("a slug"), "b".parse().expect("a slug"));
        let id: TicketId = ID.parse().expect("an id");
        let key_of = |query: &str| key(&by("1"), &tenant, Read::List(&Parameters::of(query)));
        let first = key_of("status=open&search=x&page=0");
        assert_eq!(first, key_of("search=x&status=open&page=7&page_size=3&sort_by=status&nonsense=1"));
        for query in ["status=open&search=y", "status=open", "status=closed&search=x", "status=openx&search="] {
            assert_ne!(first, key_of(query), "{query}");
        }
        let keys = [
            key(&by("1"), &tenant, Read::Ticket(id)),
            key(&by("2"), &tenant, Read::Ticket(id)),
            key(&by("1"), &other, Read::Ticket(id)),
            key(&by("1"), &tenant, Read::History(id)),
            key(&by("1"), &tenant, Read::Change(id)),
            key(&Actor { name: Some("c@d.example".to_owned()), ..by("1") }, &tenant, Read::Ticket(id)),
        ];
        let apart: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(apart.len(), keys.len());
    }
}
