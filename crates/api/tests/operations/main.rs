//! The figures of a service desk: each is the total of a list of tickets, and what other SQL says.

mod boston;
mod fresh;
mod lists;
mod oracle;
mod world;
