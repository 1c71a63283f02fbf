//! What has just happened, told to whoever listens: the event bus.
//!
//! Events fan out within this process; what happens at a service desk comes to each process by the outbox in the tenant's
//! database. What others build on: an event is typed, belongs to one tenant and has an
//! id that only grows; a listener that cannot keep up is told so, never waited for. Whoever hands events to people asks
//! anew, before each, whether the person may still have it.

mod bus;
mod cursor;
mod desks;
mod event;
mod panels;
mod signal;

pub use bus::{Bus, Heard, Listener};
pub use cursor::{BadCursor, Cursor, DeskCursor};
pub use desks::follow_desk;
pub use event::{Event, Kind};
pub use panels::{Loading, PanelNews, follow_panels};
pub use signal::{BadRedisAddress, RedisAddress, SignalStanding, Signals};
