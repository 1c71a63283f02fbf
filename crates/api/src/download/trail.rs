//! What the audit log is told of an export: that it began, and how it ended.

use serde_json::{Map, Value, json};
use watchroom_domain::Clock;
use watchroom_export::Done;
use watchroom_store::{AuditAction, AuditEntry, Central, StoreError};

/// How much is told of what a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Rows, bytes and the file's hash.
    Figures,
    /// The file's hash alone: how many sensitive tickets there are is not for whoever reads the log.
    HashAlone,
}

/// One export in the audit log. A begin without an end is one that the server did not live to see the end of.
pub(crate) struct Trail {
    central: Central,
    clock: Clock,
    entry: AuditEntry,
    told: Told,
    begun: i64,
}

impl Trail {
    /// Writes the first record; without it, nothing is sent.
    pub(crate) async fn begin(
        central: Central,
        clock: Clock,
        entry: AuditEntry,
        told: Told,
    ) -> Result<Self, StoreError> {
        let begun = central.audit_append(&AuditEntry { action: AuditAction::ExportBegun, ..entry.clone() }).await?;
        Ok(Self { central, clock, entry, told, begun })
    }

    /// How much may be told of the file, in the server's log too.
    pub(super) fn told(&self) -> Told {
        self.told
    }

    pub(super) async fn finished(&self, done: &Done, bytes: u64, sha256: &str) -> Result<(), StoreError> {
        let end = match self.told {
            Told::Figures => {
                json!({"rows": done.rows, "bytes": bytes, "sha256": sha256, "odd_values": done.odd, "texts_cut": done.cut})
            }
            Told::HashAlone => json!({"sha256": sha256}),
        };
        self.append(AuditAction::Export, end).await
    }

    pub(super) async fn failed(&self, reason: &str, rows: u64, bytes: u64) -> Result<(), StoreError> {
        let end = match self.told {
            Told::Figures => json!({"reason": reason, "rows": rows, "bytes": bytes}),
            Told::HashAlone => json!({"reason": reason}),
        };
        self.append(AuditAction::ExportFailed, end).await
    }

    async fn append(&self, action: AuditAction, end: Value) -> Result<(), StoreError> {
        let mut detail: Map<String, Value> = self.entry.detail.as_object().cloned().unwrap_or_default();
        detail.insert("begun".to_owned(), self.begun.into());
        detail.extend(end.as_object().cloned().unwrap_or_default());
        let entry = AuditEntry { at: self.clock.now(), action, detail: detail.into(), ..self.entry.clone() };
        self.central.audit_append(&entry).await.map(drop)
    }
}
