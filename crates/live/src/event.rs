//! What has happened.

use std::sync::Arc;

use watchroom_domain::{PanelId, TenantId, TimeRange};
use watchroom_store::desk::{OutboxEnd, OutboxLine};

/// Something that has happened in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The tenant it concerns: nobody else hears of it.
    pub tenant: TenantId,
    /// What it is.
    pub kind: Kind,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The tenant's dashboards were replaced.
    ConfigChanged {
        /// The revision now shown; it only grows while the process lives.
        revision: u64,
        /// What the dashboards are, the same in every process.
        fingerprint: u32,
    },
    /// Something happened at the tenant's service desk. Who may hear of it, and what, is to be asked for each listener.
    Desk(OutboxLine),
    /// Other programs have changed what panels show. Which of them a listener may hear of is to be asked for each.
    PanelsChanged {
        /// The panels.
        panels: Arc<[PanelId]>,
        /// The times of the changed rows, where they are known.
        span: Option<TimeRange>,
        /// Up to where a listener is told who heard this and what came before; `None` where more belongs to it that comes later.
        fingerprint: Option<u64>,
    },
    /// Nobody can say what was missed: look at everything anew. The desk's outbox reaches to here.
    Resync(OutboxEnd),
}
