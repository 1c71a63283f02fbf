//! The figures of a desk: counts over the tickets that a permit opens, each of them the `total` of a list of tickets.
//!
//! A roll ([`roll`]) keeps in memory what figures go by: some 150 bytes a ticket and its texts, for each set of tickets that somebody may
//! see. It is read once, as whoever asks, and from then on each request asks the database which tickets changed since and reads
//! these alone ([`read`]): one snapshot each time, so that figures agree with each other and with the list. Counting
//! is then a walk through memory ([`figures`], [`trend`]), once for all who ask the same ([`kept`]). The texts that searches look
//! through lie there too ([`texts`]), and where the words were found that were searched for last ([`words`]).

mod asked;
mod asker;
mod bits;
mod entry;
mod figures;
mod kept;
mod listing;
mod matching;
mod read;
mod roll;
mod sums;
mod texts;
mod trend;
mod words;

pub use asked::FiguresAsked;
pub(in crate::desk) use asker::Asker;
pub use figures::{AgeSpan, Figures, NamesById};
pub use kept::FiguresOfMoment;
pub(crate) use kept::Rolls;
pub(in crate::desk) use listing::Page;
pub(in crate::desk) use matching::knows;
pub use sums::{Counts, Responses, compliance_percent};
pub use trend::{Trend, TrendPoint};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod words_tests;
