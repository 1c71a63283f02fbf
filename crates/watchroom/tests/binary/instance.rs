//! An instance as a demo leaves it in its folder, without a demo: quick to make.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::LazyLock;

use tempfile::TempDir;
use watchroom_test_support::{Postgres, TestDatabase, secret_key};

use crate::program::{Line, watchroom};

/// A key that passes.
pub static KEY: LazyLock<String> = LazyLock::new(secret_key);

/// A central database, named by a folder.
pub struct Instance {
    folder: TempDir,
    pub central: TestDatabase,
}

impl Instance {
    pub async fn new() -> Self {
        Self::new_in(Postgres::shared()).await
    }

    async fn new_in(postgres: &'static Postgres) -> Self {
        let central = postgres.database().await;
        let folder = TempDir::new().expect("a folder");
        let manifest = serde_json::json!({
            "url": "http://127.0.0.1:1", "accounts": [], "central_database_url": central.url(), "tenants": [],
        });
        std::fs::write(folder.path().join("demo.json"), manifest.to_string()).expect("a file");
        std::fs::write(folder.path().join("secret.key"), KEY.as_str()).expect("a file");
        Self { folder, central }
    }

    /// The same, its schema in place.
    pub async fn migrated() -> Self {
        Self::migrated_in(Postgres::shared()).await
    }

    /// The same, in a PostgreSQL of the caller's.
    pub async fn migrated_in(postgres: &'static Postgres) -> Self {
        let instance = Self::new_in(postgres).await;
        instance.line(["migrate"]).run().said();
        instance
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command about this instance.
    pub fn line<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Line {
        watchroom(["--data-dir".as_ref(), self.path().as_os_str()]).and(arguments)
    }

    /// Writes the dashboards of a tenant, as small as they may be.
    pub fn dashboards(&self, tenant: &str) {
        write_dashboards(&self.path().join("config/tenants"), tenant);
    }
}

/// Writes a tenant's folder with one panel over `samples(at, value)`.
pub fn write_dashboards(root: &Path, tenant: &str) {
    let files = [
        ("tenant.yaml", "tenant: { name: \"Samples\" }\n"),
        (
            "dashboards/default.yaml",
            "dashboard:\n  name: \"Samples\"\n  panels:\n    - id: \"samples\"\n      config_file: \"panels/samples.yaml\"\n      \
             position: { row: 1, col: 1 }\n",
        ),
        (
            "panels/samples.yaml",
            "panel:\n  type: \"timeseries\"\n  title: \"Samples\"\n  data_source:\n    table: \"samples\"\n    columns: \
             { timestamp: \"at\", value: \"value\" }\n",
        ),
    ];
    for (name, text) in files {
        let path = root.join(tenant).join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// What fills `samples`.
pub const SAMPLES: &str = "CREATE TABLE samples (at timestamptz NOT NULL, value float8); \
     INSERT INTO samples SELECT '2026-03-01T00:00:00Z'::timestamptz + n * interval '1 hour', n FROM generate_series(0, 9) n";
