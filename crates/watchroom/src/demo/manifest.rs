//! `demo.json`: where a demo's parts are and who can sign in.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use watchroom_api::DemoAccount;

/// The file's name in the data folder.
pub(super) const FILE: &str = "demo.json";

/// What a demo tells about itself.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The page.
    pub(crate) url: String,
    /// Who can sign in.
    pub(crate) accounts: Vec<DemoAccount>,
    /// The central database, under the owner's role.
    pub(crate) central_database_url: String,
    /// Each tenant's database, under the owner's role.
    pub(crate) tenants: Vec<TenantDatabase>,
}

/// A tenant's database.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TenantDatabase {
    pub(crate) id: String,
    pub(crate) database_url: String,
}

impl Manifest {
    /// Reads what a demo left in its folder.
    pub(crate) fn read(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("{} is not there; start it with: watchroom demo --data-dir {}", path.display(), data_dir.display())
        })?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} cannot be read; start over with --fresh", path.display()))
    }

    /// Writes it, for its owner's eyes alone.
    pub(super) fn write(&self, data_dir: &Path) -> anyhow::Result<()> {
        write_private(&data_dir.join(FILE), &(serde_json::to_string_pretty(self)? + "\n"))
    }

    /// Takes away what an earlier demo left: its accounts are gone with its databases.
    pub(super) fn forget(data_dir: &Path) -> anyhow::Result<()> {
        for name in [FILE, super::SECRET_KEY_FILE] {
            match std::fs::remove_file(data_dir.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Writes a file that nobody else may read, whole or not at all.
pub(super) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let write = || {
        let _ = std::fs::remove_file(&unfinished);
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}
