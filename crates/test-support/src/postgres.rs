//! One private PostgreSQL for all tests, and a database of its own for each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio_postgres::{Client, NoTls};
use uuid::Uuid;
use watchroom_embedded_postgres::{Durability, Options, Server};

/// The environment variable that names a superuser's URL of a PostgreSQL to test on; `cargo xtask test` sets it.
const GIVEN: &str = "WATCHROOM_TEST_POSTGRES";

/// A PostgreSQL to test on.
#[derive(Debug)]
pub struct Postgres {
    superuser_url: String,
}

impl Postgres {
    /// The one of this test program: the one it was given, or a private one that ends with it.
    ///
    /// # Panics
    /// Where there is none and none can be started.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var(GIVEN) {
            Ok(superuser_url) => Postgres { superuser_url },
            Err(_) => start(std::process::id().to_string(), Durability::Throwaway),
        })
    }

    /// Another one, for a test that has it crash: what is committed is on disk. It ends with the test program.
    ///
    /// # Panics
    /// Where it cannot be started.
    #[must_use]
    pub fn to_crash() -> &'static Self {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::SeqCst);
        Box::leak(Box::new(start(format!("{}-{number}", std::process::id()), Durability::Safe)))
    }

    /// Kills one of its processes with `kill -9`: PostgreSQL then ends all others, reads its log anew and starts again. The caller
    /// waits until it [`stands`](Self::stands).
    ///
    /// # Panics
    /// Where it does not run.
    pub async fn crash(&self) {
        let root = self.connect("postgres").await;
        let own = root.query_one("SELECT pg_backend_pid()", &[]).await.unwrap_or_else(|error| panic!("{error:?}"));
        let pid: i32 = own.get(0);
        let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "kill -9 {pid}");
    }

    /// Waits until it takes connections.
    ///
    /// # Panics
    /// Where it takes longer than a minute.
    pub async fn stands(&self) {
        let standing = async {
            while tokio_postgres::connect(&self.url("postgres"), NoTls).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let stands = tokio::time::timeout(Duration::from_secs(60), standing).await;
        assert!(stands.is_ok(), "PostgreSQL takes no connections");
    }

    /// The superuser's URL of one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        with_database(&self.superuser_url, database)
    }

    /// Makes an empty database that goes when the value goes.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub async fn database(&'static self) -> TestDatabase {
        let name = format!("test_{}", Uuid::new_v4().simple());
        let root = self.connect("postgres").await;
        for sql in [format!("CREATE DATABASE {name}"), format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC")] {
            root.batch_execute(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
        TestDatabase { postgres: self, name, roles: Vec::new() }
    }

    /// Connects as the superuser.
    ///
    /// # Panics
    /// Where the server does not answer.
    pub async fn connect(&self, database: &str) -> Client {
        connect(&self.url(database)).await
    }
}

fn start(name: String, durability: Durability) -> Postgres {
    let clusters = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/test-postgres");
    sweep(&clusters);
    let data_dir = clusters.join(name);
    let mut progress = |_: &str| {};
    let mut options = Options::new(data_dir, &mut progress);
    options.fresh = true;
    options.durability = durability;
    let server = Server::start(options).unwrap_or_else(|error| panic!("the tests' PostgreSQL: {error}"));
    let superuser_url = server.superuser_url("postgres");
    // It lives as long as the program, whose death ends it.
    Box::leak(Box::new(server));
    Postgres { superuser_url }
}

/// Removes what test programs left that have ended: their servers ended with them, their files did not.
fn sweep(clusters: &Path) {
    let Ok(entries) = std::fs::read_dir(clusters) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let program = name.split_once('-').map_or(name.as_str(), |(program, _)| program);
        let alive = Path::new("/proc").join(program).exists();
        if !alive {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Connects to a URL.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.unwrap_or_else(|error| panic!("connect: {error:?}"));
    tokio::spawn(connection);
    client
}

/// The same server, another database.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap_or_else(|| panic!("{url} names no database"));
    format!("{server}/{database}")
}

/// A database of one test.
#[derive(Debug)]
pub struct TestDatabase {
    postgres: &'static Postgres,
    name: String,
    /// Roles that go with it.
    pub(crate) roles: Vec<String>,
}

impl TestDatabase {
    /// The superuser's URL.
    #[must_use]
    pub fn url(&self) -> String {
        self.postgres.url(&self.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connects as the superuser.
    pub async fn connect(&self) -> Client {
        self.postgres.connect(&self.name).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, name, roles) = (self.postgres.url("postgres"), self.name.clone(), std::mem::take(&mut self.roles));
        // A test's own runtime may be ending: the cleaning has a thread and a runtime of its own.
        let cleaning = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(async {
                let root = connect(&url).await;
                let _ = root.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
                for role in roles {
                    let _ = root.batch_execute(&format!("DROP ROLE {role}")).await;
                }
            });
        });
        let _ = cleaning.join();
    }
}
