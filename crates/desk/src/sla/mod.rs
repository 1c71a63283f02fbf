//! Service levels: by when a ticket must be answered and done, and how it stands.
//!
//! [`Policies`] (targets, each over a [`Calendar`]) turn the [`Facts`] of a ticket into two clocks, response and
//! resolution. [`Policies::columns`] gives what is stored with the ticket, so that SQL can filter, and [`state_of`] reads
//! it at any later moment; [`Policies::clocks`] gives the same with the ledger that explains every minute.
//!
//! **Open time.** A moment is open where the wall clock of the calendar's zone, read at that very moment, stands within a
//! shift of its date: `begin <= wall clock < end`. Open time is how long such moments last on the real time line. So an
//! hour that clocks leave out is not counted, and one that they pass twice is counted twice, each also where only a part
//! of it lies within a shift.
//!
//! **Deadline.** The earliest moment by which `target` of open time has passed since the start, pauses left out. A target
//! that is used up exactly at the end of a shift is due then, and not at the beginning of the next one.
//!
//! Moments are kept to the microsecond, as PostgreSQL does; finer parts are cut off.

mod calendar;
mod calendar_form;
mod clock;
mod columns;
mod facts;
mod ledger;
mod moment;
mod pauses;
mod policies;
mod policy;
mod week;

pub use calendar::Calendar;
pub use calendar_form::{BadCalendar, CalendarForm, CalendarProblem, HolidayForm};
pub use clock::{ClockState, Clocks};
pub use columns::{ClockColumns, SlaColumns, state_of};
pub use facts::{Facts, ImportedDeadlines, Reclassified, StatusSince};
pub use ledger::{Segment, SegmentKind};
pub use policies::{BadPolicies, Policies, PolicyProblem};
pub use policy::{CalendarId, Policy, PolicyId, ReopenPolicy, UnknownReopenPolicy};
