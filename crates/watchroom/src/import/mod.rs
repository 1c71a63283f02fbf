//! `watchroom import`: somebody else's file, row by row.

mod data;
mod lines;
mod reading;
mod refused;

pub(crate) use data::{Data, Record};
pub(crate) use reading::{ReadAll, Reading};
pub(crate) use refused::Refused;

#[cfg(test)]
mod boston_tests;
