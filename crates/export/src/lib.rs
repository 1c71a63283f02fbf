//! Rows to CSV, JSON and XLSX, one cell after the other, at constant memory.
//!
//! A [`Writer`] is given cells and rows; what it made so far is taken with [`Writer::take`] and sent on. Nothing is
//! kept of a row that was written. What a format cannot hold is never dropped in silence: see [`Cell::Odd`] and
//! [`Done`].

mod cell;
mod csv;
mod json;
mod moment;
mod number;
mod writer;
mod xlsx;

pub use cell::{Cell, Column, ColumnKind};
pub use writer::{About, Done, Format, WriteError, Writer};
