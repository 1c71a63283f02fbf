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

/// The rows that a caller's own place leaves open, taken from the membership, the token or the share alone: nothing that
/// is decided on the way (the role table, what a panel declares) goes into it. Each query tells it to the tenant's
/// database, where row security can hold it against what the query asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OwnRows {
    /// Every row.
    Whole,
    /// The rows of one ward.
    Ward(WardId),
    /// None: a councillor without a ward.
    Nothing,
}
