//! Ids within an address.

use std::str::FromStr;

use crate::problem::Problem;

/// Reads an id of an address. One that is malformed names nothing, and is answered like any other that is not there.
pub(crate) fn path_id<T: FromStr>(text: &str, what: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found(what))
}
