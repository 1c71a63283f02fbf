//! The figures of a desk: counts over the tickets that a permit opens, each of them the `total` of a list of tickets.
//!
//! [`DeskTx::figures`] reads all of a page's figures in one snapshot, with one scan of the tickets, so that they agree with
//! each other; [`DeskTx::trend`] reads what happened when. [`DeskTx::desk_marker`] tells cheaply whether anything changed.

mod asked;
mod figures;
mod marker;
mod sums;
mod trend;

pub use asked::FiguresAsked;
pub use figures::{AgeSpan, Figures, SlaEdges};
pub use marker::DeskMarker;
pub use sums::{Counts, compliance_percent};
pub use trend::{Trend, TrendPoint};

#[cfg(test)]
mod tests;
