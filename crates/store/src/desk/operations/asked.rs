//! Which tickets figures are of.

use jiff::Timestamp;
use watchroom_domain::WardId;

/// The tickets that are asked about, of those that the permit opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FiguresAsked {
    /// Created at this moment or later.
    pub from: Option<Timestamp>,
    /// Created before this moment.
    pub to: Option<Timestamp>,
    /// In one of these wards, `None` being in none; all where it is empty.
    pub wards: Vec<Option<WardId>>,
}
