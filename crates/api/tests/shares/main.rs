//! Shares: what a link shows, to whom it is refused, and when it ends; over a real server.

mod ending;
mod hostile;
mod making;
mod showing;
mod world;
