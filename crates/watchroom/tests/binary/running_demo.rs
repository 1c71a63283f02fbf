//! A demo in a folder of its own.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::kill;
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
use watchroom_test_support::Session;

use crate::patience::until;
use crate::program::{Line, Outcome, Process, watchroom};

/// A folder for a demo.
pub struct DemoFolder(TempDir);

/// A demo that is ready.
pub struct Demo {
    pub process: Process,
    /// What its `demo.json` says.
    pub manifest: Value,
    pub postmaster: i32,
    /// From the start until it was ready.
    pub took: Duration,
}

impl DemoFolder {
    pub fn new() -> Self {
        // Started by root, PostgreSQL runs as somebody else, who must be able to enter.
        let open = Permissions::from_mode(0o755);
        Self(tempfile::Builder::new().permissions(open).tempdir().expect("a folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A command about this demo.
    pub fn line<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Line {
        watchroom(["--data-dir".as_ref(), self.path().as_os_str()]).and(arguments)
    }

    /// The line that starts it on a free port, with little history.
    pub fn demo(&self) -> Line {
        self.line(["demo", "--listen", "127.0.0.1:0", "--history-days", "1"])
    }

    /// Starts it and waits until it is ready.
    pub fn start(&self, more: &[&str]) -> Demo {
        let begun = Instant::now();
        let mut process = self.demo().and(more).start();
        process.until("the demo is ready", |process| process.stdout().contains("Watchroom is ready at").then_some(()));
        let took = begun.elapsed();
        Demo { process, manifest: self.manifest(), postmaster: self.postmaster().expect("PostgreSQL runs"), took }
    }

    pub fn manifest(&self) -> Value {
        let text = std::fs::read_to_string(self.path().join("demo.json")).expect("demo.json is there");
        serde_json::from_str(&text).expect("demo.json is JSON")
    }

    /// Where its PostgreSQL keeps its files.
    fn cluster(&self) -> PathBuf {
        match std::fs::read_to_string(self.path().join("postgres-cluster.path")) {
            Ok(elsewhere) => PathBuf::from(elsewhere.trim()),
            Err(_) => self.path().join("postgres-cluster"),
        }
    }

    /// The process id of its PostgreSQL, as far as that wrote it down.
    pub fn postmaster(&self) -> Option<i32> {
        let text = std::fs::read_to_string(self.cluster().join("postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }
}

impl Demo {
    pub fn url(&self) -> &str {
        self.manifest["url"].as_str().expect("a text")
    }

    pub fn central_url(&self) -> &str {
        self.manifest["central_database_url"].as_str().expect("a text")
    }

    pub fn tenant_url(&self, id: &str) -> &str {
        let tenants = self.manifest["tenants"].as_array().expect("an array");
        let tenant = tenants.iter().find(|tenant| tenant["id"] == id).expect("the tenant is there");
        tenant["database_url"].as_str().expect("a text")
    }

    pub fn password(&self, email: &str) -> &str {
        let accounts = self.manifest["accounts"].as_array().expect("an array");
        let account = accounts.iter().find(|account| account["email"] == email).expect("the account is there");
        account["password"].as_str().expect("a text")
    }

    /// Waits for the end that was asked for; PostgreSQL has ended too.
    pub fn ended(self) -> Outcome {
        let outcome = self.process.end_within(Duration::from_secs(10));
        assert!(!is_alive(self.postmaster), "PostgreSQL {} is left behind", self.postmaster);
        outcome
    }
}

/// Signs in at a server.
pub async fn sign_in(url: &str, email: &str, password: &str, tenant: &str) -> Session {
    let session = Session::open(url, Some(tenant));
    let reply = session.post("/api/v1/auth/login", &serde_json::json!({"email": email, "password": password})).await;
    assert_eq!(reply.status, 200, "{email} signs in: {}", reply.text);
    session
}

/// Connects to a database.
pub async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The same server, another database.
pub fn with_database(url: &str, database: &str) -> String {
    let mut url: url::Url = url.parse().expect("a URL");
    url.set_path(database);
    url.to_string()
}

/// Whether a process is there and has not ended.
pub fn is_alive(pid: i32) -> bool {
    // Whoever ended and was not fetched yet still has a number: its state stands after its name.
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let ended = state.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['Z', 'X']));
    kill(Pid::from_raw(pid), None).is_ok() && !ended
}

/// Waits until a process has ended.
pub fn wait_for_the_end_of(pid: i32) {
    until(Duration::from_secs(20), "PostgreSQL ends", || (!is_alive(pid)).then_some(()));
}
