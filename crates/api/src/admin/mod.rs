//! What the endpoints of administration share.

mod problems;
mod refusals;

pub(crate) use problems::{bad_place, bad_role};
pub(crate) use refusals::{BodyRefusals, Refusals};
