//! Folders → [`TenantSpec`]s: every file is read, every finding is kept, and only what has no error is used.

mod files;
mod grid;
mod mapping;
#[cfg(test)]
mod properties;
mod tenant;
mod unused;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;
use watchroom_domain::{PanelId, TenantId};

use crate::finding::Finding;
use crate::model::{Fragment, NamedSource, TenantSpec};
use crate::source::Sources;

pub use mapping::{LoadedMapping, load_mapping};
pub use tenant::load_tenant;

/// What one tenant's folder gave.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The checked model; `None` while there is any error.
    pub spec: Option<TenantSpec>,
    /// Everything found, by file, line and column.
    pub findings: Vec<Finding>,
    /// Every SQL fragment that was read, also from files that have errors: whoever checks SQL checks these.
    pub fragments: Vec<Fragment>,
    /// Which tables and columns each panel's file names, and where; also of files that have errors.
    pub named: Vec<NamedSource>,
    /// Each panel's file, as findings name it.
    pub panel_files: BTreeMap<PanelId, String>,
    /// The files read, for showing findings.
    pub sources: Sources,
}

impl Loaded {
    /// Adds what others found. Any error among it takes the spec away.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        in_order(&mut self.findings);
        if self.findings.iter().any(Finding::is_error) {
            self.spec = None;
        }
    }
}

/// What a folder of tenants' folders gave.
#[derive(Debug, Clone, Default)]
pub struct LoadedRoot {
    /// Each tenant.
    pub tenants: BTreeMap<TenantId, Loaded>,
    /// What concerns no single tenant.
    pub findings: Vec<Finding>,
}

impl LoadedRoot {
    /// Everything found, by file, line and column.
    #[must_use]
    pub fn all_findings(&self) -> Vec<Finding> {
        let of_tenants = self.tenants.values().flat_map(|loaded| loaded.findings.iter());
        let mut all: Vec<Finding> = self.findings.iter().chain(of_tenants).cloned().collect();
        in_order(&mut all);
        all
    }

    /// All files read.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let mut all = Sources::default();
        self.tenants.values().for_each(|loaded| all.extend(&loaded.sources));
        all
    }
}

/// The folder could not be read at all.
#[derive(Debug, Error)]
#[error("cannot read the folder {}: {source}", path.display())]
pub struct LoadError {
    /// The folder asked for.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// Sorts by file, line and column; what is said twice is said once.
pub fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    findings.dedup();
}

/// Loads every tenant below `dir`: each folder whose name is a tenant's id.
///
/// Finding nothing at all is a finding too.
///
/// # Errors
/// Where `dir` is no folder or cannot be read.
pub fn load_root(dir: &Path) -> Result<LoadedRoot, LoadError> {
    let failed = |source| LoadError { path: dir.to_owned(), source };
    let mut root = LoadedRoot::default();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.path().is_dir() {
            continue;
        }
        match name.parse::<TenantId>() {
            Ok(tenant) => {
                let loaded = load_tenant(&entry.path());
                root.tenants.insert(tenant, loaded);
            }
            Err(fault) => {
                let hint = "rename the folder, or begin its name with a dot to have it passed over";
                root.findings
                    .push(Finding::of_file(name, "bad-name", format!("the folder's name: {fault}")).with_hint(hint));
            }
        }
    }
    if root.sources().is_empty() && root.all_findings().iter().all(|finding| finding.code != "unreadable") {
        let message = "no configuration was found: there is no `<tenant>/tenant.yaml` below this folder";
        let hint = if dir.join("tenant.yaml").is_file() {
            "this is a tenant's own folder: give the folder that holds it"
        } else {
            "give the folder that holds the tenants' folders"
        };
        root.tenants.clear();
        root.findings = vec![Finding::of_file("", "no-files", message).with_hint(hint)];
    }
    in_order(&mut root.findings);
    Ok(root)
}
