//! What has happened.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;
use watchroom_domain::{PanelId, TenantId, TimeRange};
use watchroom_store::desk::DeskEvent;

/// Something that has happened in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place among all events of the bus; that of the one before it, where it is secret.
    pub id: EventId,
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
    },
    /// Something happened at the tenant's service desk. Who may hear of it, and what, is to be asked for each listener.
    Desk(DeskEvent),
    /// Other programs have changed what panels show. Which of them a listener may hear of is to be asked for each.
    PanelsChanged {
        /// The panels.
        panels: Arc<[PanelId]>,
        /// The times of the changed rows, where they are known.
        span: Option<TimeRange>,
    },
    /// Nobody can say what was missed: look at everything anew.
    Resync,
}

impl Kind {
    /// Whether the event is only for who sees sensitive tickets: to everybody else it must not have happened, so it takes no
    /// number that a gap would tell of.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        match self {
            Kind::ConfigChanged { .. } | Kind::PanelsChanged { .. } | Kind::Resync => false,
            Kind::Desk(event) => {
                event.now.is_sensitive && event.before.as_ref().is_none_or(|before| before.is_sensitive)
            }
        }
    }
}

/// An event's id, `<run>-<number>`: numbers grow within a run of the bus, and ids of another run are never taken for
/// ids of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventId {
    /// The life of the bus that it belongs to.
    pub(crate) run: Uuid,
    /// From 1; 0 is before the first event.
    pub(crate) number: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.run.simple(), self.number)
    }
}

/// The text is no id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadEventId;

impl FromStr for EventId {
    type Err = BadEventId;

    fn from_str(text: &str) -> Result<Self, BadEventId> {
        let (run, number) = text.split_once('-').ok_or(BadEventId)?;
        Ok(Self { run: run.parse().map_err(|_| BadEventId)?, number: number.parse().map_err(|_| BadEventId)? })
    }
}
