//! The municipality's service desk: sixty thousand reports over eighteen months, what became of them, and what goes on now.

mod fill;
mod levels;
mod live;
mod lives;
mod places;
mod reports;
mod tickets;
mod trades;

pub use fill::{People, fill, needs_fill};
pub use live::Traffic;
