//! The municipality's service desk: sixty thousand reports over eighteen months, and what became of them.

mod lives;
mod places;
mod reports;
mod trades;
