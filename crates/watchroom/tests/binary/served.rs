//! `watchroom serve`, running.

use crate::program::{Line, Process};

/// A server that answers.
pub struct Served {
    pub process: Process,
    pub url: String,
}

impl Served {
    /// Starts a line of `serve` and waits until it listens.
    pub fn start(line: Line) -> Self {
        let mut process = line.start();
        let url = process.until("the server listens", |process| {
            let stdout = process.stdout();
            let line = stdout.split_inclusive('\n').find(|line| line.ends_with('\n'))?;
            Some(line.trim().strip_prefix("Watchroom listens on ")?.to_owned())
        });
        Self { process, url }
    }
}
