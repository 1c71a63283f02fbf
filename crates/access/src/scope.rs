//! Which rows of a permitted thing a person sees.

use watchroom_domain::WardId;

/// The rows that a permit opens. Part of every plan and of every cache key, so that one ward's answer can never
/// serve another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every row.
    Whole,
    /// The rows of one ward.
    Ward(WardId),
}
