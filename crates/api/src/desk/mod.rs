//! The service desk over HTTP: the permit that an endpoint asks for, whom names belong to, and which tickets are asked for.

pub(crate) mod asked;
mod change;
mod columns;
mod documented;
mod kept;
mod members;
pub(crate) mod news;
mod permit;
mod reads;
pub(crate) mod vocabulary;
mod watch;

pub(crate) use asked::{ListAsked, Listed};
pub(crate) use change::{AssignAsked, ChangedTicket, Changer, TicketChange, bad_field, given, word};
pub(crate) use columns::TicketColumn;
pub(crate) use documented::{ChangeRefused, TicketFilters, changed_ticket};
pub(crate) use kept::{KeptView, ViewRequest, no_such_view};
pub use members::Members;
pub(crate) use members::Names;
pub(crate) use permit::no_such_ticket;
pub use reads::SensitiveReads;
pub(crate) use reads::{Noted, Read};
