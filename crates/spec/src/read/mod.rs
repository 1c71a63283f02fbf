//! Trees → model: one function per kind of file, one file per kind of panel.
//!
//! Each reads its own file alone. What needs more than one file (does the panel's file exist, is an id used
//! twice) is asked in `load`.

mod bar;
mod custom;
mod dashboard;
mod fragments;
mod gauge;
mod health;
mod kpi;
mod mapping;
mod panel;
mod queries;
mod series;
mod source;
mod table;
mod tenant;

pub(crate) use dashboard::{DashboardFile, Place, PlacedFile, read_dashboard};
pub(crate) use mapping::read_mapping;
pub(crate) use panel::{PanelFile, read_panel};
pub(crate) use tenant::{TenantFile, read_tenant};

use crate::decode::{MapReader, Reading};
use crate::yaml::Node;

/// Seconds between refreshes where the file names none.
pub(crate) const REFRESH_INTERVAL_S: u64 = 300;

/// The section under the file's only key. Whoever reads it also finishes it.
fn section_of<'r, 'f>(node: &'r Node, reading: &'r Reading<'f>, root: &'static str) -> Option<MapReader<'r, 'f>> {
    let mut file = MapReader::of(node, "the file", reading.first_line(&node.span), reading)?;
    let section = file.required_map(root);
    file.finish();
    section
}
