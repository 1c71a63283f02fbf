//! The service desk over HTTP: the permit that an endpoint asks for, whom names belong to, and which tickets are asked for.

mod asked;
mod change;
mod members;
pub(crate) mod news;
mod permit;
mod watch;

pub(crate) use asked::{ListAsked, Listed, query_of};
pub(crate) use change::{AssignAsked, ChangedTicket, Changer, TicketChange, bad_field, given, word};
pub use members::Members;
pub(crate) use members::Names;
pub(crate) use permit::{Refused, no_such_ticket};
