//! What has just happened, told to whoever listens: the event bus.
//!
//! Events fan out within this process; what happens at a service desk comes to each process by the outbox in the tenant's
//! database. What others build on: an event is typed and belongs to one tenant; how far a listener was told is a
//! [`Cursor`]. A listener that cannot keep up is told so, never waited for. Whoever hands events to people decides for each
//! listener what may be heard.

mod bus;
mod cursor;
mod desks;
mod event;
mod outage;
mod panels;
mod signal;

pub use bus::{Bus, Heard, Listener};
pub use cursor::{BadCursor, Cursor, DeskCursor};
pub use desks::follow_desk;
pub use event::{Event, Kind};
pub use outage::Outage;
pub use panels::{Loading, PanelNews, follow_panels};
pub use signal::{BadRedisAddress, RedisAddress, SignalStanding, Signals};
