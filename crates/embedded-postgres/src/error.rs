//! What can go wrong, and what to do then.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a private PostgreSQL could not be started or stopped. The text says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No PostgreSQL was found that is new enough.
    #[error(
        "no PostgreSQL 14 or newer was found ({looked})\n  install it: {command}\n  or name the folder that holds `postgres` and `initdb` in WATCHROOM_POSTGRES_BIN"
    )]
    NotInstalled {
        /// Where it was looked for, and what was wrong with what was found.
        looked: String,
        /// The exact command that installs it on this machine.
        command: String,
    },
    /// The folder named by `WATCHROOM_POSTGRES_BIN` cannot be used.
    #[error("WATCHROOM_POSTGRES_BIN={}: {reason}\n  unset it, or set it to a folder that holds `postgres` and `initdb`", path.display())]
    NamedFolder {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data were made by another major version than those installed.
    #[error(
        "the data in {} belong to PostgreSQL {made_by}, but only {found} was found\n  install it: {command}\n  or start over without the data (--fresh)",
        cluster.display()
    )]
    OtherVersion {
        /// The cluster.
        cluster: PathBuf,
        /// The major version that made it.
        made_by: u32,
        /// The versions found.
        found: String,
        /// The exact command that installs the missing version.
        command: String,
    },
    /// Another process of ours runs a server over this data folder.
    #[error(
        "{} is in use by another Watchroom process{}\n  stop that one first, or choose another data folder (--data-dir)",
        data_dir.display(), process(*pid)
    )]
    InUse {
        /// The data folder.
        data_dir: PathBuf,
        /// That process, if it said so.
        pid: Option<i32>,
    },
    /// A PostgreSQL that is not ours runs over this data folder.
    #[error(
        "another PostgreSQL (process {pid}) runs on {} and was not started by Watchroom\n  stop it first (kill -INT {pid}), or choose another data folder (--data-dir)",
        cluster.display()
    )]
    ForeignServer {
        /// The cluster.
        cluster: PathBuf,
        /// The process id of its postmaster.
        pid: i32,
    },
    /// Processes of an earlier run do not end.
    #[error("process {pid} of an earlier PostgreSQL still holds {} and does not end\n  end it (kill -QUIT {pid}), then start again", cluster.display())]
    Lingering {
        /// The cluster.
        cluster: PathBuf,
        /// One such process.
        pid: i32,
    },
    /// Run by root, and no account exists to run PostgreSQL.
    #[error(
        "PostgreSQL refuses to run as root, and neither `postgres` nor `nobody` is an account here\n  add one (useradd --system postgres), or run Watchroom as another user"
    )]
    NoAccount,
    /// The account which runs PostgreSQL cannot reach its files.
    #[error(
        "the account `{account}`, which runs PostgreSQL because root may not, cannot reach {}\n  move it where every folder above lets others pass (mode 0711 or 0755), for instance under /var/lib",
        path.display()
    )]
    Unreachable {
        /// The account's name.
        account: String,
        /// What it cannot reach.
        path: PathBuf,
    },
    /// A folder is in the way of a new cluster.
    #[error("{} holds files but is not a PostgreSQL cluster\n  look what it is; then remove it, or start over (--fresh)", path.display())]
    NotACluster {
        /// The folder.
        path: PathBuf,
    },
    /// The cluster is there, its password is not.
    #[error("{} is missing or empty, so the data beside it cannot be opened\n  put it back, or start over without the data (--fresh)", path.display())]
    PasswordMissing {
        /// The file that should hold it.
        path: PathBuf,
    },
    /// `initdb` failed.
    #[error("initdb could not make a cluster in {}:\n{}", cluster.display(), indented(output))]
    Initdb {
        /// The cluster.
        cluster: PathBuf,
        /// What it printed.
        output: String,
    },
    /// PostgreSQL ended instead of accepting connections.
    #[error("PostgreSQL ended while starting ({status}); the end of {}:\n{}", log.display(), indented(tail))]
    Died {
        /// How it ended.
        status: String,
        /// Its log.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// PostgreSQL did not become ready in time.
    #[error("PostgreSQL did not accept connections within {} s; the end of {}:\n{}", waited.as_secs(), log.display(), indented(tail))]
    NotReady {
        /// How long was waited.
        waited: Duration,
        /// Its log.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// An operation on a file or process failed.
    #[error("could not {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as in "could not …".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Says what was tried on what when an `io::Error` becomes an [`Error`].
pub(crate) trait Doing<T> {
    fn doing(self, action: &'static str, path: &Path) -> Result<T, Error>;
}

impl<T, E: Into<io::Error>> Doing<T> for Result<T, E> {
    fn doing(self, action: &'static str, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::Io { action, path: path.to_path_buf(), source: source.into() })
    }
}

fn process(pid: Option<i32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

fn indented(text: &str) -> String {
    if text.trim().is_empty() {
        return "  (nothing was printed)".to_owned();
    }
    let lines: Vec<String> = text.trim_end().lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}
