//! What an import makes of somebody else's rows: each becomes an [`ImportedTicket`], or a [`Rejection`] that says why not.
//!
//! Nothing is guessed. A value that cannot be read, a word without a translation, a closed ticket without a date: each
//! refuses its row, with the column and the value in the reason. What is taken in spite of looking odd is counted in
//! [`Oddities`].

mod moment;
mod row;
#[cfg(test)]
mod tests;
mod text;
mod ticket;

pub use row::RowReader;
pub use text::{BadEncoding, decode};
pub use ticket::{ImportedTicket, Oddities, Rejection, limits};
