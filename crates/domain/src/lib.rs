//! The words of Watchroom: typed ids, roles, actions, time ranges and the clock.
//!
//! Nothing here reads or writes anything. Every other crate speaks in these terms, so that a tenant's
//! name cannot stand where a panel's id belongs.

mod clock;
mod guarded;
mod ids;
mod role;
mod time_range;

pub use clock::Clock;
pub use guarded::{Guarded, Thing, Visibility};
pub use ids::{ApiTokenId, BadSlug, DashboardName, PanelId, SessionId, ShareId, TeamId, TenantId, UserId, WardId};
pub use role::{Action, Role, UnknownRole};
pub use time_range::{BadTimeRange, TimeRange};
