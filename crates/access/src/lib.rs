//! Who may do what: the tenant context of a caller, permits, and the one role table.
//!
//! A handler that wants a tenant's data asks its [`TenantCtx`] for a [`Permit`]; only a permit can be planned into
//! a query. Neither can be made by hand: their fields are private, and [`TenantCtx::permit`] is the only door.

#[cfg(all(feature = "without-checks-for-tests", not(debug_assertions)))]
compile_error!("`without-checks-for-tests` takes every check away: it is for one test, and never for a release");

mod context;
mod desk;
mod permit;
mod reach;
mod refusal;
mod scope;
mod table;

pub use context::{Grantee, Membership, TenantCtx};
pub use desk::{DeskPermit, DeskPlace, TicketScope};
pub use permit::{
    Act, AssignTickets, ChangeStatus, Denied, EditTickets, Export, ExportTickets, KeepViews, OpenRows, Permit,
    SeeFindings, SeeOperations, SeeShares, SeeTickets, Share, View,
};
pub use reach::{Principal, Reach};
pub use refusal::Refusal;
pub use scope::{OwnRows, Scope};
pub use table::{Grant, ROLE_TABLE, grant};
