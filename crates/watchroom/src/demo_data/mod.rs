//! Believable data for `watchroom demo`, the same on every machine.
//!
//! Every row is a pure function of its place and its instant: [`noise`] hashes, [`rhythm`] knows days and weeks,
//! [`incidents`] says when something goes wrong, and each tenant's tables build on them. So history, the catch-up
//! after a pause and the rows that arrive live are one and the same: [`feed`] continues from a table's newest row.

mod arrivals;
mod feed;
mod health;
mod incidents;
mod noise;
mod rhythm;
mod span;

pub mod alpha;
pub mod beta;

#[cfg(test)]
mod postgres_tests;

/// Days of history that a first start writes, and the most that a catch-up goes back.
pub const HISTORY_DAYS: u32 = 90;

/// Hears of a fill's progress: the table, the rows written so far, the rows expected. A table's last call says the same
/// number twice.
pub type Progress<'a> = dyn FnMut(&str, u64, u64) + Send + 'a;
