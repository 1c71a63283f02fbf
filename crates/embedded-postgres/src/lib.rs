//! Starts and stops a private PostgreSQL: for `watchroom demo` and for the tests.
//!
//! One [`Server`] is one postmaster over one data folder, listening on a free port of the loopback
//! interface and on a unix socket in a folder of its own under `/tmp`. It ends with the value (or with
//! the process, however that ends: `Ctrl-C`, `SIGTERM`, `kill -9`).
//!
//! What lies in the data folder:
//!
//! | name | what it is |
//! |---|---|
//! | `postgres-cluster/` | PostgreSQL's own files, owned by the account which runs it |
//! | `postgres-cluster.path` | where they lie instead, if that account cannot reach the data folder |
//! | `postgres.password` | the superuser's password, mode 0600 |
//! | `postgres.log`, `postgres.log.1` | the log of this run and of the one before |
//! | `postgres.lock` | held locked as long as a server lives |
//! | `postgres.state` | what a later start needs in order to clean up after a crash |
//!
//! PostgreSQL refuses to run as root. Started by root, it runs as `postgres`, else as `nobody`; where
//! that account cannot enter the data folder (a checkout under root's home), the cluster lies under
//! [`OUTSIDE_ROOT`] instead.

mod account;
mod binaries;
mod cluster;
mod earlier;
mod error;
mod keeper;
mod layout;
mod postmaster;
mod server;

pub use binaries::Binaries;
pub use error::Error;
pub use layout::OUTSIDE_ROOT;
pub use server::Server;

use std::path::PathBuf;
use std::time::Duration;

/// The name of the superuser in every cluster that this crate makes.
pub const SUPERUSER: &str = "watchroom";

/// The oldest major version that is accepted.
pub const OLDEST_MAJOR: u32 = 14;

/// What to start. Build it with [`Options::new`] and set what differs.
pub struct Options<'a> {
    /// The folder which holds everything of this server; made if it is missing.
    pub data_dir: PathBuf,
    /// Throw away the data of earlier runs first.
    pub fresh: bool,
    /// Server settings, `(name, value)`; they win over the ones of this crate.
    pub settings: Vec<(String, String)>,
    /// Is told, in a few words, what takes time.
    pub progress: &'a mut dyn FnMut(&str),
    /// Whether the data must survive a crash of the machine.
    pub durability: Durability,
    /// More folders in which to look for PostgreSQL: one with the programs, or one with npm's `node_modules`.
    pub search: Vec<PathBuf>,
    /// How long the server may take until it accepts connections.
    pub start_timeout: Duration,
}

impl<'a> Options<'a> {
    /// A durable server over `data_dir` that keeps what earlier runs left, given 60 seconds to start.
    pub fn new(data_dir: impl Into<PathBuf>, progress: &'a mut dyn FnMut(&str)) -> Self {
        Self {
            data_dir: data_dir.into(),
            fresh: false,
            settings: Vec::new(),
            progress,
            durability: Durability::Safe,
            search: Vec::new(),
            start_timeout: Duration::from_secs(60),
        }
    }
}

/// Whether the data must survive a crash of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A commit is on disk before it is answered.
    Safe,
    /// For tests: nothing waits for the disk, and a cluster which had to be placed outside the data
    /// folder is removed with the server.
    Throwaway,
}
