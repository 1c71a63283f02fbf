//! Who may do what: the tenant context of a caller, permits, and the one role table.
//!
//! A handler that wants a tenant's data asks its [`TenantCtx`] for a [`Permit`]; only a permit can be planned into
//! a query. Neither can be made by hand: their fields are private, and [`TenantCtx::permit`] is the only door.

#[cfg(all(feature = "without-checks-for-tests", not(debug_assertions)))]
compile_error!("`without-checks-for-tests` takes every check away: it is for one test, and never for a release");

mod context;
mod permit;
mod reach;
mod refusal;
mod scope;
mod table;

pub use context::{Grantee, Membership, TenantCtx};
pub use permit::{Act, Denied, Export, OpenRows, Permit, SeeFindings, SeeShares, Share, View};
pub use reach::{Principal, Reach};
pub use refusal::Refusal;
pub use scope::{OwnRows, Scope};
pub use table::{Grant, ROLE_TABLE, grant};
