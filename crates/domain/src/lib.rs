//! The words of Watchroom: typed ids, roles, actions, time ranges and the clock.
//!
//! Nothing here reads or writes anything. Every other crate speaks in these terms, so that a tenant's
//! name cannot stand where a panel's id belongs.

mod clock;
mod guarded;
mod ids;
mod import_mapping;
mod role;
mod ticket;
mod time_range;

pub use clock::Clock;
pub use guarded::{Guarded, Thing, Visibility};
pub use ids::{
    ApiTokenId, BadSlug, DashboardName, PanelId, SavedViewId, SessionId, ShareId, TeamId, TenantId, TicketId, UserId,
    WardId,
};
pub use import_mapping::{
    Delimiter, ImportEncoding, ImportField, ImportFrom, ImportMapping, ImportRule, ImportSource, Normalise,
};
pub use role::{Action, Role, UnknownRole};
pub use ticket::{Severity, SlaState, TicketStatus, UnknownWord};
pub use time_range::{BadTimeRange, TimeRange};
