//! Panels follow what other programs write: from a change of a table to who shows a panel over it.

mod follow;
mod told;

pub use follow::follow_panels;
pub use told::{Loading, PanelNews};
