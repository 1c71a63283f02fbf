//! The rules of a service desk, without input or output: the life cycle of tickets, service-level clocks over calendars,
//! and what an import makes of somebody else's columns.

pub mod import;
mod life_cycle;
pub mod sla;

pub use life_cycle::{NotAllowed, may_become};
