//! `watchroom import`: somebody else's file, row by row.

mod data;
mod lines;
mod refused;

pub(crate) use data::{Data, Record};
pub(crate) use refused::Refused;
