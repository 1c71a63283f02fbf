//! The municipality's service desk: sixty thousand reports over eighteen months, what became of them, and what goes on now.

mod catch_up;
mod fill;
mod going_on;
mod levels;
mod live;
mod lives;
mod places;
#[cfg(test)]
mod postgres_tests;
#[cfg(test)]
mod recorded_tests;
mod reports;
mod tickets;
mod trades;

pub use catch_up::catch_up;
pub use fill::{People, fill, needs_fill};
pub use live::Traffic;
